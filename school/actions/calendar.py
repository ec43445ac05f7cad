"""The calendar of a year: made anew, or changed as one table (SCH-1, SCH-2)."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import User
from school.calendar import Calendar, calendar_of, learners_of
from school.calendar_rules import Fault, faults_of
from school.models import CalendarDay, GradingPeriod, HolidayBreak, SchoolYear
from school.stamps import stamp_of, values_of

from .cards import Stale
from .refusals import Refused
from .tables import lock_table

REASON = "изменён календарь"
CHANGED_MEANWHILE = (
    "Календарь тем временем изменили. Откройте страницу заново и повторите свои правки: "
    "так чужие не потеряются."
)
Row = TypeVar("Row", GradingPeriod, HolidayBreak, CalendarDay)


@dataclass(frozen=True)
class RowWish:
    """A row as it should be; `pk` None is a new one."""

    pk: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class CalendarWish:
    """The whole calendar as it should be; a row that is not named goes away."""

    title: str
    starts_on: date
    ends_on: date
    periods: Sequence[RowWish]
    breaks: Sequence[RowWish]
    days: Sequence[RowWish]


class Faulty(Refused):
    """The calendar contradicts itself; `faults` name the rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("Календарь противоречит сам себе. Исправьте отмеченные строки.")


@transaction.atomic
def make_year(*, calendar: Calendar, by: User, now: datetime) -> SchoolYear:
    """A new year with the whole of its calendar, of rows that are not saved yet. Raises Refused."""
    lock_table(SchoolYear._meta.label)
    year = calendar.year
    there = SchoolYear.objects.filter(school=year.school)
    taken = there.filter(starts_on__lte=year.ends_on, ends_on__gte=year.starts_on).first()
    if taken:
        raise Refused(f"Учебный год {taken.title} уже есть. Измените его календарь.")
    year.save(by=by, now=now)
    for rows in (calendar.periods, calendar.breaks, calendar.days):
        for row in rows:
            row.year = year
        if rows:
            type(rows[0]).objects.write(rows, by=by, now=now)
    return year


def stamp_of_calendar(calendar: Calendar) -> str:
    """What the calendar was when somebody looked at it."""
    return stamp_of([calendar.year, *calendar.periods, *calendar.breaks, *calendar.days])


def prepared_calendar(
    *, year: SchoolYear, wish: CalendarWish, seen: str
) -> tuple[Calendar, Calendar]:
    """The calendar as it is, locked, and as it will be, unsaved. Raises Stale, Faulty.

    What was wrong before does not stand in the way: a frosty morning is entered whatever else waits to be mended.
    """
    locked = SchoolYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    was = calendar_of(locked)
    if stamp_of_calendar(was) != seen:
        raise Stale(CHANGED_MEANWHILE)
    becomes = wished(was, wish)
    learners = learners_of(year)
    known = {fault.key for fault in faults_of(was, learners)}
    found = faults_of(becomes, learners)
    faults = [fault for fault in found if fault.stops and fault.key not in known]
    if faults:
        raise Faulty(faults)
    return was, becomes


def wished(was: Calendar, wish: CalendarWish) -> Calendar:
    """The calendar with the wish carried out; its rows are copies and are not saved."""
    year = copy(was.year)
    year.title, year.starts_on, year.ends_on = wish.title, wish.starts_on, wish.ends_on
    return Calendar(
        year,
        _wished(GradingPeriod, was.periods, wish.periods, year),
        _wished(HolidayBreak, was.breaks, wish.breaks, year),
        _wished(CalendarDay, was.days, wish.days, year),
    )


def _wished(
    model: type[Row], there: Sequence[Row], wishes: Iterable[RowWish], year: SchoolYear
) -> list[Row]:
    by_pk = {row.pk: row for row in there}
    found = []
    for wish in wishes:
        row = copy(by_pk[wish.pk]) if wish.pk in by_pk else model(year=year)
        for name, value in wish.values.items():
            setattr(row, name, value)
        found.append(row)
    return found


def calendar_wish(calendar: Calendar) -> CalendarWish:
    """The wish that changes nothing: what a wish to add a day begins with."""
    year = calendar.year
    return CalendarWish(
        year.title,
        year.starts_on,
        year.ends_on,
        *(
            [RowWish(row.pk, {}) for row in rows]
            for rows in (calendar.periods, calendar.breaks, calendar.days)
        ),
    )


@transaction.atomic
def write_calendar(*, was: Calendar, becomes: Calendar, by: User, now: datetime) -> SchoolYear:
    """Write what differs, and take away what is not there any more."""
    year = becomes.year
    if values_of(year) != values_of(was.year):
        year.save(by=by, reason=REASON, now=now)
    pairs: tuple[tuple[Sequence[Any], Sequence[Any]], ...] = (
        (was.periods, becomes.periods),
        (was.breaks, becomes.breaks),
        (was.days, becomes.days),
    )
    for before, after in pairs:
        known = {row.pk: values_of(row) for row in before}
        left = {row.pk for row in after}
        changed = [row for row in after if row.pk is None or known[row.pk] != values_of(row)]
        gone = [row for row in before if row.pk not in left]
        if gone:
            type(gone[0]).objects.erase(gone, by=by, reason=REASON, now=now)
        if changed:
            type(changed[0]).objects.write(changed, by=by, reason=REASON, now=now)
    return year
