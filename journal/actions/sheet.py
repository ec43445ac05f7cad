"""The rows that changes of cells fall on: locked in one order, read in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from accounts.models import User
from journal import scales
from journal.models import AttendanceRecord, DailyAbsence, Lesson, LineItem, Mark, PeriodLock
from school.models import CourseSection, SectionEnrollment
from school.rulebook import VERSIONS, RuleBook, book_from
from school.work import AT_WORK

from .closing import locks_of

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
LOCK = f"""\
SELECT l.*, (EXISTS (
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


def read_sheet(section: CourseSection, changes: Sequence[Change], by: User, now: datetime) -> Sheet:
    sheet = Sheet(section, now)
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
    sheet.book = book_from(None, locked[0].versions) if locked else RuleBook()
    sheet.locks = locks_of(section.pk)
    students = {c.student for c in changes}
    for row in SectionEnrollment.objects.filter(section=section, student__in=students):
        sheet.terms.setdefault(row.student_id, []).append(row)
    fields = {c.field for c in changes}
    if fields & {MARK, COMMENT}:
        _read_marks(sheet, students)
    if ATTENDANCE in fields:
        rows = AttendanceRecord.objects.filter(lesson__in=sheet.lessons, student__in=students)
        sheet.attendance = {(row.lesson_id, row.student_id): row for row in rows}
        _read_known(sheet, {c.student for c in changes if _is_unexplained(c)})
    return sheet


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
    for item in LineItem.objects.filter(lesson__in=sheet.lessons).order_by("-position"):
        sheet.items[item.pk] = item
        sheet.first_items[item.lesson_id] = item
    if sheet.items:
        rows = Mark.objects.filter(item__in=sheet.items, student__in=students)
        sheet.marks = {(row.item_id, row.student_id): row for row in rows}
