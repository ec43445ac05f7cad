"""Marks of periods put off by orders: which wait, which are set, whose term is over (JRN-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from journal.deferrals import with_people, without_marks
from journal.models import MarkDeferral
from school.models import SchoolClass, Student

AT_MOST = 500


@dataclass(frozen=True, slots=True)
class DeferralLine:
    """`is_over`: the term has passed and there is no mark: it is missing now."""

    deferral: MarkDeferral
    is_set: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class DeferralsScreen:
    lines: Sequence[DeferralLine]
    classes: Sequence[SchoolClass]
    chosen: SchoolClass | None
    pupils: Sequence[Student]
    student: Student | None

    @property
    def may_defer(self) -> bool:
        return bool(self.classes)


def deferral_lines(deferrals: QuerySet[MarkDeferral], *, today: date) -> list[DeferralLine]:
    """Those that wait first, the nearest term before. Two queries."""
    waiting = set(without_marks(deferrals).values_list("pk", flat=True))
    lines = [
        DeferralLine(row, row.pk not in waiting, row.pk in waiting and row.deferred_until < today)
        for row in with_people(deferrals)[:AT_MOST]
    ]
    return sorted(lines, key=lambda line: line.is_set)


def overdue(sections: Sequence[int], *, today: date) -> list[MarkDeferral]:
    """Of these journals, marks that were put off till a day that has passed, and are not set. One query."""
    late: Any = MarkDeferral.objects.filter(section__in=sections, deferred_until__lt=today)
    return list(with_people(without_marks(late))[:AT_MOST])
