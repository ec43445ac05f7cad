"""How a correction is read from what was typed, and written, under the lock of the place's own row."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.models import User
from journal import scales
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, PeriodMark, WorkType
from journal.places import (
    KIND_OF_PERIOD_MARK,
    NO_HOMEWORK,
    Place,
    What,
    column_of,
    row_at,
    scale_at,
)
from school.models import CourseSection
from school.rulebook import read_book

from .refusals import Refused

LONGEST_TOPIC = 500


def hold(place: Place) -> None:
    """Lock the row that every writer of this place locks."""
    if place.lesson:
        Lesson.objects.select_for_update(of=("self",)).get(pk=place.lesson.pk)
    else:
        CourseSection.objects.select_for_update().get(pk=place.section.pk)


def meant(place: Place, typed: str) -> str:
    """What was typed, as the page will show it. Raises Refused."""
    try:
        return _READ[What(place.what)](place, typed)
    except scales.UnknownCode as error:
        raise Refused(str(error)) from error


def _topic(place: Place, typed: str) -> str:
    topic = " ".join(typed.split())
    if len(topic) > LONGEST_TOPIC:
        raise Refused(f"Тема длиннее {LONGEST_TOPIC} знаков. Сократите её.")
    return topic


_READ: dict[What, Callable[[Place, str], str]] = {
    What.MARK: lambda place, typed: scales.read_mark(scale_at(place, read_book()), typed),
    What.ATTENDANCE: lambda place, typed: scales.attendance_code(*scales.read_attendance(typed)),
    What.TOPIC: _topic,
    # An empty text is «не задано»: then there is no day and are no minutes; else they stay as they were.
    What.HOMEWORK: lambda place, typed: typed.strip() or NO_HOMEWORK,
    What.PERIOD_MARK: lambda place, typed: scales.read_period_mark(
        scale_at(place, read_book()), typed
    ),
    What.YEAR_MARK: lambda place, typed: scales.read_period_mark(
        scale_at(place, read_book()), typed
    ),
}


def write(
    place: Place, value: str, *, asked_by: User, by: User, reason: str, now: datetime
) -> None:
    """Put the value there, signed; a column that the mark needs is made with it.

    An absence takes the register of its lesson, as in an open one (B 2.10): at the moment it came into the journal,
    in the name of the teacher who asked and answers for it.
    """
    row = row_at(place) or _new(place, by, reason, now)
    if place.what == What.HOMEWORK:
        row.is_none = value == NO_HOMEWORK
        row.text = "" if row.is_none else value
        if row.is_none:
            row.kind = ""
            row.minutes = row.due_on = None
    else:
        row.version += 1
        _put(place.what, row, value)
    row.save(by=by, reason=reason, now=now)
    if place.what == What.ATTENDANCE:
        _take_register(Lesson.objects.get(pk=row.lesson_id), asked_by, by, reason, now)


def _take_register(lesson: Lesson, asked_by: User, by: User, reason: str, now: datetime) -> None:
    if lesson.attendance_taken_at is None:
        lesson.attendance_taken_at, lesson.attendance_taken_by = now, asked_by
        lesson.version += 1
        lesson.save(by=by, reason=reason, now=now)


def _put(what: str, row: Any, value: str) -> None:
    if what == What.TOPIC:
        row.topic = value
    elif what == What.ATTENDANCE:
        row.status, row.reason, row.minutes = scales.read_attendance(value)
    else:
        row.code = value
        if what == What.MARK:
            row.waits_until = None


def _new(place: Place, by: User, reason: str, now: datetime) -> Any:
    if place.what == What.HOMEWORK:
        return Homework(lesson=place.lesson)
    if place.what == What.ATTENDANCE:
        return AttendanceRecord(lesson=place.lesson, student=place.student, version=0)
    if place.what == What.MARK:
        item = column_of(place) or _first_column(place, by, reason, now)
        return Mark(item=item, student=place.student, version=0)
    return PeriodMark(
        section=place.section,
        student=place.student,
        kind=KIND_OF_PERIOD_MARK[What(place.what)],
        period=place.period,
        version=0,
    )


def _first_column(place: Place, by: User, reason: str, now: datetime) -> LineItem:
    day = place.lesson.date if place.lesson else None
    usual = WorkType.objects.usual(day)
    item = LineItem(lesson=place.lesson, work_type=usual, weight=usual.weigh(), position=0)
    item.save(by=by, reason=reason, now=now)
    return item
