"""Days on which a control work may stand, and what speaks against the others: told before anything is saved."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from school.control_work_rules import Breach
from school.control_works import Schedule, read_schedule
from school.models import ControlWork, CourseSection

# A teacher reads the nearest free days, and why those between them are not.
AT_MOST = 20


@dataclass(frozen=True)
class DayOffered:
    """A day of the journal's lessons; `number` is the lesson the work would begin with."""

    date: date
    number: int | None
    against: tuple[Breach, ...]


@dataclass(frozen=True)
class Days:
    """The nearest free days; the days of lessons between them and what stands against each; by which act."""

    free: tuple[DayOffered, ...]
    taken: tuple[DayOffered, ...]
    source: str


def days_for_section(section: CourseSection, first: date, last: date) -> Days:
    """Days of a journal's lessons from `first` to `last`; requests of earlier days are over. Eight queries."""
    row = ControlWork(year=section.year, section=section, subject=section.subject)
    return _offered(read_schedule(section.year, first), row, first, last)


def days_for_work(row: ControlWork, first: date, last: date) -> tuple[tuple[Breach, ...], Days]:
    """What stands against the work where it is, and days it may be moved to. Eight queries."""
    schedule = read_schedule(row.year, first)
    against = schedule.breaches_of(row, schedule.others_than(row))
    return against, _offered(schedule, row, first, last)


def _offered(schedule: Schedule, row: ControlWork, first: date, last: date) -> Days:
    classes = schedule.classes_in(row)
    others = [one for one in schedule.others_than(row) if one.classes & classes]
    free: list[DayOffered] = []
    taken: list[DayOffered] = []
    source = ""
    for day in _common_days(schedule, classes, first, last):
        if row.section is not None and not row.section.is_held_on(day):
            continue
        there = copy(row)
        there.date, there.number = day, None
        timing = schedule.timing_of(there)
        # Without a timetable every school day will do.
        if timing.own is not None and not timing.own:
            continue
        there.number = schedule.usual_number(there)
        source = source or schedule.limits_of(there).source
        found = DayOffered(day, there.number, schedule.breaches_of(there, others))
        (taken if found.against else free).append(found)
        if len(free) == AT_MOST:
            break
    return Days(tuple(free), tuple(taken), source)


def _common_days(schedule: Schedule, classes: Iterable[int], first: date, last: date) -> list[date]:
    """School days of all these classes."""
    common: set[date] | None = None
    for one in classes:
        days = {day for day in schedule.school_days(one) if first <= day <= last}
        common = days if common is None else common & days
    return sorted(common or ())
