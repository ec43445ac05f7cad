"""Who reads curricula and who makes them (SCH-6). An individual one is of a pupil: it is read where he is."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Right, User

from .access import classes_read_by, classes_visible_to
from .models import ClassEnrollment, Curriculum, IndividualPlan, SchoolClass, SchoolYear

READERS_ONLY = "Учебные планы составляют администрация школы и администратор системы."


def must_see_curricula(roles: frozenset[str], rights: frozenset[str]) -> None:
    must_have(rights, Right.YEAR, Right.READ_JOURNALS)


def curricula_visible_to(user: User, *, rights: frozenset[str], on: date) -> QuerySet[Curriculum]:
    """All curricula for whoever sets the year up; else those of the school, and of pupils of classes read."""
    must_have(rights, Right.YEAR, Right.READ_JOURNALS)
    if Right.YEAR in rights:
        return Curriculum.objects.all()
    mine = ClassEnrollment.objects.filter(
        student=OuterRef("plan__student"),
        school_class__in=classes_read_by(user, on=on).values("pk"),
    )
    return Curriculum.objects.filter(~Q(kind=Curriculum.Kind.INDIVIDUAL) | Exists(mine))


def curriculum_to_see(user: User, pk: int, *, rights: frozenset[str], on: date) -> Curriculum:
    curricula = curricula_visible_to(user, rights=rights, on=on)
    return get_object_or_404(
        curricula.select_related("year__school", "plan__student__user", "copied_from"), pk=pk
    )


def curriculum_to_edit(user: User, pk: int, *, rights: frozenset[str], on: date) -> Curriculum:
    """404 to a stranger, 403 to whoever only reads."""
    curriculum = curriculum_to_see(user, pk, rights=rights, on=on)
    if Right.YEAR not in rights:
        raise PermissionDenied(READERS_ONLY)
    return curriculum


def class_with_curriculum(user: User, pk: int, *, rights: frozenset[str], on: date) -> SchoolClass:
    """The class's curriculum is read by whoever sees the class, and by whoever sets the year up."""
    classes: Any = SchoolClass.objects.select_related("year__school")
    if Right.YEAR not in rights:
        classes = classes.filter(pk__in=classes_visible_to(user, on=on).values("pk"))
    return get_object_or_404(classes, pk=pk)


def plan_to_fill(pk: int, *, rights: frozenset[str], year: SchoolYear | None) -> IndividualPlan:
    """An individual plan of the year that is to have its hours written down."""
    must_have(rights, Right.YEAR)
    if year is None:
        raise Http404
    plans = plans_of(year).select_related("student__user")
    return get_object_or_404(plans, pk=pk)


def plans_of(year: SchoolYear) -> QuerySet[IndividualPlan]:
    """Individual plans whose term touches the year."""
    begun: Any = IndividualPlan.objects.filter(starts_on__lte=year.ends_on)
    found: QuerySet[IndividualPlan] = begun.exclude(ends_on__lt=year.starts_on)
    return found
