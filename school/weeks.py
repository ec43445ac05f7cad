"""Odd and even weeks of the school year. Pure."""

from datetime import date, timedelta

EVERY, ODD, EVEN = "every", "odd", "even"


def week_number(day: date, first_day: date) -> int:
    """Weeks from Monday to Sunday; the one that holds the first day of the year is 1. Holidays count on."""
    return (_monday(day) - _monday(first_day)).days // 7 + 1


def is_taught_in(weeks: str, day: date, first_day: date) -> bool:
    """Whether an entry for every, odd or even weeks is taught in the week of that day."""
    return weeks == EVERY or weeks == (ODD if week_number(day, first_day) % 2 else EVEN)


def weeks_flip(was: date, becomes: date) -> bool:
    """Whether odd weeks become even ones when the year begins on another day."""
    return week_number(was, becomes) % 2 == 0


def meet(weeks: str, other: str) -> bool:
    """Whether two entries of one hour ever stand in one week."""
    return weeks == other or EVERY in (weeks, other)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
