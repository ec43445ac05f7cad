"""The two halves of a school year, their weeks and months: what a schedule of control works is laid out by. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
ROMAN = ("I", "II")


@dataclass(frozen=True)
class Half:
    """Both days included."""

    number: int
    starts_on: date
    ends_on: date

    @property
    def title(self) -> str:
        return f"{ROMAN[self.number - 1]} полугодие"

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def weeks(self) -> list[tuple[date, date]]:
        """Monday and Sunday of each week that has a day of the half."""
        monday = self.starts_on - timedelta(days=self.starts_on.weekday())
        found = []
        while monday <= self.ends_on:
            found.append((monday, monday + 6 * ONE_DAY))
            monday += WEEK
        return found


def halves(first: date, last: date) -> tuple[Half, Half]:
    """The new year parts them; a year that does not hold one is parted in the middle."""
    parting = date(first.year + 1, 1, 1)
    if not first < parting <= last:
        parting = first + (last - first) / 2 + ONE_DAY
    return Half(1, first, parting - ONE_DAY), Half(2, parting, last)


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month that has a day between these two."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)
