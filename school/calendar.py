"""Which days are school days. Pure: the calendar's rows come in, dates go out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .models import CalendarDay, GradingPeriod, HolidayBreak, SchoolClass, SchoolYear

ONE_DAY = timedelta(days=1)
GRADES = range(1, 13)
WEEKS = FIVE_DAYS, SIX_DAYS = 5, 6
SATURDAY = 6


@dataclass(frozen=True)
class Calendar:
    """The year with everything that says when it is taught; rows need not be saved."""

    year: SchoolYear
    periods: Sequence[GradingPeriod]
    breaks: Sequence[HolidayBreak]
    days: Sequence[CalendarDay]

    def study_days(self, grade: int, days_a_week: int) -> dict[date, int]:
        """Every school day of the grade with the weekday whose timetable it follows."""
        return study_days(self.year, grade, days_a_week, self.breaks, self.days, self.periods)

    def lesson_days(self, grade: int, days_a_week: int) -> dict[date, int]:
        """Days on which a lesson of the grade may stand, with the weekday whose timetable they follow."""
        return lesson_days(self.study_days(grade, days_a_week), self.study_days(grade, SIX_DAYS))


def calendar_of(year: SchoolYear) -> Calendar:
    """The calendar as it is kept. Three queries."""
    return Calendar(
        year,
        list(GradingPeriod.objects.filter(year=year).order_by("starts_on", "grade_from", "pk")),
        list(HolidayBreak.objects.filter(year=year).order_by("starts_on", "grade_from", "pk")),
        list(CalendarDay.objects.filter(year=year).order_by("date", "grade_from", "pk")),
    )


def study_days(
    year: SchoolYear,
    grade: int,
    days_a_week: int,
    breaks: Iterable[HolidayBreak],
    days: Iterable[CalendarDay],
    periods: Iterable[GradingPeriod] = (),
) -> dict[date, int]:
    """Every school day of the grade with the weekday (1 is Monday) whose timetable it follows.

    A day off or a suspended day has no lessons; a transferred day has those of another weekday.
    """
    special = {
        day.date: day
        for day in days
        if is_for(day, grade) and day.days_a_week in (None, days_a_week)
    }
    resting = [(rest.starts_on, rest.ends_on) for rest in breaks if is_for(rest, grade)]
    day, last_day = _term(year, grade, list(periods))
    found: dict[date, int] = {}
    while day <= last_day:
        weekday = _weekday_taught(day, days_a_week, special.get(day))
        if weekday and not any(first <= day <= last for first, last in resting):
            found[day] = weekday
        day += ONE_DAY
    return found


def _term(year: SchoolYear, grade: int, periods: Sequence[GradingPeriod]) -> tuple[date, date]:
    """The first and the last day of the grade: those of its periods, as grades may end on different days.

    Of the year where periods are not laid out yet from its first day to its last for anybody.
    """
    own = [period for period in periods if is_for(period, grade)]
    first, last = year.starts_on, year.ends_on
    if own and min(period.starts_on for period in periods) <= first:
        first = max(first, min(period.starts_on for period in own))
    if own and max(period.ends_on for period in periods) >= last:
        last = min(last, max(period.ends_on for period in own))
    return first, last


def is_for(row: GradingPeriod | HolidayBreak | CalendarDay, grade: int) -> bool:
    return row.grade_from <= grade <= row.grade_to


def changed_days(was: Calendar, becomes: Calendar) -> set[date]:
    """Days that some grade learns in one of the calendars and not in the other, or by another weekday."""
    return {
        day
        for grade in GRADES
        for days_a_week in WEEKS
        for day, _ in set(was.study_days(grade, days_a_week).items())
        ^ set(becomes.study_days(grade, days_a_week).items())
    }


def lesson_days(own: Mapping[date, int], six: Mapping[date, int]) -> dict[date, int]:
    """The class's own school days; and of five days a week also Saturdays, for lessons that stand on them. Pure.

    A Saturday lesson of such a class is held when schools of six days learn a Saturday's timetable, but not on a day
    that is taught to the class by another one.
    """
    saturdays = {day: taught for day, taught in six.items() if taught == SATURDAY}
    return dict(sorted((saturdays | dict(own)).items()))


def week_of(of_class: SchoolClass | None) -> int:
    """Days a week of the class a section is listed with first; five where it has none."""
    return of_class.days_a_week if of_class else FIVE_DAYS


def first_class(classes: Iterable[SchoolClass]) -> SchoolClass | None:
    """The class a section is listed with first, by name: its week and its bells are the section's."""
    return min(classes, key=lambda one: one.name, default=None)


def school_days(calendar: Calendar) -> set[date]:
    """Days that some grade learns."""
    return {
        day
        for grade in GRADES
        for days_a_week in WEEKS
        for day in calendar.study_days(grade, days_a_week)
    }


def _weekday_taught(day: date, days_a_week: int, special: CalendarDay | None) -> int | None:
    if special is None:
        return day.isoweekday() if day.isoweekday() <= days_a_week else None
    if special.kind == CalendarDay.Kind.WORKING:
        return special.follows_weekday or day.isoweekday()
    return None


def learners_of(year: SchoolYear) -> list[tuple[int, int]]:
    """Grades of the year with their days a week, as its classes learn; of a year without classes all there may be."""
    classes = SchoolClass.objects.filter(year=year).order_by().distinct()
    found = sorted(classes.values_list("grade", "days_a_week"))
    return found or [(1, 5), *((grade, week) for grade in range(2, 12) for week in (5, 6))]
