"""Hours of a teacher and days a journal has no teacher. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import overload

ONE_DAY = timedelta(days=1)
# Hours a week for one rate of a teacher, and the most that is usually given to one.
RATE, LIMIT = Decimal(18), Decimal(36)


@overload
def plain(hours: Decimal) -> Decimal: ...
@overload
def plain(hours: None) -> None: ...
@overload
def plain(hours: Decimal | None) -> Decimal | None: ...
def plain(hours: Decimal | None) -> Decimal | None:
    """5.0 as 5, 2.5 as it is."""
    return None if hours is None else hours.normalize() + 0


@dataclass(frozen=True)
class Held:
    """Hours of one section in a teacher's load; `combined` is the set of classes taught together with it, if any."""

    hours: Decimal
    subject: int
    combined: int | None = None


def total_hours(held: Iterable[Held]) -> Decimal:
    """Hours a week of a teacher: lessons of a combined class in one subject are held once, in the longest of them."""
    hours = Decimal(0)
    together: dict[tuple[int, int], Decimal] = {}
    for one in held:
        if one.combined is None:
            hours += one.hours
        else:
            key = (one.combined, one.subject)
            together[key] = max(one.hours, together.get(key, one.hours))
    return hours + sum(together.values())


def rates(hours: Decimal) -> Decimal:
    """Hours as rates of a teacher, to the hundredth."""
    return (hours / RATE).quantize(Decimal("0.01"))


def vacant_from(first: date, last: date, terms: Iterable[tuple[date, date | None]]) -> date | None:
    """The first day from `first` to `last` that nobody's term covers; None where every day is covered."""
    day = first
    for starts_on, ends_on in sorted(terms, key=lambda term: term[0]):
        if starts_on > day:
            break
        if ends_on is None:
            return None
        day = max(day, ends_on + ONE_DAY)
    return day if day <= last else None
