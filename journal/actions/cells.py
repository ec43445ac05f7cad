"""Marks and attendance of a section, one cell or a whole column, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import scales
from journal.locks import closing_day
from journal.models import AttendanceRecord, Lesson, LineItem, Mark, PeriodLock, WorkType
from school.models import CourseSection, SectionEnrollment

from .closing import locks_of
from .refusals import not_on_list, not_taught_by, why_lesson_is_not_open

MARK, ATTENDANCE = "mark", "attendance"
SAVED, CONFLICT, REFUSED = "saved", "conflict", "refused"


@dataclass(frozen=True)
class CellChange:
    """What a person typed in a cell. `base` is the version the person saw; 0 is a cell never written.

    `item` None means the lesson's first column, which is made with the first mark. `key` is the
    sender's own and comes back with the result.
    """

    key: str
    student: int
    lesson: int
    field: str
    value: str
    base: int
    item: int | None = None


@dataclass(frozen=True)
class CellResult:
    """What became of a change: `value` and `version` are what the journal holds now.

    `is_closed`: refused because the period is closed, so that a correction may be asked for.
    """

    key: str
    outcome: str
    value: str = ""
    version: int = 0
    item: int | None = None
    author: str = ""
    at: datetime | None = None
    text: str = ""
    is_closed: bool = False


@dataclass
class _Sheet:
    """The locked rows the changes fall on, and what is to be written."""

    section: CourseSection
    now: datetime
    lessons: dict[int, Lesson] = field(default_factory=dict)
    # Lessons of this author: taught by him on their day.
    own: set[int] = field(default_factory=set)
    locks: Sequence[PeriodLock] = ()
    terms: dict[int, list[SectionEnrollment]] = field(default_factory=dict)
    items: dict[int, LineItem] = field(default_factory=dict)
    first_items: dict[int, LineItem] = field(default_factory=dict)
    marks: dict[tuple, Mark] = field(default_factory=dict)
    attendance: dict[tuple, AttendanceRecord] = field(default_factory=dict)
    # What is to be written, by place and pupil: a cell changed twice is written once.
    new_marks: dict[tuple, Mark] = field(default_factory=dict)
    new_attendance: dict[tuple, AttendanceRecord] = field(default_factory=dict)


def set_cells(
    *, section: CourseSection, changes: Sequence[CellChange], by: User, now: datetime
) -> list[CellResult]:
    """Write the changes that can be written; say of each other one why not.

    A change made from an older version than the journal holds is a conflict and is not written,
    unless it asks for what is there already. At most 8 queries for a column, whatever its length.
    """
    with transaction.atomic():
        sheet = _read_sheet(section, changes, by, now)
        results = [_apply(sheet, change) for change in changes]
        _write(sheet, by)
        results = [
            _with_item(sheet, change, result)
            for change, result in zip(changes, results, strict=True)
        ]
    return _with_authors(sheet, changes, results)


# The lesson's row is the lock of all its cells, also of those that do not exist yet; the section's is shared with
# whoever writes there and held alone by whoever closes a period. Said once in SQL, as it
# stands before every mark that is saved; `is_mine` is the lesson's own side of journal.access.may_fill_lesson.
LOCK = """\
SELECT l.*, (EXISTS (
    SELECT 1 FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE f.section_id = l.section_id AND s.user_id = %(user)s AND s.access_closed_at IS NULL
        AND f.starts_on <= l.date AND (f.ends_on IS NULL OR f.ends_on >= l.date)
) OR EXISTS (
    SELECT 1 FROM school_substitution f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE f.section_id = l.section_id AND f.date = l.date AND f.number = l.number
        AND s.user_id = %(user)s AND s.access_closed_at IS NULL
) OR EXISTS (
    SELECT 1 FROM school_sectiongrant g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.content_object_id = l.section_id AND g.user_id = %(user)s AND p.codename = 'fill_journal'
        AND g.starts_on <= %(today)s AND g.ends_on >= %(today)s AND g.withdrawn_at IS NULL
)) AS is_mine
FROM journal_lesson l JOIN school_coursesection c ON c.id = l.section_id
WHERE l.section_id = %(section)s AND l.id = ANY(%(lessons)s)
ORDER BY l.id FOR UPDATE OF l FOR KEY SHARE OF c
"""


def _read_sheet(
    section: CourseSection, changes: Sequence[CellChange], by: User, now: datetime
) -> _Sheet:
    sheet = _Sheet(section, now)
    wanted = list({c.lesson for c in changes})
    locked: list[Any] = list(
        Lesson.objects.raw(
            LOCK,
            {
                "section": section.pk,
                "lessons": wanted,
                "user": by.pk,
                "today": timezone.localdate(now),
            },
        )
    )
    sheet.lessons = {lesson.pk: lesson for lesson in locked}
    sheet.own = {lesson.pk for lesson in locked if lesson.is_mine}
    sheet.locks = locks_of(section.pk)
    students = {c.student for c in changes}
    for row in SectionEnrollment.objects.filter(section=section, student__in=students):
        sheet.terms.setdefault(row.student_id, []).append(row)
    fields = {c.field for c in changes}
    if MARK in fields:
        _read_marks(sheet, students)
    if ATTENDANCE in fields:
        rows = AttendanceRecord.objects.filter(lesson__in=sheet.lessons, student__in=students)
        sheet.attendance = {(row.lesson_id, row.student_id): row for row in rows}
    return sheet


def _read_marks(sheet: _Sheet, students: set[int]) -> None:
    for item in LineItem.objects.filter(lesson__in=sheet.lessons).order_by("-position"):
        sheet.items[item.pk] = item
        sheet.first_items[item.lesson_id] = item
    if sheet.items:
        rows = Mark.objects.filter(item__in=sheet.items, student__in=students)
        sheet.marks = {(row.item_id, row.student_id): row for row in rows}


def _apply(sheet: _Sheet, change: CellChange) -> CellResult:
    lesson = sheet.lessons.get(change.lesson)
    refusal = _why_refused(sheet, change, lesson)
    if refusal or lesson is None:
        return CellResult(change.key, REFUSED, text=refusal)
    lock = closing_day(sheet.locks, lesson.date, sheet.now)
    if lock:
        return CellResult(change.key, REFUSED, text=lock.why, is_closed=True)
    try:
        return (
            _apply_mark(sheet, change) if change.field == MARK else _apply_attendance(sheet, change)
        )
    except scales.UnknownCode as error:
        return CellResult(change.key, REFUSED, text=str(error))


def _why_refused(sheet: _Sheet, change: CellChange, lesson: Lesson | None) -> str:
    if lesson is None or change.field not in {MARK, ATTENDANCE}:
        return "Такого урока нет в этом журнале. Обновите страницу."
    if change.item is not None and change.field == MARK:
        item = sheet.items.get(change.item)
        if item is None or item.lesson_id != lesson.pk:
            return "Такой работы нет в этом уроке. Обновите страницу."
    if lesson.pk not in sheet.own:
        return not_taught_by(lesson)
    if not any(term.holds_on(lesson.date) for term in sheet.terms.get(change.student, [])):
        return not_on_list(lesson.date)
    return why_lesson_is_not_open(lesson, sheet.now)


def _apply_mark(sheet: _Sheet, change: CellChange) -> CellResult:
    code = scales.read_mark(sheet.section.scale, change.value)
    item = sheet.items.get(change.item) if change.item else sheet.first_items.get(change.lesson)
    if item is None:
        if not code:
            return CellResult(change.key, SAVED)
        item = sheet.first_items[change.lesson] = _first_item(sheet.lessons[change.lesson])
    key = (item.pk or f"new {change.lesson}", change.student)
    mark = sheet.marks.get(key)
    if mark is None:
        if not code and not change.base:
            return CellResult(change.key, SAVED)
        mark = sheet.marks[key] = Mark(item=item, student_id=change.student, version=0)
    result = _settle(mark, change, mark.code, code)
    if result.version != mark.version:
        mark.code, mark.version = code, result.version
        sheet.new_marks[key] = mark
    return result


def _apply_attendance(sheet: _Sheet, change: CellChange) -> CellResult:
    status, reason = scales.read_attendance(change.value)
    key = (change.lesson, change.student)
    row = sheet.attendance.get(key)
    if row is None:
        if status == AttendanceRecord.Status.PRESENT and not change.base:
            return CellResult(change.key, SAVED)
        row = sheet.attendance[key] = AttendanceRecord(
            lesson_id=change.lesson, student_id=change.student, status="present", version=0
        )
    shown = scales.attendance_code(row.status, row.reason)
    result = _settle(row, change, shown, scales.attendance_code(status, reason))
    if result.version != row.version:
        row.status, row.reason, row.version = status, reason, result.version
        sheet.new_attendance[key] = row
    return result


def _settle(
    row: Mark | AttendanceRecord, change: CellChange, shown: str, wanted: str
) -> CellResult:
    """Already so, a conflict with what somebody else has written meanwhile, or saved as the next version."""
    if row.version and shown == wanted:
        return CellResult(change.key, SAVED, shown, row.version)
    if row.version != change.base:
        return CellResult(change.key, CONFLICT, shown, row.version)
    return CellResult(change.key, SAVED, wanted, row.version + 1)


def _first_item(lesson: Lesson) -> LineItem:
    usual = WorkType.objects.usual()
    return LineItem(lesson=lesson, work_type=usual, weight=usual.weight, position=0)


def _write(sheet: _Sheet, by: User) -> None:
    marks, attendance = list(sheet.new_marks.values()), list(sheet.new_attendance.values())
    new_items = {id(m.item): m.item for m in marks if m.item_id is None}
    if new_items:
        LineItem.objects.write(new_items.values(), by=by, now=sheet.now)
        for mark in marks:
            mark.item_id = mark.item.pk
    if marks:
        Mark.objects.write(marks, by=by, now=sheet.now)
    if attendance:
        AttendanceRecord.objects.write(attendance, by=by, now=sheet.now)
        _note_attendance(sheet, {row.lesson_id for row in attendance}, by)


def _note_attendance(sheet: _Sheet, lessons: Iterable[int], by: User) -> None:
    """Whoever marks an absent pupil has taken the register: the moment is kept once (B 2.10)."""
    taken = [sheet.lessons[pk] for pk in lessons if sheet.lessons[pk].attendance_taken_at is None]
    for lesson in taken:
        lesson.attendance_taken_at, lesson.attendance_taken_by = sheet.now, by
        lesson.version += 1
    if taken:
        Lesson.objects.write(taken, by=by, now=sheet.now)


def _with_item(sheet: _Sheet, change: CellChange, result: CellResult) -> CellResult:
    if change.field != MARK:
        return result
    first = sheet.first_items.get(change.lesson)
    return replace(result, item=change.item or (first.pk if first else None))


def _with_authors(
    sheet: _Sheet, changes: Sequence[CellChange], results: list[CellResult]
) -> list[CellResult]:
    """Tell of each conflict who wrote what is there and when: the other side of the choice."""
    if not any(result.outcome == CONFLICT for result in results):
        return results
    marks = _last_authors(Mark, sheet.marks.values())
    attendance = _last_authors(AttendanceRecord, sheet.attendance.values())
    told = []
    for change, result in zip(changes, results, strict=True):
        if result.outcome == CONFLICT:
            row = _row_of(sheet, change)
            authors = marks if change.field == MARK else attendance
            author, at = authors.get(row.pk, ("", None))
            result = replace(result, author=author, at=at)
        told.append(result)
    return told


def _row_of(sheet: _Sheet, change: CellChange) -> Mark | AttendanceRecord:
    """The row a change fell on, where it was not refused; one in a column just made is kept under its lesson."""
    if change.field == ATTENDANCE:
        return sheet.attendance[change.lesson, change.student]
    item = change.item or sheet.first_items[change.lesson].pk
    place = item if item in sheet.items else f"new {change.lesson}"
    return sheet.marks[place, change.student]


def _last_authors(
    kind: type[Mark] | type[AttendanceRecord], rows: Iterable[Mark | AttendanceRecord]
) -> dict[int, tuple[str, datetime]]:
    """Who wrote each row last, and when."""
    history = kind.history.filter(id__in=[row.pk for row in rows if row.pk]).order_by("history_id")
    return {
        pk: (author, at)
        for pk, author, at in history.values_list("id", "history_author", "history_date")
    }
