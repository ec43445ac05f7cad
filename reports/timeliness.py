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
from school.models import CourseSection, GradingPeriod

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
        return Decimal(self.on_time) / self.of if self.of else None

    @property
    def of(self) -> int:
        return self.on_time + self.late + self.missing


def kept_terms(
    sections: Iterable[CourseSection], terms: Terms, *, now: datetime
) -> dict[int, Kept]:
    """By journal, of lessons in these periods. One query; two more where an outage fell on a term that was not kept.

    The outages that are recorded by now excuse, whenever they were recorded.
    """
    facts = _standing(DeadlineFact.objects.filter(terms.lessons(sections, "lesson__")))
    return _counted(facts, "section_id", now)


def kept_results(
    sections: Iterable[CourseSection], terms: Terms, *, now: datetime
) -> dict[str, Kept]:
    """By kind of the fact: marks of these periods, results of exams of their time. Queries as of `kept_terms`."""
    sections = list(sections)
    if not terms.periods:
        return {}
    about = {"section__in": [section.pk for section in sections]}
    later = DeadlineFact.objects.filter(
        Q(period=OuterRef("period_id")) | Q(period=None, kind=DeadlineFact.Kind.EXAM),
        section=OuterRef("section_id"), kind=OuterRef("kind"), day=OuterRef("day"),
        verdict__in=[ON_TIME, LATE],
    )  # fmt: skip
    of_periods = Q(
        kind=DeadlineFact.Kind.PERIOD, period__in=terms.periods, day=F("period__ends_on")
    )
    facts = DeadlineFact.objects.filter(of_periods | _of_exams(terms), **about)
    return _counted(facts.exclude(Exists(later), verdict=MISSING), "kind", now)


def _of_exams(terms: Terms) -> Q:
    """From the first day of the periods until the one after them begins; of an exam that was moved only by its day now."""
    found = Q(pk__in=[])
    for first, last in {(period.grade_from, period.grade_to) for period in terms.periods}:
        own = [one for one in terms.periods if (one.grade_from, one.grade_to) == (first, last)]
        after = GradingPeriod.objects.filter(
            year=OuterRef("section__year_id"),
            grade_from=first,
            grade_to=last,
            starts_on__gt=max(period.ends_on for period in own),
            starts_on__lte=OuterRef("day"),
        )
        found |= Q(
            ~Exists(after),
            section__grade__range=(first, last),
            day__gte=min(period.starts_on for period in own),
        )
    is_there = Q(kind=DeadlineFact.Kind.EXAM, section__exam__held_at__date=F("day"))
    return found & is_there


def _counted(facts: Any, name: str, now: datetime) -> dict[Any, Kept]:
    """By the value of that field."""
    touched = Exists(_outages()) & ~Q(verdict=ON_TIME)
    rows = (
        facts.values_list(name)
        .annotate(
            on_time=Count("pk", filter=Q(verdict=ON_TIME)),
            late=Count("pk", filter=Q(verdict=LATE)),
            missing=Count("pk", filter=Q(verdict=MISSING)),
            touched=Count("pk", filter=touched),
        )
        .order_by()
    )
    found, is_touched = {}, False
    for key, on_time, late, missing, excusable in rows:
        found[key] = Kept(on_time, late, missing)
        is_touched = is_touched or bool(excusable)
    if is_touched:
        for key, excused in _excused(facts.filter(touched), name, now):
            found[key] += excused
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


def _excused(facts: Any, name: str, now: datetime) -> Iterable[tuple[Any, Kept]]:
    """What is to be added to the counts of each."""
    outages = duties.outages()
    rows = facts.values_list(name, "verdict", "begins_at", "due_at", "done_at")
    for key, verdict, begins_at, due_at, done_at in rows:
        due = due_with(begins_at, due_at, outages, now)
        if verdict == LATE and done_at <= due:
            yield key, Kept(on_time=1, late=-1)
        elif verdict == MISSING and now <= due:
            yield key, Kept(missing=-1)
