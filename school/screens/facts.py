"""All that a person is and was in the school: duties, orders, grants, kinship, each with its term and author."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from accounts.models import Appointment, Role
from school import reasons
from school.models import (
    ClassGrant,
    GuardianLink,
    Homeroom,
    SectionGrant,
    Student,
    StudentGrant,
    Substitution,
    TeachingLoad,
)
from school.reasons import Person
from school.substituting import substitute_terms

from .signatures import signed


class State(StrEnum):
    IN_FORCE = "действует"
    PLANNED = "начнётся"
    OVER = "закончилось"
    WITHDRAWN = "отозвано"
    CLOSED = "закрыто увольнением"


class Kind(StrEnum):
    APPOINTMENT = "appointment"
    LOAD = "load"
    HOMEROOM = "homeroom"
    SUBSTITUTION = "substitution"
    SECTION_GRANT = "section"
    CLASS_GRANT = "class"
    STUDENT_GRANT = "student"
    GUARDIAN = "guardian"
    PUPIL = "pupil"


# What roles that follow from facts are made of (school.access.STANDING).
MAKES = {
    Kind.LOAD: "teacher",
    Kind.SUBSTITUTION: "teacher",
    Kind.HOMEROOM: "homeroom",
    Kind.SECTION_GRANT: "granted",
    Kind.CLASS_GRANT: "granted",
    Kind.STUDENT_GRANT: "reader",
    Kind.GUARDIAN: "parent",
    Kind.PUPIL: "student",
}


@dataclass(frozen=True)
class Fact:
    """A line of the person's page; `pk` is the row's, for the page that ends or withdraws it."""

    kind: Kind
    pk: int
    what: str
    basis: str
    starts_on: date | None
    ends_on: date | None
    state: State
    given: str
    note: str = ""
    role: str = ""

    @property
    def is_open(self) -> bool:
        """It holds, or will: there is something to end."""
        return self.state in (State.IN_FORCE, State.PLANNED)


def facts_of(person: Person) -> tuple[Fact, ...]:
    """Nine queries; those that hold first, then what will begin, then the past, the newest first."""
    found = [
        *_appointments(person),
        *_loads(person),
        *_homerooms(person),
        *_substitutions(person),
        *_grants(person),
        *_family(person),
    ]
    order = list(State)
    newest = sorted(found, key=lambda fact: fact.starts_on or date.min, reverse=True)
    return tuple(sorted(newest, key=lambda fact: order.index(fact.state)))


def state_of(starts_on: date, ends_on: date | None, day: date, *, away: bool) -> State:
    if ends_on is not None and ends_on < day:
        return State.OVER
    if away:
        return State.CLOSED
    return State.PLANNED if starts_on > day else State.IN_FORCE


def state_in_year(row: Any, year: Any, person: Person) -> State:
    """Of a load or a homeroom: it lasts no longer than its year, also where no end is written."""
    last = reasons.last_day(row, year)
    return state_of(row.starts_on, last, person.on, away=bool(person.away))


def grant_state(row: Any, today: date, *, away: bool) -> State:
    if row.withdrawn_at is not None:
        return State.WITHDRAWN
    return state_of(row.starts_on, row.ends_on, today, away=away)


def given(row: Any) -> str:
    """«Иванова А. И., 01.09.2025, 14:00»: who wrote the row first and when."""
    return _entry(row.given_by, row.given_at)


def ended(row: Any) -> str:
    """Who wrote the row last, when and why, where that is another entry than the first."""
    if row.last_entry == row.first_entry:
        return ""
    return ": ".join(filter(None, [_entry(row.last_by, row.last_at), row.last_reason]))


def _entry(by: str | None, at: datetime | None) -> str:
    return f"{by or ''}, {reasons.moment(at)}" if at else by or ""


def _appointments(person: Person) -> Iterator[Fact]:
    rows = Appointment.objects.filter(user=person.user)
    for row in signed(rows):
        among = reasons.grades(row)
        yield Fact(
            Kind.APPOINTMENT, row.pk,
            f"{Role(row.role).label}{f', {among}' if among else ''}", reasons.order(row),
            row.starts_on, row.ends_on,
            state_of(row.starts_on, row.ends_on, person.today, away=bool(person.away)),
            given(row), ended(row), row.role,
        )  # fmt: skip


def _loads(person: Person) -> Iterator[Fact]:
    rows = TeachingLoad.objects.filter(teacher__user=person.user)
    for row in signed(rows.select_related("section__subject", "section__year")):
        yield Fact(
            Kind.LOAD, row.pk, f"Ведёт {row.section.title}", "нагрузка", row.starts_on, row.ends_on,
            state_in_year(row, row.section.year, person), given(row), ended(row),
        )  # fmt: skip


def _homerooms(person: Person) -> Iterator[Fact]:
    rows = Homeroom.objects.filter(teacher__user=person.user)
    for row in signed(rows.select_related("school_class__year")):
        yield Fact(
            Kind.HOMEROOM, row.pk, f"Классный руководитель {row.school_class.name}",
            "классное руководство: читает журналы класса, но не пишет",
            row.starts_on, row.ends_on,
            state_in_year(row, row.school_class.year, person), given(row), ended(row),
        )  # fmt: skip


def _substitutions(person: Person) -> Iterator[Fact]:
    rows = Substitution.objects.filter(teacher__user=person.user)
    terms = substitute_terms(person.on)
    for row in signed(rows.select_related("section__subject")):
        last_day = terms.last_day(row.date)
        state = State.CLOSED if person.away else State.IN_FORCE
        yield Fact(
            Kind.SUBSTITUTION, row.pk, f"Замена: {row.section.title}, {row.number}-й урок",
            reasons.order(row) if row.order_number else "замена", row.date, last_day,
            State.OVER if last_day < person.today else state, given(row), ended(row),
        )  # fmt: skip


def _grants(person: Person) -> Iterator[Fact]:
    for kind, model, related in GRANTS:
        rows = model.objects.filter(user=person.user).select_related("permission", *related)
        for row in signed(rows):
            yield Fact(
                kind, row.pk, f"{row.permission.name[:1].upper()}{row.permission.name[1:]}: {about(row)}",
                ", ".join(filter(None, [reasons.order(row), row.reason])), row.starts_on, row.ends_on,
                grant_state(row, person.today, away=bool(person.away)), given(row), ended(row),
            )  # fmt: skip


GRANTS: tuple[tuple[Kind, Any, tuple[str, ...]], ...] = (
    (Kind.SECTION_GRANT, SectionGrant, ("content_object__subject",)),
    (Kind.CLASS_GRANT, ClassGrant, ("content_object",)),
    (Kind.STUDENT_GRANT, StudentGrant, ("content_object__user",)),
)


def about(row: Any) -> str:
    """The object of a grant: «7А, Алгебра», «7А», «Петрова Анна Ивановна»."""
    target = row.content_object
    return target.user.full_name if isinstance(target, Student) else str(target)


def _family(person: Person) -> Iterator[Fact]:
    links = GuardianLink.objects.filter(guardian=person.user)
    for row in signed(links.select_related("student__user")):
        # Parenthood begins and ends by the calendar, and no dismissal ends it.
        state = state_of(row.starts_on, row.ends_on, person.today, away=False)
        yield Fact(
            Kind.GUARDIAN, row.pk, f"Дневник: {row.student.user.full_name}",
            row.relation or "родитель (законный представитель)", row.starts_on, row.ends_on,
            state, given(row), ended(row),
        )  # fmt: skip
    for row in signed(Student.objects.filter(user=person.user)):
        yield Fact(
            Kind.PUPIL,
            row.pk,
            "Свой дневник",
            "ученик школы",
            None,
            None,
            State.IN_FORCE,
            given(row),
        )


def standing_facts(facts: tuple[Fact, ...]) -> dict[str, list[Fact]]:
    """Facts in force by the role they make: «teacher», «homeroom», «parent» …"""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.state == State.IN_FORCE and fact.kind in MAKES:
            found.setdefault(MAKES[fact.kind], []).append(fact)
    return found


def role_of(appointments: list[Any]) -> str:
    """«Директор; Заместитель директора, 5–9 классы» of a list of people."""
    return "; ".join(
        f"{Role(row.role).label}{f', {reasons.grades(row)}' if reasons.grades(row) else ''}"
        for row in appointments
    )
