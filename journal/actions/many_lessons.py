"""Entries of many lessons at once, each made at its own moment: the journal copied in from paper or another one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journal import scales
from journal.access import taught_that_day
from journal.locks import closing_day
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, PeriodLock, WorkType
from school.models import CourseSection, SectionEnrollment
from school.rulebook import read_book

from .closing import keep_locks_as_they_are, locks_of
from .refusals import (
    Refused,
    must_give_homework,
    must_have_marks,
    not_on_list,
    not_taught_by,
    why_lesson_is_not_open,
)

IS_FILLED = "В уроке {day:%d.%m.%Y} уже есть записи. Перенос делается только в пустой урок."


@dataclass(frozen=True)
class CopiedColumn:
    """A column of a lesson: what its marks are for, and the marks, pupil → code."""

    work_type: WorkType
    marks: Mapping[int, str]
    title: str = ""


@dataclass(frozen=True)
class CopiedLesson:
    """What was written of a lesson (its key), and when; `register_at` None is attendance not taken.

    `homework` None is silence, an empty text is «не задано». Attendance: pupil → code, only of those not present.
    """

    lesson: int
    at: datetime
    topic: str = ""
    homework: str | None = None
    kind: str = ""
    minutes: int | None = None
    due_on: date | None = None
    register_at: datetime | None = None
    attendance: Mapping[int, str] = field(default_factory=dict)
    columns: Sequence[CopiedColumn] = ()


@transaction.atomic
def copy_lessons(
    *, section: CourseSection, lessons: Sequence[CopiedLesson], by: User, now: datetime
) -> int:
    """Write them all or none; returns how many lessons. The statements do not grow with the lessons.

    Raises Refused where one entry would be refused: not the teacher's lesson, not yet held at that moment, dated
    later than now, cancelled, filled already, of a period closed now (whatever moment the entry gives itself), a
    pupil not on the list that day, a code not of the scale.
    """
    _must_belong(section, lessons)
    rows = _locked(section, lessons, by)
    keep_locks_as_they_are(section.pk)
    locks = locks_of(section.pk)
    terms: dict[int, list[SectionEnrollment]] = {}
    for term in SectionEnrollment.objects.filter(section=section):
        terms.setdefault(term.student_id, []).append(term)
    for copied in lessons:
        _check(copied, rows.get(copied.lesson), terms, locks, now)
    moments = {copied.lesson: copied.at for copied in lessons}
    _write_lessons(rows, lessons, by, moments)
    _write_attendance(lessons, by)
    days = {pk: lesson.date for pk, lesson in rows.items()}
    _write_marks(section, days, lessons, by, moments)
    return len(lessons)


def _must_belong(section: CourseSection, lessons: Sequence[CopiedLesson]) -> None:
    """Nothing but attendance and topics is brought into a journal of extracurricular lessons."""
    if any(copied.columns for copied in lessons):
        must_have_marks(section)
    if any(copied.homework is not None for copied in lessons):
        must_give_homework(section)


def _locked(section: CourseSection, lessons: Sequence[CopiedLesson], by: User) -> dict[int, Any]:
    found = Lesson.objects.filter(section=section, pk__in={copied.lesson for copied in lessons})
    mine = (
        found.annotate(is_mine=taught_that_day(by)).select_for_update(of=("self",)).order_by("pk")
    )
    rows = {lesson.pk: lesson for lesson in mine}
    of_these = {"lesson__in": rows.keys()}
    filled = {lesson.pk for lesson in rows.values() if lesson.topic or lesson.attendance_taken_at}
    for model in (Homework, LineItem, AttendanceRecord):
        filled.update(model.objects.filter(**of_these).values_list("lesson", flat=True))
    if filled:
        raise Refused(IS_FILLED.format(day=rows[min(filled)].date))
    return rows


def _check(
    copied: CopiedLesson,
    lesson: Any,
    terms: dict[int, list[SectionEnrollment]],
    locks: Sequence[PeriodLock],
    now: datetime,
) -> None:
    if lesson is None:
        raise Refused("Такого урока нет в этом журнале. Проверьте расписание.")
    if not lesson.is_mine:
        raise Refused(not_taught_by(lesson))
    closed = why_lesson_is_not_open(lesson, copied.at)
    if closed:
        raise Refused(closed)
    lock = closing_day(locks, lesson.date, now)
    if lock:
        raise Refused(lock.why)
    if max(copied.at, copied.register_at or copied.at) > now:
        raise Refused(f"Урок {lesson.date:%d.%m.%Y}: время записи ещё не наступило. Проверьте его.")
    students = {*copied.attendance, *(pk for column in copied.columns for pk in column.marks)}
    for student in students:
        if not any(term.holds_on(lesson.date) for term in terms.get(student, [])):
            raise Refused(not_on_list(lesson.date))
    if copied.attendance and copied.register_at is None:
        raise Refused(f"Урок {lesson.date:%d.%m.%Y}: отсутствующие названы, а время отметки нет.")


def _write_lessons(
    rows: dict[int, Lesson], lessons: Sequence[CopiedLesson], by: User, moments: dict[int, datetime]
) -> None:
    changed, homework = [], []
    for copied in lessons:
        lesson = rows[copied.lesson]
        if copied.topic or copied.register_at:
            lesson.topic = " ".join(copied.topic.split())
            lesson.attendance_taken_at = copied.register_at
            lesson.attendance_taken_by = by if copied.register_at else None
            lesson.version += 1
            changed.append(lesson)
        if copied.homework is not None:
            given: dict[str, Any] = {}
            if copied.homework:
                given = {
                    "kind": copied.kind,
                    "minutes": copied.minutes,
                    "due_on": copied.due_on,
                }
            homework.append(
                Homework(lesson=lesson, text=copied.homework, is_none=not copied.homework, **given)
            )
    Lesson.objects.write(changed, by=by, now=lambda row: moments[row.pk])
    Homework.objects.write(homework, by=by, now=lambda row: moments[row.lesson_id])


def _write_attendance(lessons: Sequence[CopiedLesson], by: User) -> None:
    moments = {copied.lesson: copied.register_at or copied.at for copied in lessons}
    rows = []
    for copied in lessons:
        for student, code in copied.attendance.items():
            status, reason, minutes = _read(scales.read_attendance, code)
            rows.append(
                AttendanceRecord(
                    lesson_id=copied.lesson,
                    student_id=student,
                    status=status,
                    reason=reason,
                    minutes=minutes,
                )
            )
    AttendanceRecord.objects.write(rows, by=by, now=lambda row: moments[row.lesson_id])


def _write_marks(
    section: CourseSection,
    days: dict[int, date],
    lessons: Sequence[CopiedLesson],
    by: User,
    moments: dict[int, datetime],
) -> None:
    book = read_book()
    items, marks = [], []
    for copied in lessons:
        for position, column in enumerate(copied.columns):
            item = LineItem(
                lesson_id=copied.lesson,
                work_type=column.work_type,
                title=column.title,
                weight=column.work_type.weigh(),
                position=position,
            )
            items.append(item)
            marks.append((item, column.marks, book.scale_of(section, days[copied.lesson])))
    LineItem.objects.write(items, by=by, now=lambda row: moments[row.lesson_id])
    cells = [
        Mark(item=item, student_id=student, code=_read(scales.read_mark, scale, code))
        for item, column, scale in marks
        for student, code in column.items()
    ]
    Mark.objects.write(cells, by=by, now=lambda row: moments[row.item.lesson_id])


def _read(reader: Callable[..., Any], *words: Any) -> Any:
    try:
        return reader(*words)
    except scales.UnknownCode as error:
        raise Refused(str(error)) from error
