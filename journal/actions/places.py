"""What a request for a correction is about: one cell, topic or homework, read and written under its own row's lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.models import User
from journal import scales
from journal.models import (
    AttendanceRecord,
    CorrectionRequest,
    Homework,
    Lesson,
    LineItem,
    Mark,
    PeriodMark,
    WorkType,
)
from school.models import CourseSection, GradingPeriod, Student

from .refusals import Refused

What = CorrectionRequest.What
NO_HOMEWORK = "не задано"


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


class Kind(Protocol):
    """How entries of one kind are read and written."""

    def read(self, place: Place) -> Entry: ...

    def meant(self, place: Place, typed: str) -> str:
        """What was typed, as it will be shown. Raises Refused."""
        ...

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None: ...


def kind_of(place: Place) -> Kind:
    return _KINDS[place.what]


def hold(place: Place) -> None:
    """Lock the row that every writer of this place locks."""
    if place.lesson:
        Lesson.objects.select_for_update(of=("self",)).get(pk=place.lesson.pk)
    else:
        CourseSection.objects.select_for_update().get(pk=place.section.pk)


class _Marks:
    def read(self, place: Place) -> Entry:
        mark = self._stored(place)
        return Entry(mark.code, mark.version) if mark else Entry()

    def meant(self, place: Place, typed: str) -> str:
        return _code(lambda: scales.read_mark(place.section.scale, typed))

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None:
        mark = self._stored(place)
        if mark is None:
            item = self._item(place) or self._first_item(place, by, reason, now)
            mark = Mark(item=item, student=place.student, version=0)
        mark.code, mark.version = value, mark.version + 1
        mark.save(by=by, reason=reason, now=now)

    def _stored(self, place: Place) -> Mark | None:
        item = self._item(place)
        return Mark.objects.filter(item=item, student=place.student).first() if item else None

    def _item(self, place: Place) -> LineItem | None:
        return (
            place.item or LineItem.objects.filter(lesson=place.lesson).order_by("position").first()
        )

    def _first_item(self, place: Place, by: User, reason: str, now: datetime) -> LineItem:
        usual = WorkType.objects.usual()
        item = LineItem(lesson=place.lesson, work_type=usual, weight=usual.weight, position=0)
        item.save(by=by, reason=reason, now=now)
        return item


class _Attendance:
    def read(self, place: Place) -> Entry:
        row = self._stored(place)
        return (
            Entry(scales.attendance_code(row.status, row.reason), row.version) if row else Entry()
        )

    def meant(self, place: Place, typed: str) -> str:
        return _code(lambda: scales.attendance_code(*scales.read_attendance(typed)))

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None:
        row = self._stored(place) or AttendanceRecord(
            lesson=place.lesson, student=place.student, version=0
        )
        row.status, row.reason = scales.read_attendance(value)
        row.version += 1
        row.save(by=by, reason=reason, now=now)

    def _stored(self, place: Place) -> AttendanceRecord | None:
        return AttendanceRecord.objects.filter(lesson=place.lesson, student=place.student).first()


class _Topics:
    def read(self, place: Place) -> Entry:
        return Entry(Lesson.objects.get(pk=place.lesson.pk).topic)  # type: ignore[union-attr]

    def meant(self, place: Place, typed: str) -> str:
        topic = " ".join(typed.split())
        if len(topic) > 500:
            raise Refused("Тема длиннее 500 знаков. Сократите её.")
        return topic

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None:
        lesson = Lesson.objects.get(pk=place.lesson.pk)  # type: ignore[union-attr]
        lesson.topic, lesson.version = value, lesson.version + 1
        lesson.save(by=by, reason=reason, now=now)


class _Homework:
    """An empty text is «не задано»; the day and the minutes stay as they were."""

    def read(self, place: Place) -> Entry:
        homework = self._stored(place)
        return Entry((homework.text or NO_HOMEWORK) if homework else "")

    def meant(self, place: Place, typed: str) -> str:
        return typed.strip() or NO_HOMEWORK

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None:
        homework = self._stored(place) or Homework(lesson=place.lesson)
        homework.is_none = value == NO_HOMEWORK
        homework.text = "" if homework.is_none else value
        homework.save(by=by, reason=reason, now=now)

    def _stored(self, place: Place) -> Homework | None:
        return Homework.objects.filter(lesson=place.lesson).first()


class _PeriodMarks:
    def __init__(self, kind: str) -> None:
        self.kind = kind

    def read(self, place: Place) -> Entry:
        mark = self._stored(place)
        return Entry(mark.code, mark.version) if mark else Entry()

    def meant(self, place: Place, typed: str) -> str:
        return _code(lambda: scales.read_period_mark(place.section.scale, typed))

    def write(self, place: Place, value: str, *, by: User, reason: str, now: datetime) -> None:
        mark = self._stored(place) or PeriodMark(
            section=place.section,
            student=place.student,
            kind=self.kind,
            period=place.period,
            version=0,
        )
        mark.code, mark.version = value, mark.version + 1
        mark.save(by=by, reason=reason, now=now)

    def _stored(self, place: Place) -> PeriodMark | None:
        return PeriodMark.objects.filter(
            section=place.section, student=place.student, kind=self.kind, period=place.period
        ).first()


def _code(read):  # type: ignore[no-untyped-def]
    try:
        return read()
    except scales.UnknownCode as error:
        raise Refused(str(error)) from error


_KINDS: dict[str, Kind] = {
    What.MARK: _Marks(),
    What.ATTENDANCE: _Attendance(),
    What.TOPIC: _Topics(),
    What.HOMEWORK: _Homework(),
    What.PERIOD_MARK: _PeriodMarks(PeriodMark.Kind.PERIOD),
    What.YEAR_MARK: _PeriodMarks(PeriodMark.Kind.YEAR),
}
