"""How long a substitute fills his lesson in: for the term that was in force on the lesson's day (B 2.11, 2.13).

A term that is changed later does not open or close lessons of the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .regulation import USUAL
from .rulebook import book_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpenDays:
    """Days whose substitutes may open their lessons now: from `first` on, but for those that are over already."""

    first: date
    over: tuple[date, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Days a substitute has after the lesson's own, each with the day it is in force from, in their order."""

    decided: Sequence[tuple[date, int]] = ()

    def last_day(self, day: date) -> date:
        """The last day on which a lesson of that day is filled in by its substitute."""
        begun = [days for starts_on, days in self.decided if starts_on <= day]
        return day + timedelta(days=begun[-1] if begun else USUAL.substitute_days)

    def open_on(self, today: date) -> OpenDays:
        """The days whose term lasts today. A shorter term of later days may end before a longer one of earlier days."""
        longest = max([USUAL.substitute_days, *(days for _, days in self.decided)])
        back = [today - timedelta(days=ago) for ago in range(longest, -1, -1)]
        first = next(day for day in back if self.last_day(day) >= today)
        return OpenDays(
            first, tuple(day for day in back if day > first and self.last_day(day) < today)
        )


def substitute_terms(on: date) -> Terms:
    """No query where the day carries what the school has decided, else one."""
    return Terms(book_of(on).decided("substitute_days"))
