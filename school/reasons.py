"""Why a person sees something or not: every fact, order and grant by itself, in words. Pure: rows in, reasons out.

Whether it is seen is asked of the doors (school.access, journal.access); here is told why, each fact for itself,
and tests hold the two together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Right, Role
from accounts.rights import DEFAULTS, Change, ceiling_of, rights_of, why_beyond

from .days import today_of
from .words import clock, date_dots


@dataclass(frozen=True)
class Reason:
    """A fact and what it does: `opens` the object, `writes` in it where something opens it."""

    text: str
    opens: bool = False
    writes: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the doors say, `reads` and `writes`, and all reasons, those that open first.

    `stops` close for a time what the reasons would let one write; `shut` closes everything, whatever opens it.
    """

    reasons: tuple[Reason, ...]
    reads: bool
    writes: bool = False
    stops: tuple[str, ...] = ()
    shut: str = ""
    # Nobody writes there: a diary, a document, a page.
    read_only: bool = False

    @property
    def told(self) -> str:
        if self.shut:
            return "Сейчас закрыто"
        if self.read_only:
            return "Видит" if self.reads else "Не видит"
        if self.writes:
            return "Видит и заполняет" if not self.stops else "Видит, заполнять сейчас нельзя"
        return "Видит, но не заполняет" if self.reads else "Не видит"


@dataclass(frozen=True)
class Account:
    """All there is to tell; `nothing` is what to say of a person of whom there is nothing."""

    reasons: Iterable[Reason]
    nothing: str
    stops: Sequence[str] = ()
    shut: str = ""

    def told(self) -> tuple[Reason, ...]:
        found = sorted(self.reasons, key=lambda reason: (not reason.writes, not reason.opens))
        return tuple(found) or (Reason(self.nothing),)


@dataclass(frozen=True)
class Decision:
    """What the school decided about a right of a role, when and by whom."""

    is_given: bool
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Person:
    """Whom the question is about: his orders, the school's decisions on roles, and the days of the question."""

    user: Any
    on: date
    staff: Any = None
    away: str = ""
    appointments: tuple[Any, ...] = ()
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return today_of(self.on)

    def may(self, role: str, right: str) -> bool:
        changes = [
            Change(of, what, decision.is_given) for (of, what), decision in self.decisions.items()
        ]
        return right in rights_of([role], changes)


def why_away(staff: Any, today: date, order: str) -> str:
    """«Доступ закрыт 20.06.2026: увольнение, приказ № 7»; empty for a person at work or not of the staff."""
    if staff is None or staff.is_at_work(today):
        return ""
    closed_at = staff.access_closed_at
    day = timezone.localdate(closed_at) if closed_at else staff.dismissed_on
    return f"Доступ закрыт {date_dots(day)}: увольнение{f', {order}' if order else ''}"


def term(row: Any) -> str:
    """«с 01.09.2025» or «с 01.09.2025 по 26.05.2026»."""
    end = f" по {date_dots(row.ends_on)}" if row.ends_on else ""
    return f"с {date_dots(row.starts_on)}{end}"


def order(row: Any) -> str:
    """«приказ № 12 от 01.09.2025»; «приказ не указан» of an old row without one."""
    if not row.order_number:
        return "приказ не указан"
    day = f" от {date_dots(row.order_date)}" if row.order_date else ""
    return f"приказ № {row.order_number}{day}"


def grades(row: Any) -> str:
    """«5–9 классы», empty for the whole school."""
    if row.grade_from <= 1 and row.grade_to >= 11:
        return ""
    if row.grade_from == row.grade_to:
        return f"{row.grade_from} классы"
    return f"{row.grade_from}–{row.grade_to} классы"


def moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{date_dots(here.date())}, {clock(here.time())}"


def last_day(row: Any, year: Any) -> date:
    """A load or a class without an end lasts as long as its year, and none lasts longer."""
    last: date = min(row.ends_on or year.ends_on, year.ends_on)
    return last


def load(row: Any, others: Sequence[Any], person: Person) -> Reason:
    """Of a journal: its load. `others` are all loads of the section, to tell to whom it was handed over."""
    if person.away:
        return Reason(f"Вёл {term(row)} (нагрузка), но доступ закрыт")
    if row.starts_on > person.on:
        return Reason(f"Нагрузка начнётся {date_dots(row.starts_on)}")
    last = last_day(row, row.section.year)
    if last < person.on:
        return Reason(f"Нагрузка закончилась {date_dots(last)}{_handed_over(row, others, person)}")
    return Reason(f"Ведёт {row.section.title} {term(row)} (нагрузка)", opens=True, writes=True)


def _handed_over(row: Any, others: Sequence[Any], person: Person) -> str:
    later = [
        other
        for other in others
        if row.ends_on is not None
        and other.teacher_id != row.teacher_id
        and (other.starts_on > row.ends_on or other.ends_on is None or other.ends_on > row.ends_on)
    ]
    if not later:
        return ""
    first = min(later, key=lambda other: (other.starts_on, other.pk))
    return f", журнал передан: {first.teacher.user.short_name}, {term(first)}"


def homeroom(row: Any, person: Person) -> Reason:
    name = row.school_class.name
    if person.away:
        return Reason(f"Классный руководитель {name} {term(row)}, но доступ закрыт")
    if row.starts_on > person.on:
        return Reason(f"Классное руководство {name} начнётся {date_dots(row.starts_on)}")
    last = last_day(row, row.school_class.year)
    if last < person.on:
        return Reason(f"Классное руководство {name} закончилось {date_dots(last)}")
    told = f"Классный руководитель {name} {term(row)}: читает, но не пишет"
    return Reason(told, opens=True)


def appointment(row: Any, right: str, wanted: Iterable[int], person: Person) -> Reason:
    """A role by order: does it have the right, and on any of these grades (none: the right alone is asked)?"""
    wanted = set(wanted)
    name = Role(row.role).label
    label = Right(right).label
    if not person.may(row.role, right):
        return Reason(
            f"Роль «{name}» не имеет права «{label}»: {_why_no_right(row.role, right, person)}"
        )
    told = f"{name}{_among(grades(row))}, {order(row)}, {term(row)}"
    if person.away:
        return Reason(f"{told}: доступ закрыт")
    if row.starts_on > person.today:
        return Reason(f"{name}: назначение начнётся {date_dots(row.starts_on)}, {order(row)}")
    if row.ends_on is not None and row.ends_on < person.today:
        return Reason(f"{name}: назначение закончилось {date_dots(row.ends_on)}, {order(row)}")
    if wanted and not any(row.grade_from <= grade <= row.grade_to for grade in wanted):
        return Reason(f"{told}: {_list(wanted)} класс сюда не входит")
    return Reason(f"{told}: право «{label}»{_since_when(row.role, right, person)}", opens=True)


def office(row: Any, person: Person) -> Reason:
    """A role by order that opens a page by itself, whatever rights it has."""
    told = f"{Role(row.role).label}{_among(grades(row))}, {order(row)}, {term(row)}"
    if person.away:
        return Reason(f"{told}: доступ закрыт")
    over = row.ends_on is not None and row.ends_on < person.today
    return Reason(told, opens=row.starts_on <= person.today and not over)


def _among(text: str) -> str:
    return f", {text}" if text else ""


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(f"{number}-й" for number in sorted(numbers))


def _why_no_right(role: str, right: str, person: Person) -> str:
    if right not in ceiling_of(role):
        return why_beyond(role)[:1].lower() + why_beyond(role)[1:].rstrip(".")
    decision = person.decisions.get((role, right))
    if decision and not decision.is_given:
        return _decided(decision)
    return "так обычно"


def _since_when(role: str, right: str, person: Person) -> str:
    decision = person.decisions.get((role, right))
    if decision and decision.is_given and right not in DEFAULTS[role]:
        return f" ({_decided(decision)})"
    return ""


def _decided(decision: Decision) -> str:
    when = f" {date_dots(timezone.localdate(decision.at))}" if decision.at else ""
    return f"решено школой{when}{f', {decision.by}' if decision.by else ''}"


def grant(row: Any, what: str, person: Person, *, writes: bool = False) -> Reason:
    """Access by order; `what` it lets do: «читать журнал». `row` carries `last_reason` of its history."""
    told = f"По {_by_order(row)} {term(row)}: {what}"
    if row.withdrawn_at is not None:
        why = f": {row.last_reason}" if getattr(row, "last_reason", "") else ""
        return Reason(f"{told}. Отозвано {moment(row.withdrawn_at)}{why}")
    if row.starts_on > person.today:
        return Reason(f"{told}. Начнётся {date_dots(row.starts_on)}")
    if row.ends_on < person.today:
        return Reason(f"{told}. Закончилось {date_dots(row.ends_on)}")
    if person.away:
        return Reason(f"{told}. Доступ закрыт")
    return Reason(told, opens=True, writes=writes)


def _by_order(row: Any) -> str:
    return f"приказу № {row.order_number} от {date_dots(row.order_date)}"


def kinship(row: Any, person: Person) -> Reason:
    name = row.relation or "Родитель (законный представитель)"
    told = f"{name[:1].upper()}{name[1:]}, {term(row)}"
    if row.starts_on > person.today:
        return Reason(f"{told}: ещё не началось")
    if row.ends_on is not None and row.ends_on < person.today:
        return Reason(f"{told}: закончилось")
    return Reason(told, opens=True)
