"""Pages of rights: who has roles, all about one person, roles and their rights, access given by order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Appointment, Right, Role, RoleRight, User
from accounts.names import alphabetical
from accounts.rights import (
    DEFAULTS,
    Change,
    ceiling_of,
    rights_of,
    why_beyond,
    why_not_appointed,
    why_right_stays,
)
from school import reasons
from school.access import Standing
from school.reasons import Decision

from .facts import Fact, Kind, facts_of, role_of
from .reasons import person_asked, right_reasons
from .search import people_by_words
from .signatures import signed

SHOWN = 50


@dataclass(frozen=True)
class PersonRow:
    user: User
    roles: str
    coming: str
    position: str


@dataclass(frozen=True)
class PeopleScreen:
    rows: tuple[PersonRow, ...]
    is_search: bool
    is_cut: bool


def people_screen(text: str, *, today: date) -> PeopleScreen:
    """Everybody who has a role, or will; with words, everybody called so. Two queries."""
    lasting = Appointment.objects.exclude(ends_on__lt=today)
    if text:
        people: Any = people_by_words(text)
    else:
        people = User.objects.filter(pk__in=lasting.values("user")).order_by(*alphabetical())
    users = list(people.select_related("staff_member", "student")[: SHOWN + 1])
    held: dict[int, list[Appointment]] = defaultdict(list)
    for row in lasting.filter(user__in=users).order_by("starts_on", "pk"):
        held[row.user_id].append(row)
    rows = [_person_row(user, held[user.pk], today) for user in users[:SHOWN]]
    return PeopleScreen(tuple(rows), bool(text), len(users) > SHOWN)


def _person_row(user: Any, held: list[Appointment], today: date) -> PersonRow:
    if hasattr(user, "staff_member"):
        position = user.staff_member.position or "сотрудник"
    else:
        position = "ученик" if hasattr(user, "student") else ""
    now = [row for row in held if row.starts_on <= today]
    later = [row for row in held if row.starts_on > today]
    return PersonRow(user, role_of(now), role_of(later), position)


@dataclass(frozen=True)
class RightRow:
    label: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Cancelled:
    """An appointment or grant that was taken away before it began: it stands in history alone."""

    what: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class FactRow:
    fact: Fact
    may_end: bool


@dataclass(frozen=True)
class PersonScreen:
    user: User
    position: str
    away: str
    facts: tuple[FactRow, ...]
    rights: tuple[RightRow, ...]
    cancelled: tuple[Cancelled, ...]
    is_oneself: bool
    is_pupil: bool


def person_screen(user: User, *, by: User, own: Standing, on: date) -> PersonScreen:
    """Everything about one person, as `by` may change it. Fourteen queries."""
    person = person_asked(user, on=on)
    facts = facts_of(person)
    changes = changes_of(person.decisions)
    return PersonScreen(
        user=user,
        position=person.staff.position if person.staff else "",
        away=person.away,
        facts=tuple(FactRow(fact, _may_end(fact, user, by, own, changes)) for fact in facts),
        rights=tuple(_rights(person)),
        cancelled=tuple(_cancelled(user)),
        is_oneself=user == by,
        is_pupil=any(fact.kind == Kind.PUPIL for fact in facts),
    )


def changes_of(decisions: Any) -> list[Change]:
    return [Change(role, right, decision.is_given) for (role, right), decision in decisions.items()]


def _may_end(fact: Fact, user: User, by: User, own: Standing, changes: list[Change]) -> bool:
    if not fact.is_open or Right.ACCESS not in own.rights:
        return False
    if fact.kind == Kind.APPOINTMENT:
        return not why_not_appointed(
            fact.role, to_oneself=user == by,
            own_roles=own.roles, own_rights=own.rights, changes=changes,
        )  # fmt: skip
    return fact.kind in {Kind.SECTION_GRANT, Kind.CLASS_GRANT, Kind.STUDENT_GRANT}


def _rights(person: reasons.Person) -> Iterator[RightRow]:
    for right in Right:
        opening = [one.text for one in right_reasons(person, [right]) if one.opens]
        if opening:
            yield RightRow(right.label, tuple(text.rpartition(": право")[0] for text in opening))


def _cancelled(user: User) -> Iterator[Cancelled]:
    for row in Appointment.history.filter(user=user, history_type="-").order_by("-history_id"):
        yield Cancelled(
            appointment_words(row), row.history_author, row.history_date, row.history_change_reason
        )


@dataclass(frozen=True)
class Cell:
    """A right of a role: held or not, how it usually is, and why it cannot be changed (empty: it can)."""

    role: str
    label: str
    right: str
    is_given: bool
    is_usual: bool
    is_beyond: bool
    decided: str
    why_stays: str


@dataclass(frozen=True)
class RolesScreen:
    roles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def roles_screen(*, own: Standing, coming: frozenset[str]) -> RolesScreen:
    """The table of roles and rights, as one may change it. One query."""
    decisions = decisions_of(signed(RoleRight.objects.all()))
    return RolesScreen(
        roles=tuple(role.label for role in Role),
        rows=tuple(
            (right.label, tuple(_cell(role, right, decisions, own, coming) for role in Role))
            for right in Right
        ),
    )


def decisions_of(rows: Iterable[Any]) -> dict[tuple[str, str], Decision]:
    return {(row.role, row.right): Decision(row.is_given, row.last_by, row.last_at) for row in rows}


def _cell(
    role: Role,
    right: Right,
    decisions: dict[tuple[str, str], Decision],
    own: Standing,
    coming: frozenset[str],
) -> Cell:
    changes = changes_of(decisions)
    is_given = right in rights_of([role], changes)
    decision = decisions.get((role, right))
    is_beyond = right not in ceiling_of(role)
    stays = why_right_stays(
        role, right, is_given=not is_given, own_roles=own.roles, own_rights=own.rights,
        coming_roles=coming, changes=changes,
    )  # fmt: skip
    return Cell(
        role=role,
        label=f"{role.label}: {right.label}",
        right=right,
        is_given=is_given,
        is_usual=right in DEFAULTS[role],
        is_beyond=is_beyond,
        decided=f"{decision.by}, {reasons.moment(decision.at)}" if decision and decision.at else "",
        why_stays=why_beyond(role) if is_beyond else stays,
    )


@dataclass(frozen=True)
class RightScreen:
    """One right of one role before it is changed: who will gain or lose it."""

    cell: Cell
    role: str
    right: str
    people: tuple[str, ...]
    steps: tuple[Cancelled, ...]


def right_screen(
    role: Role, right: Right, *, own: Standing, coming: frozenset[str], today: date
) -> RightScreen:
    """Three queries."""
    decisions = decisions_of(signed(RoleRight.objects.all()))
    held = Appointment.objects.on(today).filter(role=role).select_related("user")
    people = held.order_by(*alphabetical("user__"))
    steps = RoleRight.history.filter(role=role, right=right).order_by("-history_id")
    return RightScreen(
        cell=_cell(role, right, decisions, own, coming),
        role=role.label,
        right=right.label,
        people=tuple(dict.fromkeys(row.user.full_name for row in people)),
        steps=tuple(
            Cancelled(_step(row), row.history_author, row.history_date, row.history_change_reason)
            for row in steps
        ),
    )


def _step(row: Any) -> str:
    if row.history_type == "-":
        return "возвращено как обычно"
    return "право дано" if row.is_given else "право снято"


def appointment_words(row: Any) -> str:
    """«Заместитель директора, 5–9 классы, приказ № 16-л от 25.08.2025, с 01.09.2025»."""
    return f"{role_of([row])}, {reasons.order(row)}, {reasons.term(row)}"
