"""The door to calendars and bells: everybody of the school reads them; who has the right of the year sets them."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import BellSchedule, SchoolYear, TimeSlot


def must_read_calendar(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Whoever has something to do with the school: staff by order or by fact, pupils, parents."""
    if not roles:
        raise Http404


def years_of_school() -> list[SchoolYear]:
    """All years, the newest first. One query."""
    return list(SchoolYear.objects.select_related("school").order_by("-starts_on"))


def year_asked(text: str, years: list[SchoolYear], current: SchoolYear | None) -> SchoolYear | None:
    """The year of that key, else the one that goes on; None where there is none yet."""
    return next((year for year in years if str(year.pk) == text), current)


def year_to_set(pk: int) -> SchoolYear:
    return get_object_or_404(SchoolYear.objects.select_related("school"), pk=pk)


def some_year_to_set(text: str, years: list[SchoolYear], current: SchoolYear | None) -> SchoolYear:
    """The same as `year_asked`; 404 where there is no year."""
    year = year_asked(text, years, current)
    if year is None:
        raise Http404
    return year


def bells_to_set(pk: int) -> BellSchedule:
    return get_object_or_404(BellSchedule, pk=pk)


def rings_to_set(schedule: BellSchedule | None) -> list[TimeSlot]:
    return list(schedule.slots.order_by("number")) if schedule else []
