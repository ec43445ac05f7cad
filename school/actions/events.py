"""Events of the school and of classes written down, changed, cancelled (SCH-15)."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.models import (
    CourseSection,
    EventAudience,
    SchoolClass,
    SchoolEvent,
    SchoolYear,
    SectionClass,
    StaffMember,
)
from school.words import date_dots

from .cards import Stale
from .refusals import Refused, must_be_in_year

LONGEST_DAYS = 31
CHANGED_MEANWHILE = "Мероприятие тем временем изменили. Откройте его заново и повторите правки."


@dataclass(frozen=True)
class Whom:
    """For whom an event is: grades from and to, classes, groups; every one of them is meant."""

    grades: tuple[tuple[int, int], ...] = ()
    classes: tuple[SchoolClass, ...] = ()
    sections: tuple[CourseSection, ...] = ()


@dataclass(frozen=True)
class EventFacts:
    """What is said of an event. Without hours it lasts the whole day."""

    title: str
    starts_on: date
    ends_on: date
    responsible: StaffMember
    purpose: str = ""
    place: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    cancels_lessons: bool = False


@transaction.atomic
def add_event(
    *,
    year: SchoolYear,
    facts: EventFacts,
    whom: Whom,
    by: User,
    now: datetime,
    school_class: SchoolClass | None = None,
) -> SchoolEvent:
    """An event of the school, or of the class. Raises Refused."""
    _must_be_right(year, facts, whom, school_class)
    event = SchoolEvent(year=year, school_class=school_class)
    _take(event, facts)
    event.save(by=by, now=now)
    EventAudience.objects.write(_audience(event, whom), by=by, now=now)
    return event


@transaction.atomic
def change_event(
    *, event: SchoolEvent, facts: EventFacts, whom: Whom, seen: str, by: User, now: datetime
) -> SchoolEvent:
    """Raises Stale where somebody changed it since `seen`; Refused where it is over or cancelled."""
    event = _to_change(event, now)
    before = list(event.audience.order_by("pk"))
    if stamp_of(event, before) != seen:
        raise Stale(CHANGED_MEANWHILE)
    _must_be_right(event.year, facts, whom, event.school_class)
    if facts_of(event) != facts:
        _take(event, facts)
        event.save(by=by, now=now)
    kept = {_key(row): row for row in before}
    wished = {_key(row): row for row in _audience(event, whom)}
    gone = [row for key, row in kept.items() if key not in wished]
    come = [row for key, row in wished.items() if key not in kept]
    if gone:
        EventAudience.objects.erase(gone, by=by, reason="изменено, кого касается", now=now)
    if come:
        EventAudience.objects.write(come, by=by, now=now)
    return event


@transaction.atomic
def cancel_event(*, event: SchoolEvent, reason: str, by: User, now: datetime) -> SchoolEvent:
    """It stays where it was, crossed out, with the reason. Raises Refused."""
    event = _to_change(event, now)
    event.cancelled_at, event.cancel_reason = now, reason
    event.save(by=by, reason=reason, now=now)
    return event


def facts_of(event: SchoolEvent) -> EventFacts:
    return EventFacts(**{one.name: getattr(event, one.name) for one in fields(EventFacts)})


def stamp_of(event: SchoolEvent, audience: list[EventAudience]) -> str:
    """What the event was when somebody looked at it."""
    own = [getattr(event, field.attname) for field in event._meta.concrete_fields]
    told = repr((own, sorted(map(_key, audience), key=repr)))
    return sha256(told.encode()).hexdigest()[:32]


def _to_change(event: SchoolEvent, now: datetime) -> SchoolEvent:
    found = (
        SchoolEvent.objects.select_for_update(of=("self",))
        .select_related("year", "school_class", "responsible")
        .get(pk=event.pk)
    )
    if found.cancelled_at:
        raise Refused("Мероприятие уже отменено.")
    if found.ends_on < timezone.localdate(now):
        raise Refused(f"Мероприятие прошло {date_dots(found.ends_on)}: его уже не меняют.")
    return found


def _must_be_right(
    year: SchoolYear, facts: EventFacts, whom: Whom, school_class: SchoolClass | None
) -> None:
    must_be_in_year(facts.starts_on, year)
    must_be_in_year(facts.ends_on, year)
    if facts.ends_on < facts.starts_on:
        raise Refused("Последний день раньше первого.")
    if (facts.ends_on - facts.starts_on).days >= LONGEST_DAYS:
        raise Refused("Мероприятие длится не больше месяца. Запишите его частями.")
    if facts.ends_at and not facts.starts_at:
        raise Refused("Напишите, когда мероприятие начинается.")
    is_one_day = facts.starts_on == facts.ends_on
    if is_one_day and facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at:
        raise Refused("Мероприятие кончается раньше, чем начинается.")
    if not (whom.grades or whom.classes or whom.sections):
        raise Refused("Выберите, кого касается мероприятие.")
    if school_class and _is_beyond(school_class, whom):
        raise Refused("Мероприятие класса касается только этого класса и его групп.")
    chosen: list[Any] = [*whom.classes, *whom.sections]
    if any(row.year_id != year.pk for row in chosen):
        raise Refused("Класс или группа другого учебного года.")


def _is_beyond(school_class: SchoolClass, whom: Whom) -> bool:
    """Whether somebody of another class is meant."""
    if whom.grades or set(whom.classes) - {school_class}:
        return True
    links = SectionClass.objects.filter(section__in=[one.pk for one in whom.sections])
    return links.exclude(school_class=school_class).exists()


def _take(event: SchoolEvent, facts: EventFacts) -> None:
    for one in fields(facts):
        setattr(event, one.name, getattr(facts, one.name))


def _audience(event: SchoolEvent, whom: Whom) -> list[EventAudience]:
    return [
        *(EventAudience(event=event, grade_from=one, grade_to=last) for one, last in whom.grades),
        *(EventAudience(event=event, school_class=one) for one in whom.classes),
        *(EventAudience(event=event, section=one) for one in whom.sections),
    ]


def _key(row: EventAudience) -> tuple[int | None, ...]:
    return row.grade_from, row.grade_to, row.school_class_id, row.section_id
