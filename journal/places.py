"""What a request for a correction is about: one cell, topic or homework, and what stands there now."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from journal import scales
from journal.models import (
    AttendanceRecord,
    CorrectionRequest,
    Homework,
    Lesson,
    LineItem,
    Mark,
    PeriodMark,
)
from journal.models.corrections import CorrectionRequestQuerySet
from school.grading import Scale
from school.models import CourseSection, GradingPeriod, Student
from school.rulebook import RuleBook

What = CorrectionRequest.What
NO_HOMEWORK = "не задано"
KIND_OF_PERIOD_MARK = {
    What.PERIOD_MARK: PeriodMark.Kind.PERIOD,
    What.YEAR_MARK: PeriodMark.Kind.YEAR,
}


@dataclass(frozen=True)
class Place:
    """Which entry: `lesson` of a mark, attendance, topic, homework; `student` of a cell; `period` of its mark.

    `item` None is the lesson's first column.
    """

    what: str
    section: CourseSection
    lesson: Lesson | None = None
    item: LineItem | None = None
    student: Student | None = None
    period: GradingPeriod | None = None


@dataclass(frozen=True)
class Entry:
    """What stands at a place: the value as the page shows it, and its version (0 where it has none)."""

    value: str = ""
    version: int = 0


def place_of(request: CorrectionRequest) -> Place:
    return Place(
        request.what, request.section, request.lesson, request.item, request.student, request.period
    )


def scale_at(place: Place, book: RuleBook) -> Scale:
    """Marks of the place: as on the day of the lesson, the first of the period, the last of the year."""
    day = place.lesson.date if place.lesson else None
    if day is None:
        day = place.period.starts_on if place.period else place.section.year.ends_on
    return book.scale_of(place.section, day)


def column_of(place: Place) -> LineItem | None:
    """The column of a mark: the one that is named, or the lesson's first; None where the lesson has none yet."""
    columns = LineItem.objects.filter(lesson=place.lesson).order_by("position")
    return place.item or columns.first()


def waiting_about(place: Place) -> CorrectionRequestQuerySet:
    """Requests about the place that wait. One that named no column is about the lesson's first, made since or not."""
    found: CorrectionRequestQuerySet = CorrectionRequest.objects.waiting().filter(
        section=place.section,
        what=place.what,
        lesson=place.lesson,
        student=place.student,
        period=place.period,
    )
    if place.what != What.MARK:
        return found
    first = column_of(replace(place, item=None))
    if place.item is None or place.item == first:
        return found.filter(Q(item=first) | Q(item=None))
    return found.filter(item=place.item)


def row_at(place: Place) -> Any:
    """The record at the place, None where nothing was ever written. One query, two for a mark of no named column."""
    if place.what == What.MARK:
        item = column_of(place)
        return Mark.objects.filter(item=item, student=place.student).first() if item else None
    if place.what == What.ATTENDANCE:
        return AttendanceRecord.objects.filter(lesson=place.lesson, student=place.student).first()
    if place.what == What.TOPIC:
        return Lesson.objects.get(pk=place.lesson.pk) if place.lesson else None
    if place.what == What.HOMEWORK:
        return Homework.objects.filter(lesson=place.lesson).first()
    return PeriodMark.objects.filter(
        section=place.section,
        student=place.student,
        kind=KIND_OF_PERIOD_MARK[What(place.what)],
        period=place.period,
    ).first()


def entry_at(place: Place) -> Entry:
    """What the page shows there now."""
    row = row_at(place)
    if row is None:
        return Entry()
    if place.what == What.TOPIC:
        return Entry(row.topic)
    if place.what == What.HOMEWORK:
        return Entry(row.text or NO_HOMEWORK)
    if place.what == What.ATTENDANCE:
        return Entry(scales.attendance_code(row.status, row.reason, row.minutes), row.version)
    return Entry(row.code, row.version)
