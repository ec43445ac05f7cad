"""Which requests for corrections belong to a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import BreachIncident, VoidedOperation
from journal.models import CorrectionRequest
from reports.terms import YEAR, Terms, chosen_terms
from school.models import CourseSection, GradingPeriod, SchoolClass, SchoolYear


@dataclass(frozen=True, slots=True)
class CorrectionsSheet:
    terms: Terms
    requests: Sequence[CorrectionRequest]
    voided: Mapping[int, BreachIncident]


def periods_of(year: SchoolYear | None) -> list[GradingPeriod]:
    return list(GradingPeriod.objects.filter(year=year).order_by("starts_on", "grade_from"))


def corrections_sheet(
    sections: QuerySet[CourseSection],
    periods: Sequence[GradingPeriod],
    *,
    period: str,
    school_class: SchoolClass | None,
    on: date,
) -> CorrectionsSheet:
    """Requests about entries of the chosen period, by number; those withdrawn are left out. Two queries.

    Marks of the year belong to the sheet of the year.
    """
    terms = chosen_terms(period, periods, on=on)
    if school_class:
        sections = sections.filter(section_classes__school_class=school_class)
    found = Q(what="year") if period == YEAR else Q(pk__in=[])
    for one in terms.periods:
        found |= Q(
            section__grade__range=(one.grade_from, one.grade_to),
            section__year=one.year_id,
            lesson__date__range=(one.starts_on, one.ends_on),
        )
        found |= Q(period=one)
    requests = CorrectionRequest.objects.filter(found, section__in=sections.values("pk"))
    kept = requests.exclude(state=CorrectionRequest.State.WITHDRAWN)
    listed = list(kept.with_places().order_by("year", "number"))
    return CorrectionsSheet(terms, listed, _voided(listed))


def _voided(requests: Sequence[CorrectionRequest]) -> dict[int, BreachIncident]:
    """Breaches whose acts name the asking or the decision void, by key of the request (B 4.3)."""
    found = VoidedOperation.objects.filter(
        table=CorrectionRequest._meta.db_table, row__in=[one.pk for one in requests]
    ).exclude(decision=VoidedOperation.Decision.OWN)
    return {one.row: one.incident for one in found.select_related("incident").order_by("pk")}
