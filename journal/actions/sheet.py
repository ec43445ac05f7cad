"""The rows that changes of cells fall on: locked in one order, read in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils import timezone

from accounts.models import User
from accounts.prepared import Columns, Prepared
from journal import scales
from journal.models import AttendanceRecord, DailyAbsence, Lesson, LineItem, Mark, PeriodLock
from school.models import CourseSection, SectionEnrollment
from school.rulebook import VERSIONS, RuleBook, book_from
from school.work import AT_WORK

MARK, ATTENDANCE, COMMENT = "mark", "attendance", "comment"


class Change(Protocol):
    """Which cell a change is of."""

    @property
    def student(self) -> int: ...

    @property
    def lesson(self) -> int: ...

    @property
    def field(self) -> str: ...

    @property
    def value(self) -> str: ...


@dataclass
class Sheet:
    """The locked rows the changes fall on, and what is to be written."""

    section: CourseSection
    now: datetime
    # What history says of the entries.
    reason: str = ""
    # Systems of marks, read with the lock.
    book: RuleBook = field(default_factory=RuleBook)
    lessons: dict[int, Lesson] = field(default_factory=dict)
    # Lessons of this author: taught by him on their day.
    own: set[int] = field(default_factory=set)
    locks: Sequence[PeriodLock] = ()
    terms: dict[int, list[SectionEnrollment]] = field(default_factory=dict)
    items: dict[int, LineItem] = field(default_factory=dict)
    first_items: dict[int, LineItem] = field(default_factory=dict)
    marks: dict[tuple, Mark] = field(default_factory=dict)
    attendance: dict[tuple, AttendanceRecord] = field(default_factory=dict)
    # Reasons that the homeroom teacher knows, by lesson and pupil.
    known: dict[tuple, str] = field(default_factory=dict)
    # What is to be written, by place and pupil: a cell changed twice is written once.
    new_marks: dict[tuple, Mark] = field(default_factory=dict)
    new_attendance: dict[tuple, AttendanceRecord] = field(default_factory=dict)


# The lesson's row is the lock of all its cells, also of those that do not exist yet; the section's is shared with
# whoever writes there and held alone by whoever closes a period. Said once in SQL, as it
# stands before every mark that is saved; `is_mine` is the lesson's own side of journal.access.may_fill_lesson.
_LESSON = Columns(Lesson, "l")
_LOCK = f"""\
SELECT {_LESSON}, (EXISTS (
    SELECT 1 FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE f.section_id = l.section_id AND s.user_id = %(user)s AND {AT_WORK}
        AND f.starts_on <= l.date AND (f.ends_on IS NULL OR f.ends_on >= l.date)
) OR (l.topic = '' OR l.attendance_taken_at IS NULL OR l.attendance_taken_by_id = %(user)s) AND EXISTS (
    SELECT 1 FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id
    JOIN school_teachingload b ON b.id = f.taken_over_from_id
    WHERE f.section_id = l.section_id AND s.user_id = %(user)s AND {AT_WORK}
        AND b.starts_on <= l.date AND (b.ends_on IS NULL OR b.ends_on >= l.date)
) OR EXISTS (
    SELECT 1 FROM school_substitution f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE f.section_id = l.section_id AND f.date = l.date AND f.number = l.number
        AND s.user_id = %(user)s AND {AT_WORK}
) OR EXISTS (
    SELECT 1 FROM school_sectiongrant g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.content_object_id = l.section_id AND g.user_id = %(user)s AND p.codename = 'fill_journal'
        AND g.starts_on <= %(today)s AND g.ends_on >= %(today)s AND g.withdrawn_at IS NULL
)) AS is_mine, {VERSIONS} AS versions
FROM journal_lesson l JOIN school_coursesection c ON c.id = l.section_id
WHERE l.section_id = %(section)s AND l.id = ANY(%(lessons)s)
ORDER BY l.id FOR UPDATE OF l FOR KEY SHARE OF c
"""  # noqa: S608 - put together of constants
LOCK = Prepared(
    "lock_lessons", _LOCK, section="bigint", lessons="bigint[]", user="bigint", today="date"
)
_TERM = Columns(SectionEnrollment, "e")
_TERMS = f"SELECT {_TERM} FROM school_sectionenrollment e WHERE e.section_id = %(section)s AND e.student_id = ANY(%(students)s)"  # noqa: S608
TERMS = Prepared("terms_on_list", _TERMS, section="bigint", students="bigint[]")
# Columns of the lessons, the last of each lesson first, with the marks of these pupils.
_ITEM, _MARK = Columns(LineItem, "i"), Columns(Mark, "m")
_MARKS = f"""\
SELECT {_ITEM}, {_MARK} FROM journal_lineitem i
    LEFT JOIN journal_mark m ON m.item_id = i.id AND m.student_id = ANY(%(students)s)
WHERE i.lesson_id = ANY(%(lessons)s) ORDER BY i.position DESC
"""  # noqa: S608 - put together of constants
MARKS = Prepared("marks_in_lessons", _MARKS, lessons="bigint[]", students="bigint[]")


def read_sheet(section: CourseSection, changes: Sequence[Change], by: User, now: datetime) -> Sheet:
    sheet = Sheet(section, now)
    _lock(sheet, {c.lesson for c in changes}, by)
    # After the rows are locked, in statements of their own: they see what has just been committed.
    sheet.locks = PeriodLock.objects.of(section)
    students = {c.student for c in changes}
    for row in TERMS.rows(section=section.pk, students=list(students)):
        term = _TERM.object(row)
        sheet.terms.setdefault(term.student_id, []).append(term)
    fields = {c.field for c in changes}
    if fields & {MARK, COMMENT}:
        _read_marks(sheet, students)
    if ATTENDANCE in fields:
        rows = AttendanceRecord.objects.filter(lesson__in=sheet.lessons, student__in=students)
        sheet.attendance = {(row.lesson_id, row.student_id): row for row in rows}
        _read_known(sheet, {c.student for c in changes if _is_unexplained(c)})
    return sheet


def _lock(sheet: Sheet, lessons: set[int], by: User) -> None:
    today = timezone.localdate(sheet.now)
    rows = LOCK.rows(section=sheet.section.pk, lessons=list(lessons), user=by.pk, today=today)
    if rows:
        sheet.book = book_from(None, rows[0][-1])
    for *values, is_mine, _ in rows:
        lesson = _LESSON.object(values)
        sheet.lessons[lesson.pk] = lesson
        if is_mine:
            sheet.own.add(lesson.pk)


def _is_unexplained(change: Change) -> bool:
    try:
        return (
            change.field == ATTENDANCE
            and scales.read_attendance(change.value) == scales.UNEXPLAINED
        )
    except scales.UnknownCode:
        return False


def _read_known(sheet: Sheet, students: set[int]) -> None:
    """Asked under the locks of the lessons, only where somebody is marked absent without a reason."""
    if not students or not sheet.lessons:
        return
    days = [lesson.date for lesson in sheet.lessons.values()]
    away = DailyAbsence.objects.filter(
        student__in=students, starts_on__lte=max(days), ends_on__gte=min(days)
    )
    for row in away:
        for lesson in sheet.lessons.values():
            if row.holds_on(lesson.date):
                sheet.known[lesson.pk, row.student_id] = row.reason


def _read_marks(sheet: Sheet, students: set[int]) -> None:
    for row in MARKS.rows(lessons=list(sheet.lessons), students=list(students)):
        if row[0] not in sheet.items:
            item = sheet.items[row[0]] = _ITEM.object(row[: len(_ITEM)])
            sheet.first_items[item.lesson_id] = item
        mark = _MARK.object(row[len(_ITEM) :])
        if mark:
            sheet.marks[mark.item_id, mark.student_id] = mark
