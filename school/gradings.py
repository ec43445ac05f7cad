"""Rows of systems of marks as both pages and actions read them: what holds a version, when a new one may begin."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.keys import is_key

from .cards import seal_of
from .grading import FIVE_POINT, USUAL, Code
from .models import (
    CourseSection,
    GradingChoice,
    GradingPeriod,
    GradingSystem,
    GradingVersion,
    ScaleKind,
    SchoolYear,
)
from .words import count_of

CHOICE_FIELDS = ("subject_id", "grade_from", "grade_to", "scale", "grading_id")
NEW = "new"


def choices_as_listed() -> QuerySet[GradingChoice]:
    return GradingChoice.objects.order_by("subject__position", "subject__name", "grade_from", "pk")


def seal_of_versions(rows: Sequence[GradingVersion]) -> str:
    return seal_of({f"{row.starts_on}": str(row.codes) for row in rows})


def journals_of(year: SchoolYear) -> Any:
    return CourseSection.objects.filter(year=year)


def why_held(system: GradingSystem, day: date, begun_by: date | None = None) -> str:
    """Journals that go by the system on that day or later: «по ней ведут 38 журналов»; empty where none does.

    With `begun_by` only those of years that have begun by that day.
    """
    found = CourseSection.objects.filter(scale=system.kind, year__ends_on__gte=day)
    if begun_by:
        found = found.filter(year__starts_on__lte=begun_by)
    if system.kind == ScaleKind.OWN:
        found = found.filter(grading=system.pk)
    number = found.count()
    return f"по ней ведут {count_of(number, 'журнал', 'журнала', 'журналов')}" if number else ""


def days_of_succession(today: date) -> list[date]:
    """First days of periods and years to come, and the next 1 September."""
    periods = GradingPeriod.objects.filter(starts_on__gt=today).values_list("starts_on", flat=True)
    return sorted({*periods, *years_to_come(today)})


def years_to_come(today: date) -> list[date]:
    """First days of years to come, and the next 1 September."""
    years = SchoolYear.objects.filter(starts_on__gt=today).values_list("starts_on", flat=True)
    autumn = date(today.year + (today >= date(today.year, 9, 1)), 9, 1)
    return sorted({*years, autumn})


def same_marks(one: Iterable[Code], other: Iterable[Code]) -> bool:
    """Whether the versions differ in words and thresholds only: means and marks of the year go on."""
    kept, new = (
        [(c.code, c.value, c.in_lessons, c.in_periods) for c in codes] for codes in (one, other)
    )
    return {one[0]: one for one in kept} == {one[0]: one for one in new}


def system_to_see(key: str) -> GradingSystem:
    """By its kind where it is a usual one (its row may not be there yet), by its number where it is the school's."""
    if key in USUAL:
        return GradingSystem.objects.filter(kind=key).first() or GradingSystem(
            name=USUAL[key].name, kind=key
        )
    found = GradingSystem.objects.filter(pk=int(key)).first() if is_key(key) else None
    if found is None and key != NEW:
        raise Http404
    return found or GradingSystem(name="", kind=ScaleKind.OWN)


def has_versions(system: GradingSystem) -> bool:
    """Systems with thresholds or codes to decide; the others are the same everywhere."""
    return system.kind in (FIVE_POINT, ScaleKind.OWN)
