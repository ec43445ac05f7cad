"""Marks and attendance of a section, one cell or a whole column, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import comments, scales
from journal.locks import closing_day
from journal.models import AttendanceRecord, Lesson, LineItem, Mark, WorkType
from school.models import CourseSection

from .refusals import NO_MARKS, not_on_list, not_taught_by, why_lesson_is_not_open
from .sheet import ATTENDANCE, COMMENT, MARK, Sheet, read_sheet

SAVED, CONFLICT, REFUSED = "saved", "conflict", "refused"


@dataclass(frozen=True)
class CellChange:
    """What a person typed in a cell. `base` is the version the person saw; 0 is a cell never written.

    `field` is «mark», «attendance» or «comment»; the version of a comment is its own, `journal.comments.version_of`.

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


def set_cells(
    *,
    section: CourseSection,
    changes: Sequence[CellChange],
    by: User,
    now: datetime,
    reason: str = "",
    is_by_protocol: bool = False,
) -> list[CellResult]:
    """Write the changes that can be written; say of each other one why not.

    A change made from an older version than the journal holds is a conflict and is not written,
    unless it asks for what is there already. At most 9 queries for a column, whatever its length.
    By a protocol (`make_ups`) a mark goes to a lesson whoever held it.
    """
    with transaction.atomic():
        sheet = read_sheet(section, changes, by, now)
        sheet.reason = reason
        if is_by_protocol:
            sheet.own = set(sheet.lessons)
        results = [_apply(sheet, change) for change in changes]
        _write(sheet, by)
        results = [_with_item(sheet, *pair) for pair in zip(changes, results, strict=True)]
    return _with_authors(sheet, changes, results)


def _apply(sheet: Sheet, change: CellChange) -> CellResult:
    lesson = sheet.lessons.get(change.lesson)
    refusal = _why_refused(sheet, change, lesson)
    if refusal or lesson is None:
        return CellResult(change.key, REFUSED, text=refusal)
    lock = closing_day(sheet.locks, lesson.date, sheet.now)
    if lock:
        return CellResult(change.key, REFUSED, text=lock.why, is_closed=True)
    try:
        return _APPLY[change.field](sheet, change)
    except scales.UnknownCode as error:
        text = NO_MARKS if sheet.section.is_extracurricular else str(error)
        return CellResult(change.key, REFUSED, text=text)


def _why_refused(sheet: Sheet, change: CellChange, lesson: Lesson | None) -> str:
    if lesson is None or change.field not in _APPLY:
        return "Такого урока нет в этом журнале. Обновите страницу."
    if change.field != ATTENDANCE and sheet.section.is_extracurricular:
        return NO_MARKS
    if change.item is not None and change.field != ATTENDANCE:
        item = sheet.items.get(change.item)
        if item is None or item.lesson_id != lesson.pk:
            return "Такой работы нет в этом уроке. Обновите страницу."
    if lesson.pk not in sheet.own:
        return not_taught_by(lesson)
    if not any(term.holds_on(lesson.date) for term in sheet.terms.get(change.student, [])):
        return not_on_list(lesson.date)
    return why_lesson_is_not_open(lesson, sheet.now)


def _apply_mark(sheet: Sheet, change: CellChange) -> CellResult:
    day = sheet.lessons[change.lesson].date
    code, waits_until = scales.read_cell(
        _scale(sheet, change),
        change.value,
        lesson_on=day,
        today=timezone.localdate(sheet.now),
    )
    wanted = scales.mark_text(code, waits_until)
    item = sheet.items.get(change.item) if change.item else sheet.first_items.get(change.lesson)
    if item is None:
        if not wanted:
            return CellResult(change.key, SAVED)
        item = sheet.first_items[change.lesson] = _first_item(sheet.lessons[change.lesson])
    key = (item.pk or f"new {change.lesson}", change.student)
    mark = sheet.marks.get(key)
    if mark is None:
        if not wanted and not change.base:
            return CellResult(change.key, SAVED)
        mark = sheet.marks[key] = Mark(item=item, student_id=change.student, version=0)
    result = _settle(mark, change, text_of(mark), wanted)
    if result.version != mark.version:
        mark.code, mark.waits_until, mark.version = code, waits_until, result.version
        sheet.new_marks[key] = mark
    return result


def text_of(mark: Mark) -> str:
    """What stands in the cell of the stored mark."""
    return scales.mark_text(mark.code, mark.waits_until)


def _apply_comment(sheet: Sheet, change: CellChange) -> CellResult:
    item = sheet.items.get(change.item) if change.item else sheet.first_items.get(change.lesson)
    key = ((item.pk or f"new {change.lesson}") if item else 0, change.student)
    mark = sheet.marks.get(key)
    wanted, shown = " ".join(change.value.split()), mark.comment if mark else ""
    version = comments.version_of(shown)
    if shown == wanted:
        return CellResult(change.key, SAVED, shown, version)
    if mark is None or not text_of(mark):
        why = "Комментарий пишут к отметке, а её в клетке нет. Сначала поставьте отметку."
        return CellResult(change.key, REFUSED, shown, version, text=why)
    if version != change.base:
        return CellResult(change.key, CONFLICT, shown, version)
    mark.comment = wanted
    sheet.new_marks[key] = mark
    return CellResult(change.key, SAVED, wanted, comments.version_of(wanted))


def _scale(sheet: Sheet, change: CellChange) -> scales.Scale:
    return sheet.book.scale_of(sheet.section, sheet.lessons[change.lesson].date)


def _apply_attendance(sheet: Sheet, change: CellChange) -> CellResult:
    typed = scales.read_attendance(change.value)
    key = (change.lesson, change.student)
    row = sheet.attendance.get(key)
    if row is None:
        if typed.status == AttendanceRecord.Status.PRESENT and not change.base:
            return CellResult(change.key, SAVED)
        row = sheet.attendance[key] = AttendanceRecord(
            lesson_id=change.lesson, student_id=change.student, status="present", version=0
        )
    wanted = _with_known_reason(sheet, change, row, typed)
    result = _settle(row, change, code_of(row), scales.attendance_code(*wanted))
    if result.version != row.version:
        row.status, row.reason, row.minutes = wanted
        row.version = result.version
        sheet.new_attendance[key] = row
    return result


def code_of(row: AttendanceRecord) -> str:
    """The code on the page of a stored absence."""
    return scales.attendance_code(row.status, row.reason, row.minutes)


_APPLY: dict[str, Callable[[Sheet, CellChange], CellResult]] = {
    MARK: _apply_mark,
    ATTENDANCE: _apply_attendance,
    COMMENT: _apply_comment,
}


def _with_known_reason(
    sheet: Sheet, change: CellChange, row: AttendanceRecord, typed: scales.Presence
) -> scales.Presence:
    """«н» of a pupil whose reason the homeroom teacher knows already is «б» or «ну» from the start (B 2.5.1).

    Who writes «н» over a reason that he sees, means it; the same change sent twice means what it meant at first.
    """
    if typed != scales.UNEXPLAINED or code_of(row) == change.value.strip():
        return typed
    if row.status == AttendanceRecord.Status.ABSENT and row.version == change.base:
        return typed
    known = sheet.known.get((change.lesson, change.student))
    return scales.Presence(typed.status, known) if known else typed


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
    usual = WorkType.objects.usual(lesson.date)
    return LineItem(lesson=lesson, work_type=usual, weight=usual.weigh(), position=0)


def _write(sheet: Sheet, by: User) -> None:
    marks, attendance = list(sheet.new_marks.values()), list(sheet.new_attendance.values())
    new_items = {id(m.item): m.item for m in marks if m.item_id is None}
    if new_items:
        LineItem.objects.write(new_items.values(), by=by, now=sheet.now, reason=sheet.reason)
        for mark in marks:
            mark.item_id = mark.item.pk
    if marks:
        Mark.objects.write(marks, by=by, now=sheet.now, reason=sheet.reason)
    if attendance:
        AttendanceRecord.objects.write(attendance, by=by, now=sheet.now, reason=sheet.reason)
        _note_attendance(sheet, {row.lesson_id for row in attendance}, by)


def _note_attendance(sheet: Sheet, lessons: Iterable[int], by: User) -> None:
    """Whoever marks an absent pupil has taken the register: the moment is kept once (B 2.10)."""
    taken = [sheet.lessons[pk] for pk in lessons if sheet.lessons[pk].attendance_taken_at is None]
    for lesson in taken:
        lesson.attendance_taken_at, lesson.attendance_taken_by = sheet.now, by
        lesson.version += 1
    if taken:
        Lesson.objects.write(taken, by=by, now=sheet.now, reason=sheet.reason)


def _with_item(sheet: Sheet, change: CellChange, result: CellResult) -> CellResult:
    if change.field != MARK:
        return result
    first = sheet.first_items.get(change.lesson)
    return replace(result, item=change.item or (first.pk if first else None))


def _with_authors(
    sheet: Sheet, changes: Sequence[CellChange], results: list[CellResult]
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
            authors = attendance if change.field == ATTENDANCE else marks
            author, at = authors.get(row.pk, ("", None))
            result = replace(result, author=author, at=at)
        told.append(result)
    return told


def _row_of(sheet: Sheet, change: CellChange) -> Mark | AttendanceRecord:
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
