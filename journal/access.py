"""Who may open what of the journal. Views get their objects only from here; a stranger's object does not exist (404)."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from school.access import section_to_see, sections_taught_by, sections_visible_to
from school.models import CourseSection, GradingPeriod, TeachingLoad

from .models import Lesson

__all__ = [
    "fillable_by", "lesson_to_fill", "lesson_to_see", "lessons_visible_to", "period_to_see",
    "section_to_fill", "section_to_see", "taught_that_day",
]  # fmt: skip


def taught_that_day(user: User, section: str = "section", day: str = "date") -> Exists:
    """True where the user taught the lesson's section on the day of the lesson: who may fill it in (B 2.4)."""
    return Exists(
        TeachingLoad.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(day)),
            section=OuterRef(section),
            teacher__user=user,
            starts_on__lte=OuterRef(day),
        )
    )


def lessons_visible_to(user: User, *, on: date) -> QuerySet[Lesson]:
    return Lesson.objects.filter(section__in=sections_visible_to(user, on=on).values("pk"))


def fillable_by(user: User) -> QuerySet[Lesson]:
    """Lessons the user may fill in: reading a journal never gives the right to write in it (B 2.5.2)."""
    return Lesson.objects.filter(taught_that_day(user))


def lesson_to_see(user: User, pk: int, *, on: date) -> Lesson:
    lessons = lessons_visible_to(user, on=on).select_related(
        "section__subject", "section__year", "room"
    )
    return get_object_or_404(lessons, pk=pk)


def lesson_to_fill(user: User, pk: int, *, on: date) -> Lesson:
    lesson = lesson_to_see(user, pk, on=on)
    if not fillable_by(user).filter(pk=lesson.pk).exists():
        raise PermissionDenied
    return lesson


def section_to_fill(user: User, pk: int, *, on: date) -> CourseSection:
    """A journal the user writes in: 404 to a stranger, 403 to a reader."""
    section = section_to_see(user, pk, on=on)
    if not sections_taught_by(user, on=on).filter(pk=section.pk).exists():
        raise PermissionDenied
    return section


def period_to_see(section: CourseSection, pk: int) -> GradingPeriod:
    """A period of the section's year and grade."""
    periods = GradingPeriod.objects.for_grade(section.grade)
    return get_object_or_404(periods.filter(year_id=section.year_id), pk=pk)
