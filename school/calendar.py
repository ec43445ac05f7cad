"""Which days are school days. Pure: the calendar's rows come in, dates go out."""

from collections.abc import Iterable
from datetime import date, timedelta

from .models import CalendarDay, HolidayBreak, SchoolYear

ONE_DAY = timedelta(days=1)


def study_days(
    year: SchoolYear,
    grade: int,
    days_a_week: int,
    breaks: Iterable[HolidayBreak],
    days: Iterable[CalendarDay],
) -> dict[date, int]:
    """Every school day of the grade with the weekday (1 is Monday) whose timetable it follows.

    A day off or a suspended day has no lessons; a transferred day has those of another weekday.
    """
    special = {day.date: day for day in days}
    resting = [
        (rest.starts_on, rest.ends_on)
        for rest in breaks
        if rest.grade_from <= grade <= rest.grade_to
    ]
    found: dict[date, int] = {}
    day = year.starts_on
    while day <= year.ends_on:
        weekday = _weekday_taught(day, days_a_week, special.get(day))
        if weekday and not any(first <= day <= last for first, last in resting):
            found[day] = weekday
        day += ONE_DAY
    return found


def _weekday_taught(day: date, days_a_week: int, special: CalendarDay | None) -> int | None:
    if special is None:
        return day.isoweekday() if day.isoweekday() <= days_a_week else None
    if special.kind == CalendarDay.Kind.WORKING:
        return special.follows_weekday or day.isoweekday()
    return None
