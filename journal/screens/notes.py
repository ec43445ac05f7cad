"""Notes of absence: a family's own with what became of them, and those that wait for the homeroom teacher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from journal.access import ClassRegister, pupils_of_day
from journal.access.notes import Children
from journal.models import AbsenceNote

# Older ones stay in history.
SHOWN = 20


@dataclass(frozen=True)
class NotesScreen:
    family: Children
    notes: Sequence[AbsenceNote]


def notes_screen(family: Children) -> NotesScreen:
    """The newest first. One query."""
    notes = AbsenceNote.objects.filter(student=family.child).select_related(
        "asked_by", "decided_by"
    )
    return NotesScreen(family, list(notes.order_by("-asked_at", "-pk")[:SHOWN]))


def waiting_notes(register: ClassRegister, day: date) -> Sequence[AbsenceNote]:
    """Of pupils of the class on that day, by their first day. One query."""
    return list(_waiting(register, day).order_by("starts_on", "asked_at", "pk"))


def _waiting(register: ClassRegister, day: date) -> QuerySet[AbsenceNote]:
    pupils = pupils_of_day(register.school_class, day)
    notes = AbsenceNote.objects.filter(
        student__in=pupils.values("pk"), state=AbsenceNote.State.WAITING
    )
    return notes.select_related("student__user", "asked_by")
