"""Why a person sees a lesson, or writes in it, or does not (B 2.4, 2.5.2, 2.14)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from journal.locks import closing_day
from journal.models import Lesson, PeriodLock
from school import reasons
from school.models import (
    FILL_JOURNAL,
    CourseSection,
    SectionGrant,
    Substitution,
    TeachingLoad,
)
from school.reasons import Account, Person, Reason
from school.screens.reasons import NO_JOURNAL, of_section
from school.substituting import substitute_terms
from school.words import date_dots

NO_LESSON = "Ни нагрузки, ни замены, ни классного руководства, ни приказа на этот урок нет."


def about_journal(person: Person, section: CourseSection, *, now: datetime) -> Account:
    return Account(of_section(person, section), NO_JOURNAL, section_stops(section.pk, now=now))


def about_lesson(person: Person, lesson: Lesson, *, now: datetime) -> Account:
    """What opens the lesson's journal opens the lesson; writing is judged by the lesson's own day. Nine queries."""
    found = [_of_the_journal(one) for one in of_section(person, lesson.section)]
    found += _written_by_load(person, lesson)
    found += _written_by_order(person, lesson)
    found += [_substitution(row, lesson, person) for row in _substitutions(person, lesson)]
    lock = closing_day(PeriodLock.objects.of(lesson.section), lesson.date, now)
    return Account(found, NO_LESSON, stops=[lock.why] if lock else [])


def section_stops(section: int, *, now: datetime) -> list[str]:
    """Periods of the journal that are closed to its teacher now. One query."""
    locks = PeriodLock.objects.of(section)
    return [lock.why for lock in locks if closing_day([lock], lock.starts_on, now)]


def _of_the_journal(reason: Reason) -> Reason:
    """A fact about the journal lets one see the lesson; whether also write, is told by the lesson's day."""
    return Reason(reason.text, opens=reason.opens)


def _written_by_load(person: Person, lesson: Lesson) -> Iterator[Reason]:
    """A load must hold on the day of the lesson and still now: who has handed the journal over writes no more."""
    if person.away:
        return
    loads = TeachingLoad.objects.filter(section=lesson.section, teacher__user=person.user)
    before = loads.select_related("taken_over_from__teacher__user")
    for row in before.order_by("starts_on", "pk"):
        day = date_dots(lesson.date)
        if row.taken_over_from:
            yield from _taken_over(row, lesson, person)
        if row.starts_on > lesson.date:
            yield Reason(f"Нагрузка началась {date_dots(row.starts_on)}, а урок был раньше, {day}")
        elif reasons.last_day(row, lesson.section.year) >= max(lesson.date, person.on):
            yield Reason(
                f"Нагрузка действовала в день урока, {day}, и действует сейчас", writes=True
            )


def _taken_over(row: TeachingLoad, lesson: Lesson, person: Person) -> Iterator[Reason]:
    """Lessons that the teacher before has left unfilled are written down by who took the journal over."""
    old: Any = row.taken_over_from
    if not old.starts_on <= lesson.date <= (old.ends_on or lesson.date):
        return
    told = f"Журнал принят у другого учителя ({old.teacher.user.short_name})"
    is_unfilled = not lesson.topic or lesson.attendance_taken_at is None
    last = reasons.last_day(row, lesson.section.year)
    if row.starts_on > person.on or last < person.on:
        yield Reason(f"{told}, но нагрузка сегодня не действует")
    elif lesson.date > person.today:
        yield Reason(f"{told}: этот урок ещё не прошёл")
    elif is_unfilled or lesson.attendance_taken_by_id == person.user.pk:
        yield Reason(
            f"{told}: урок остался незаполненным, его заполняет новый учитель", writes=True
        )
    else:
        yield Reason(f"{told}: урок уже заполнен прежним учителем и не меняется")


def _written_by_order(person: Person, lesson: Lesson) -> Iterator[Reason]:
    grants = SectionGrant.objects.filter(
        user=person.user, content_object=lesson.section, permission__codename=FILL_JOURNAL
    )
    for row in grants.order_by("starts_on", "pk"):
        told = reasons.grant(row, "вести журнал", person, writes=True)
        if told.writes and lesson.section.year.ends_on >= person.on:
            yield Reason("Приказ позволяет заполнять и этот урок", writes=True)


def _substitutions(person: Person, lesson: Lesson) -> Iterator[Substitution]:
    rows = Substitution.objects.filter(section=lesson.section, teacher__user=person.user)
    yield from rows.order_by("date", "number")


def _substitution(row: Substitution, lesson: Lesson, person: Person) -> Reason:
    last_day = substitute_terms(person.on).last_day(row.date)
    told = f"Замена {date_dots(row.date)}, {row.number}-й урок"
    if (row.date, row.number) != (lesson.date, lesson.number):
        return Reason(f"{told}: это другой урок")
    if person.away:
        return Reason(f"{told}: доступ закрыт")
    if last_day < person.today:
        return Reason(f"{told} действовала до {date_dots(last_day)}")
    if row.date > person.today:
        return Reason(f"{told}: урок виден, заполнять можно с {date_dots(row.date)}", opens=True)
    return Reason(f"{told}: заполняет до {date_dots(last_day)}", opens=True, writes=True)
