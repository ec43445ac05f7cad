"""«Все присутствуют» of a lesson, said from the spread, and taken back there (B 2.5.1, 2.10)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from journal import scales
from journal.models import AttendanceRecord, Lesson

from .cells import ATTENDANCE, CellChange, CellResult
from .closing import must_be_open
from .whole_lesson import LessonEntries, fill_lesson

TAKEN_BACK = "«все присутствуют» снято"


def everybody_is_here(
    *, lesson: Lesson, away: Collection[int], by: User, now: datetime
) -> list[CellResult]:
    """Everybody but those marked already, and but pupils `away`: the homeroom teacher has said why they are not here.

    Returns what became of the cells of `away`, the key being the pupil's. Raises Refused and writes nothing where the
    lesson takes no entries.
    """
    unexplained = scales.attendance_code(*scales.UNEXPLAINED)
    cells = [
        CellChange(str(student), student, lesson.pk, ATTENDANCE, unexplained, 0) for student in away
    ]
    return fill_lesson(
        lesson=lesson, entries=LessonEntries(register=True, cells=cells), by=by, now=now
    )


@transaction.atomic
def take_register_back(*, lesson: Lesson, by: User, now: datetime) -> Lesson:
    """The lesson's register is open again; not one that another person took, nor where somebody is absent or late."""
    lesson = (
        Lesson.objects.select_for_update(of=("self",)).select_related("section").get(pk=lesson.pk)
    )
    if lesson.attendance_taken_by_id != by.pk:
        return lesson
    must_be_open(lesson, now=now)
    marked = AttendanceRecord.objects.filter(lesson=lesson)
    if marked.exclude(status=AttendanceRecord.Status.PRESENT).exists():
        return lesson
    lesson.attendance_taken_at = lesson.attendance_taken_by = None
    lesson.version += 1
    lesson.save(by=by, now=now, reason=TAKEN_BACK)
    return lesson
