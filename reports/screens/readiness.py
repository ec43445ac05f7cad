"""Readiness of the year as its page shows it: all of it for who sets the year up, own part for who owns one (SCH-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Right, User
from reports.models import ReadinessDay
from reports.readiness.facts import Facts
from reports.readiness.parts import SECTIONS, parts_of
from reports.readiness.picture import History, history_of
from reports.readiness.reading import facts_of
from reports.readiness.rules import Lack, Late, Part, Readiness
from school.models import School, SchoolYear
from school.stages import Deadline, deadlines_of
from school.words import count_of

LATE_SHOWN, OWNERS_SHOWN = 10, 3
RIGHTS = {section.key: section.right for section in SECTIONS}
# Sections that many do, each his own: nobody answers for the whole.
SHARED = frozenset(section.key for section in SECTIONS if section.role_words)
# Whose work is at the whole school: they own what has no class.
WHOLE = frozenset({Right.YEAR, Right.STAFF, Right.PUPILS, Right.CONSENTS})


@dataclass(frozen=True)
class LackRow:
    text: str
    url: str


@dataclass(frozen=True)
class PartRow:
    """A section of the page; `url` is empty where the reader may not open its page."""

    part: Part
    url: str
    owners: str
    lacks: tuple[LackRow, ...]
    more: int
    late: str


@dataclass(frozen=True)
class StageRow:
    """A deadline with how many of its sections are ready."""

    deadline: Deadline
    ready: int
    of: int
    late: str


@dataclass(frozen=True)
class ReadinessScreen:
    """`is_whole`: every section, with who is late and the history; else the person's own."""

    year: SchoolYear | None
    readiness: Readiness
    rows: tuple[PartRow, ...]
    stages: tuple[StageRow, ...]
    late: tuple[Late, ...]
    late_more: int
    history: History | None
    changes: tuple[ReadinessDay, ...]
    is_whole: bool
    leads: bool

    @property
    def is_quiet(self) -> bool:
        """Nothing to say on the person's home page."""
        return not self.rows and not self.leads


def readiness_of(facts: Facts) -> Readiness:
    deadlines = deadlines_of(facts.year, facts.deadlines) if facts.year else {}
    return Readiness(parts_of(facts, deadlines), deadlines)


def readiness_screen(
    user: User,
    *,
    school: School | None,
    year: SchoolYear | None,
    rights: frozenset[str],
    on: date,
    today: date,
    own: bool = False,
) -> ReadinessScreen:
    """Eleven queries, whatever the number of classes. `own`: only the person's, whatever he may see."""
    facts = facts_of(school, year, on=on, only=None if rights & WHOLE else user)
    readiness = readiness_of(facts)
    is_whole = Right.YEAR in rights and not own
    parts: Sequence[Part] = readiness.parts if is_whole else readiness.of_person(user.pk)
    late = readiness.late(today) if is_whole else []
    return ReadinessScreen(
        year=year,
        readiness=readiness,
        rows=tuple(_row(part, user, rights, today) for part in parts),
        stages=tuple(_stages(readiness, today)) if is_whole else (),
        late=tuple(late[:LATE_SHOWN]),
        late_more=max(0, len(late) - LATE_SHOWN),
        history=history_of(facts.history, readiness.deadlines.values()) if is_whole else None,
        changes=changes_of(facts.history) if is_whole else (),
        is_whole=is_whole,
        leads=Right.YEAR in rights and year is not None and not readiness.is_ready,
    )


def changes_of(days: Sequence[ReadinessDay]) -> tuple[ReadinessDay, ...]:
    """The days on which it was not what it had been the day before, the latest first."""
    before = [None, *(one.percent for one in days)]
    return tuple(one for one, was in zip(days, before, strict=False) if one.percent != was)[::-1]


def days_words(days: int) -> str:
    """«3 дня»; empty where nobody is late."""
    return count_of(days, "день", "дня", "дней") if days else ""


def _row(part: Part, user: User, rights: frozenset[str], today: date) -> PartRow:
    opens = RIGHTS[part.key] in rights
    return PartRow(
        part=part,
        url=reverse(part.page) if opens else "",
        owners=_owners(part),
        lacks=tuple(_lack(lack, opens or _is_of(lack, user)) for lack in part.shown),
        more=part.more,
        late=days_words(part.days_late(today)),
    )


def _is_of(lack: Lack, user: User) -> bool:
    return any(one.user == user.pk for one in lack.owners)


def _lack(lack: Lack, opens: bool) -> LackRow:
    url = reverse(lack.page, args=lack.args) + (f"?{lack.query}" if lack.query else "")
    return LackRow(lack.text, url if opens else "")


def _owners(part: Part) -> str:
    """«Иванова А. И., Петров П. П. и ещё 3»: whose is what is missing, else who answers."""
    if part.is_ready and part.key in SHARED:
        return ""
    people = [person.name for person in part.debtors() or part.owners]
    shown = ", ".join(people[:OWNERS_SHOWN])
    return f"{shown} и ещё {len(people) - OWNERS_SHOWN}" if len(people) > OWNERS_SHOWN else shown


def _stages(readiness: Readiness, today: date) -> list[StageRow]:
    found = []
    for deadline in readiness.deadlines.values():
        parts = readiness.of_stage(deadline.stage)
        ready = sum(part.is_ready for part in parts)
        late = max((part.days_late(today) for part in parts), default=0)
        found.append(StageRow(deadline, ready, len(parts), days_words(late)))
    return found
