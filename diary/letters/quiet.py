"""Quiet hours of words to families: what is written in the evening or on a day off is told in the morning. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from school.regulation import Regulation

ONE_DAY = timedelta(days=1)
# Days off that follow one another: longer than any of the calendar, so that a wrong one ends too.
LONGEST_REST = 31


@dataclass(frozen=True)
class QuietHours:
    """From `begin` until `end`, over midnight where it begins later than it ends; none where they are the same."""

    begin: time
    end: time
    days_off: bool

    @classmethod
    def of(cls, regulation: Regulation) -> "QuietHours":
        return cls(
            regulation.quiet_from, regulation.quiet_until, regulation.quiet_days_off == "quiet"
        )

    def holds_at(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def told_at(written_at: datetime, quiet: QuietHours, is_off: Callable[[date], bool]) -> datetime:
    """When the family sees what was written then: at once, or at the first end of quiet hours after it.

    Of a clock that goes by one zone, the school's; `is_off` says of a day that nobody is bothered on it.
    """
    at = written_at
    for _ in range(LONGEST_REST):
        if quiet.days_off and is_off(at.date()):
            at = _at(at, at.date() + ONE_DAY, quiet.end)
        elif quiet.holds_at(at.time()):
            after = at.time() >= quiet.end
            at = _at(at, at.date() + ONE_DAY if after else at.date(), quiet.end)
        else:
            break
    return at


def _at(at: datetime, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, at.tzinfo)
