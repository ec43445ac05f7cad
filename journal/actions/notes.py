"""A parent's note of absence: written, taken back, accepted into the register of absentees or refused in words."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import AbsenceNote
from school.models import Student
from school.words import date_dots

from .absences import LONGEST, Given, give_reason
from .refusals import Refused

State = AbsenceNote.State
# More notes waiting at once are a slip of the hand.
MOST_WAITING = 5


@transaction.atomic
def propose_absence(
    *,
    student: Student,
    starts_on: date,
    ends_on: date,
    reason: str,
    words: str,
    by: User,
    now: datetime,
) -> AbsenceNote:
    """A proposal and nothing more: the register and the lessons stay as they are. Raises Refused."""
    if not 0 <= (ends_on - starts_on).days <= LONGEST:
        raise Refused(
            f"Последний день — не раньше первого и не дальше {LONGEST} дней от него. Проверьте даты."
        )
    _hold(student)
    waiting = list(AbsenceNote.objects.filter(student=student, state=State.WAITING))
    for other in waiting:
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            raise Refused(
                f"На эти дни записка уже ждёт ответа: с {date_dots(other.starts_on)} по "
                f"{date_dots(other.ends_on)}. Её можно отозвать и написать новую."
            )
    if len(waiting) >= MOST_WAITING:
        raise Refused(
            "Ответа ждут уже пять записок. Дождитесь ответа классного руководителя или отзовите лишние."
        )
    note = AbsenceNote(
        student=student, starts_on=starts_on, ends_on=ends_on, reason=reason, words=words,
        asked_by=by, asked_at=now,
    )  # fmt: skip
    note.save(by=by, now=now)
    return note


@transaction.atomic
def withdraw_note(*, note: AbsenceNote, by: User, now: datetime) -> None:
    _decide(_waiting(note), State.WITHDRAWN, "", by, now)


@transaction.atomic
def refuse_note(*, note: AbsenceNote, answer: str, by: User, now: datetime) -> None:
    """Raises Refused where nothing is said: the parent must know why."""
    if not answer:
        raise Refused("Напишите родителю, почему записка не принята.")
    _decide(_waiting(note), State.REFUSED, answer, by, now)


@transaction.atomic
def accept_note(*, note: AbsenceNote, reason: str, by: User, now: datetime) -> Given:
    """The homeroom teacher's own line of the register from the note, with his own reason; lessons take it up."""
    note = _waiting(note)
    asked = timezone.localtime(note.asked_at)
    given = give_reason(
        student=note.student,
        starts_on=note.starts_on,
        ends_on=note.ends_on,
        reason=reason,
        document=f"записка в дневнике от {date_dots(asked.date())}, {note.asked_by.short_name}"[
            :200
        ],
        by=by,
        now=now,
    )
    _decide(note, State.ACCEPTED, "", by, now)
    return given


def _hold(student: Student) -> None:
    Student.objects.select_for_update(of=("self",), no_key=True).get(pk=student.pk)


def _waiting(note: AbsenceNote) -> AbsenceNote:
    """The note as it is now, held. Raises Refused where it has been decided already."""
    _hold(note.student)
    found = AbsenceNote.objects.select_related("student__user", "asked_by").get(pk=note.pk)
    if found.state != State.WAITING:
        raise Refused(f"Эта записка уже {found.get_state_display()}. Обновите страницу.")
    return found


def _decide(note: AbsenceNote, state: str, answer: str, by: User, now: datetime) -> None:
    note.state, note.answer, note.decided_by, note.decided_at = state, answer, by, now
    note.save(by=by, now=now)
