"""How many entries came in time, by journal, of the facts noted about terms (REP-1, REP-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from journal import duties
from journal.deadlines import due_with
from journal.models import DeadlineFact, Lesson, Outage
from reports.terms import Terms
from school.models import CourseSection

ON_TIME, LATE, MISSING = DeadlineFact.Verdict.values


@dataclass(frozen=True)
class Kept:
    """Entries whose term is over, or that are there already."""

    on_time: int = 0
    late: int = 0
    missing: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            self.on_time + other.on_time, self.late + other.late, self.missing + other.missing
        )

    @property
    def share(self) -> Decimal | None:
        """Of those in time; None before there is any."""
        of = self.on_time + self.late + self.missing
        return Decimal(self.on_time) / of if of else None


def kept_terms(
    sections: Iterable[CourseSection], terms: Terms, *, now: datetime
) -> dict[int, Kept]:
    """By journal, of lessons in these periods. One query; two more where an outage fell on a term that was not kept.

    The outages that are recorded by now excuse, whenever they were recorded.
    """
    facts = _standing(DeadlineFact.objects.filter(terms.lessons(sections, "lesson__")))
    touched = Exists(_outages()) & ~Q(verdict=ON_TIME)
    rows = (
        facts.values_list("section_id")
        .annotate(
            on_time=Count("pk", filter=Q(verdict=ON_TIME)),
            late=Count("pk", filter=Q(verdict=LATE)),
            missing=Count("pk", filter=Q(verdict=MISSING)),
            touched=Count("pk", filter=touched),
        )
        .order_by()
    )
    found, is_touched = {}, False
    for section, on_time, late, missing, excusable in rows:
        found[section] = Kept(on_time, late, missing)
        is_touched = is_touched or bool(excusable)
    if is_touched:
        for section, excused in _excused(facts.filter(touched), now):
            found[section] += excused
    return found


def _standing(facts: Any) -> Any:
    """Of lessons that are where they were and were not cancelled; what was made good is missing no more."""
    later = DeadlineFact.objects.filter(
        Q(item=OuterRef("item_id")) | Q(item=None),
        lesson=OuterRef("lesson_id"), kind=OuterRef("kind"), day=OuterRef("day"),
        verdict__in=[ON_TIME, LATE],
    )  # fmt: skip
    held = facts.filter(lesson__date=F("day")).exclude(lesson__status=Lesson.Status.CANCELLED)
    return held.exclude(Exists(later), verdict=MISSING)


def _outages() -> Any:
    return Outage.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("begins_at")),
        starts_at__lt=OuterRef("due_at"),
    )


def _excused(facts: Any, now: datetime) -> Iterable[tuple[int, Kept]]:
    """What is to be added to the counts of each journal."""
    outages = duties.outages()
    rows = facts.values_list("section_id", "verdict", "begins_at", "due_at", "done_at")
    for section, verdict, begins_at, due_at, done_at in rows:
        due = due_with(begins_at, due_at, outages, now)
        if verdict == LATE and done_at <= due:
            yield section, Kept(on_time=1, late=-1)
        elif verdict == MISSING and now <= due:
            yield section, Kept(missing=-1)
