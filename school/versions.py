"""Whose versions of the timetable may be set up: those of the year, by whoever arranges it (Right.YEAR)."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Right

from .access import must_be_staff
from .models import SchoolClass, SchoolYear, Timetable, TimetableEntry


def must_see_timetable(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The timetable is no secret of the staff; who arranges the year sees it whatever else he may."""
    if Right.YEAR not in rights:
        must_be_staff(roles, rights)


def versions_to_set_up(rights: frozenset[str], year: SchoolYear | None) -> QuerySet[Timetable]:
    must_have(rights, Right.YEAR)
    if year is None:
        raise Http404
    return Timetable.objects.filter(year=year).select_related("year")


def version_to_set_up(rights: frozenset[str], year: SchoolYear | None, pk: int) -> Timetable:
    return get_object_or_404(versions_to_set_up(rights, year), pk=pk)


def entry_to_clear(rights: frozenset[str], year: SchoolYear | None, pk: int) -> TimetableEntry:
    versions = versions_to_set_up(rights, year)
    entries = TimetableEntry.objects.select_related("timetable", "section__subject")
    return get_object_or_404(entries.filter(timetable__in=versions), pk=pk)


def classes_in(timetable: Timetable) -> list[SchoolClass]:
    """Classes of the year, in order. One query."""
    return list(SchoolClass.objects.filter(year=timetable.year_id).in_order())
