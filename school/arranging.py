"""What of a school year a person arranges: by the right to set the year up; own class's lists as homeroom teacher."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.keys import is_key
from accounts.models import Right, User

from .access import class_to_see, classes_with_homeroom
from .models import (
    CombinedClass,
    CourseSection,
    Homeroom,
    IndividualPlan,
    SchoolClass,
    SchoolYear,
    Student,
    TeachingLoad,
)


def years_to_set() -> list[SchoolYear]:
    """All years, the last one first."""
    return list(SchoolYear.objects.order_by("-starts_on"))


def year_among(years: list[SchoolYear], asked: str, current: SchoolYear | None) -> SchoolYear:
    """The year asked for, else the current one; 404 where the school has no year yet, or not that one."""
    key = asked if is_key(asked) else str(current.pk if current else "")
    for year in years:
        if str(year.pk) == key:
            return year
    raise Http404


def day_in(year: SchoolYear, day: date) -> date:
    """The day the year's lists are shown for: the nearest of that year."""
    return year.clamp(day)


def class_to_set(rights: frozenset[str], pk: int) -> SchoolClass:
    must_have(rights, Right.YEAR)
    return get_object_or_404(SchoolClass.objects.select_related("year", "bells", "combined"), pk=pk)


def homeroom_to_set(school_class: SchoolClass, pk: int) -> Homeroom:
    found = school_class.homerooms.select_related("teacher__user", "school_class__year")
    return get_object_or_404(found, pk=pk)


def combined_to_set(rights: frozenset[str], pk: int) -> CombinedClass:
    must_have(rights, Right.YEAR)
    return get_object_or_404(CombinedClass.objects.select_related("year"), pk=pk)


def section_to_set(rights: frozenset[str], pk: int) -> CourseSection:
    must_have(rights, Right.YEAR)
    return get_object_or_404(CourseSection.objects.select_related("subject", "year"), pk=pk)


def section_of_class(school_class: SchoolClass, pk: int) -> CourseSection:
    found = CourseSection.objects.filter(section_classes__school_class=school_class)
    return get_object_or_404(found.select_related("subject", "year"), pk=pk)


def load_to_set(section: CourseSection, pk: int) -> TeachingLoad:
    loads = section.loads.select_related("teacher__user", "section__subject", "section__year")
    return get_object_or_404(loads, pk=pk)


def plan_to_set(rights: frozenset[str], pk: int) -> IndividualPlan:
    must_have(rights, Right.YEAR)
    return get_object_or_404(IndividualPlan.objects.select_related("student__user"), pk=pk)


def pupil_to_plan(rights: frozenset[str], pk: int) -> Student:
    """Any pupil of the school: a plan is made by an order, whoever keeps the card."""
    must_have(rights, Right.YEAR)
    return get_object_or_404(Student.objects.select_related("user"), pk=pk)


@dataclass(frozen=True)
class ListsReach:
    """Whose lists a person edits: of the whole class, or as homeroom teacher of groups of own class only."""

    school_class: SchoolClass
    is_everything: bool

    def may_edit(self, class_keys: frozenset[int]) -> bool:
        """Whether a group of these classes is in reach."""
        return self.is_everything or class_keys == {self.school_class.pk}


def lists_to_edit(user: User, rights: frozenset[str], pk: int, *, on: date) -> ListsReach:
    """The class with whose lists the person works; 403 to who only sees the class, 404 to a stranger."""
    if Right.YEAR in rights:
        return ListsReach(class_to_set(rights, pk), is_everything=True)
    found = class_to_see(user, pk, on=on)
    if not classes_with_homeroom(user, on=on).filter(pk=pk).exists():
        raise PermissionDenied
    return ListsReach(found, is_everything=False)


def classes_of_year(year: SchoolYear) -> QuerySet[SchoolClass]:
    found: Any = SchoolClass.objects.filter(year=year).select_related("bells", "combined")
    return found.in_order()


def year_to_prepare(current: SchoolYear | None, today: date) -> SchoolYear | None:
    """The current year; when it is over, the next one, if there is one already."""
    if current is None or today <= current.ends_on:
        return current
    coming = SchoolYear.objects.filter(ends_on__gte=today).select_related("school")
    return coming.order_by("starts_on").first() or current


def journals_among(sections: Iterable[CourseSection]) -> QuerySet[CourseSection]:
    """The same journals, to be asked about together."""
    return CourseSection.objects.filter(pk__in=[section.pk for section in sections])
