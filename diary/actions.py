"""What the diary writes: notices to families and who has read them. Never the journal."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from school.models import Student

from .models import DiaryVisit, Notice, NoticeReading


def leave_notices(lines: Mapping[int, Sequence[str]], *, by: User, now: datetime) -> list[Notice]:
    """A notice for each pupil (by key), a line for each thing to know."""
    notices = [
        Notice(student_id=student, text="\n".join(said), told_at=now)
        for student, said in lines.items()
        if said
    ]
    return Notice.objects.write(notices, by=by, now=now) if notices else []


@transaction.atomic
def read_notice(*, notice: Notice, by: User, now: datetime) -> None:
    """It stands in this person's diary no more; pressed twice it is read once."""
    Student.objects.select_for_update(no_key=True, of=("self",)).get(pk=notice.student_id)
    if not NoticeReading.objects.filter(notice=notice, reader=by).exists():
        NoticeReading(notice=notice, reader=by, read_at=now).save(by=by, now=now)


def note_visit(*, student: Student, by: User, on: date) -> None:
    """The person has opened the diary of this pupil on that day of the calendar; noted once (A 20)."""
    visit = DiaryVisit(student=student, reader=by, day=on)
    DiaryVisit.objects.bulk_create([visit], ignore_conflicts=True)
