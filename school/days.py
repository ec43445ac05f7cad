"""Two days of one request: the day of the school year that lists are shown for, and the day it really is."""

from datetime import date
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .rulebook import RuleBook


class SchoolDay(date):
    """A day of the school year; `calendar` is the day of the calendar, which in the summer is a later one.

    Loads and homerooms of a finished year hold on its last day, until the next year begins. What is given or
    taken away by order, parenthood and work at the school are judged by the calendar (`today_of`).
    """

    calendar: date
    # What the school has decided, read with the year; None where nobody has read it.
    book: Optional["RuleBook"] = None

    @classmethod
    def of(cls, day: date, *, calendar: date, book: Optional["RuleBook"] = None) -> "SchoolDay":
        made = cls(day.year, day.month, day.day)
        made.calendar, made.book = calendar, book
        return made


def today_of(on: date) -> date:
    """The day of the calendar behind the day of the school year; a plain date is both."""
    return on.calendar if isinstance(on, SchoolDay) else on
