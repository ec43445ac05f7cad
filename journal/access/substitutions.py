"""Whose lessons the person may give to others: those of the grades of the order."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Right, User
from accounts.names import alphabetical
from journal.models import Lesson
from school.access import sections_by_right
from school.models import StaffAbsence, StaffMember
from school.work import at_work


def lessons_to_order(user: User, *, on: date) -> QuerySet[Lesson]:
    """Lessons the person may give to a substitute, cancel and move."""
    sections = sections_by_right(user, Right.SUBSTITUTIONS, on=on).filter(year__ends_on__gte=on)
    return Lesson.objects.filter(section__in=sections.values("pk"))


def lesson_to_order(user: User, pk: int, *, on: date) -> Lesson:
    found = lessons_to_order(user, on=on).select_related(
        "section__subject", "section__year", "room"
    )
    return get_object_or_404(found, pk=pk)


def staff_to_order(*, on: date) -> QuerySet[StaffMember]:
    """Whose absence may be written down, by alphabet."""
    found = StaffMember.objects.filter(at_work(on=on)).select_related("user")
    return found.order_by(*alphabetical("user__"))


def absence_to_end(rights: frozenset[str], pk: int) -> StaffAbsence:
    must_have(rights, Right.SUBSTITUTIONS)
    return get_object_or_404(StaffAbsence.objects.select_related("teacher__user"), pk=pk)
