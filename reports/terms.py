"""The days a report is about: a period of some grades, the current periods of all grades, or the year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from school.models import CourseSection, GradingPeriod

CURRENT, YEAR = "", "year"


@dataclass(frozen=True)
class Terms:
    """Periods chosen, one after another or side by side for different grades."""

    title: str
    periods: tuple[GradingPeriod, ...]

    def of_grade(self, grade: int) -> list[GradingPeriod]:
        return [p for p in self.periods if p.grade_from <= grade <= p.grade_to]

    def lessons(self, sections: Iterable[CourseSection], prefix: str = "") -> Q:
        """Condition on lessons of these sections in the periods of their grades; false for none."""
        days: dict[tuple[int, int], Q] = {}
        for period in self.periods:
            grades = (period.grade_from, period.grade_to)
            term = Q(**{f"{prefix}date__range": (period.starts_on, period.ends_on)})
            days[grades] = days[grades] | term if grades in days else term
        found = Q(pk__in=[])
        sections = list(sections)
        for (first, last), term in days.items():
            keys = [section.pk for section in sections if first <= section.grade <= last]
            found |= Q(term, **{f"{prefix}section__in": keys})
        return found


def chosen_terms(choice: str, periods: Iterable[GradingPeriod], *, on: date) -> Terms:
    """`choice` is "", "year" or the key of one of `periods`."""
    periods = tuple(sorted(periods, key=lambda period: (period.starts_on, period.grade_from)))
    if choice == YEAR:
        return Terms("Учебный год", periods)
    if choice == CURRENT:
        current = _current(periods, on)
        return Terms(", ".join(dict.fromkeys(p.title for p in current)), current)
    chosen = tuple(period for period in periods if str(period.pk) == choice)
    return Terms(", ".join(period.title for period in chosen), chosen)


def _current(periods: tuple[GradingPeriod, ...], on: date) -> tuple[GradingPeriod, ...]:
    """Of each sort of periods (quarters, half-years) the last one begun, or the first."""
    latest: dict[tuple[str, int, int], GradingPeriod] = {}
    for period in periods:
        sort = (period.kind, period.grade_from, period.grade_to)
        if sort not in latest or period.starts_on <= on:
            latest[sort] = period
    return tuple(latest.values())
