"""Whose note of absence a parent writes, and which of them a homeroom teacher decides on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.names import alphabetical
from journal.models import AbsenceNote
from school.models import GuardianLink, Student

from .absences import ClassRegister, pupils_of_day


@dataclass(frozen=True)
class Children:
    """The child a parent writes of, among all of his."""

    child: Student
    children: Sequence[Student]


def children_of_parent(user: User, pk: int, *, today: date) -> Children:
    """Own children of the day; 404 of any other pupil, of a pupil himself, of a reader. One query."""
    links = GuardianLink.objects.on(today).filter(guardian=user, student=OuterRef("pk"))
    pupils = Student.objects.filter(Exists(links)).select_related("user")
    children = list(pupils.order_by(*alphabetical("user__")))
    for child in children:
        if child.pk == pk:
            return Children(child, children)
    raise Http404


def note_to_withdraw(user: User, child: Student, pk: int) -> AbsenceNote:
    """A note this very parent wrote."""
    return get_object_or_404(AbsenceNote, pk=pk, student=child, asked_by=user)


def note_to_decide(register: ClassRegister, day: date, pk: int) -> AbsenceNote:
    """A note of a pupil of the class on that day."""
    pupils = pupils_of_day(register.school_class, day)
    notes = AbsenceNote.objects.filter(student__in=pupils.values("pk"))
    return get_object_or_404(notes.select_related("student__user", "asked_by"), pk=pk)
