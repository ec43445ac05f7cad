"""Marks of periods that were put off by an order: which of them still wait, and whose term is over (JRN-8)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import MarkDeferral, PeriodMark


def without_marks(deferrals: QuerySet[MarkDeferral]) -> QuerySet[MarkDeferral]:
    """Those whose cell is empty yet."""
    there: Any = PeriodMark.objects.filter(
        section=OuterRef("section"), student=OuterRef("student")
    ).exclude(code="")
    of_period = there.filter(kind=PeriodMark.Kind.PERIOD, period=OuterRef("period"))
    of_year = there.filter(kind=PeriodMark.Kind.YEAR)
    return deferrals.exclude(Exists(of_period)).exclude(Q(Exists(of_year)) & Q(period=None))


def with_people(deferrals: QuerySet[MarkDeferral]) -> QuerySet[MarkDeferral]:
    """With what pages say of them, the nearest term first."""
    told = deferrals.select_related("section__subject", "student__user", "period")
    return told.order_by("deferred_until", "student__user__last_name", "pk")
