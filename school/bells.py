"""By which bells a lesson begins and ends: whose it is, on which day, its number.

First by whose it is: a group, stream or individual plan by its own regime, else the class by its own, else the grade,
else the usual bells of the class (the first ones of the school where it has none). Then by the day: bells that ring
instead of those, as on a Monday with a short first lesson or on a shortened day. A day that is taught by the timetable
of another weekday has the bells of that weekday.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import connection

from .models import CourseSection, SchoolClass


@dataclass(frozen=True)
class Bell:
    starts_at: time
    ends_at: time


@dataclass(frozen=True)
class Regime:
    """A row of the working regime: `bells` for whom it names. Both days included; `weekday` None is every day."""

    bells: int
    starts_on: date
    ends_on: date
    weekday: int | None = None
    grades: tuple[int, int] | None = None
    school_class: int | None = None
    section: int | None = None
    instead_of: int | None = None


@dataclass(frozen=True)
class Whose:
    """Whose lesson it is: `usual` are the bells of the class."""

    grade: int
    school_class: int | None = None
    usual: int | None = None
    section: int | None = None


@dataclass(frozen=True)
class Bells:
    """All bells of the school, and who rings by which of them when."""

    slots: Mapping[int, Mapping[int, Bell]]
    regimes: Sequence[Regime] = ()

    @property
    def first(self) -> int | None:
        return min(self.slots, default=None)


def whose(section: CourseSection | None, school_class: SchoolClass | None) -> Whose:
    """Of a section and the class it is listed with; of a class alone."""
    grade = section.grade if section else school_class.grade if school_class else 0
    return Whose(
        grade,
        school_class.pk if school_class else None,
        school_class.bells_id if school_class else None,
        section.pk if section else None,
    )


def bells_of(bells: Bells, of: Whose, day: date, weekday: int, number: int) -> Bell | None:
    """The bells of that lesson on that day, taught by the timetable of `weekday` (1 is Monday).

    A number that the bells of the day do not have rings as it usually does; None where it never does.
    """
    for schedule in schedules_of(bells, of, day, weekday):
        bell = bells.slots.get(schedule, {}).get(number)
        if bell is not None:
            return bell
    return None


def schedules_of(bells: Bells, of: Whose, day: date, weekday: int) -> list[int]:
    """Keys of the schedules, the one that rings that day first, then those it stands instead of."""
    usual = of.usual or bells.first
    found = [usual] if usual is not None else []
    held = [one for one in bells.regimes if _holds(one, day, weekday)]
    own = min(
        (one for one in held if _level(one, of)), key=lambda one: _rank(one, of), default=None
    )
    if own:
        found.insert(0, own.bells)
    instead = [one for one in held if found and one.instead_of == found[0]]
    if instead:
        found.insert(0, min(instead, key=_narrowness).bells)
    return found


def _holds(regime: Regime, day: date, weekday: int) -> bool:
    return regime.starts_on <= day <= regime.ends_on and regime.weekday in (None, weekday)


def _level(regime: Regime, of: Whose) -> int:
    """How near the regime is to whose lesson it is; 0 where it is not about it."""
    if regime.section is not None:
        return 3 if regime.section == of.section else 0
    if regime.school_class is not None:
        return 2 if regime.school_class == of.school_class else 0
    if regime.grades is None:
        return 0
    first, last = regime.grades
    return 1 if first <= of.grade <= last else 0


def _rank(regime: Regime, of: Whose) -> tuple[int, ...]:
    return (-_level(regime, of), *_narrowness(regime))


def _narrowness(regime: Regime) -> tuple[int, ...]:
    """The shorter term goes first, then the one of a single weekday, then the later one."""
    days = (regime.ends_on - regime.starts_on).days
    return (days, regime.weekday is None, -regime.starts_on.toordinal(), -regime.bells)


# Asked where one table of bells was: all of it in one query.
ALL_BELLS = """\
SELECT schedule_id, number, starts_at, ends_at,
    NULL::date, NULL::date, NULL::int, NULL::int, NULL::int, NULL::bigint, NULL::bigint, NULL::bigint
FROM school_timeslot
UNION ALL
SELECT bells_id, NULL, NULL, NULL,
    starts_on, ends_on, weekday, grade_from, grade_to, school_class_id, section_id, instead_of_id
FROM school_workingregime
"""


def read_bells() -> Bells:
    """The bells as they are kept. One query."""
    slots: dict[int, dict[int, Bell]] = {}
    regimes = []
    with connection.cursor() as cursor:
        cursor.execute(ALL_BELLS)
        for bells, number, starts_at, ends_at, *rest in cursor.fetchall():
            if number is not None:
                slots.setdefault(bells, {})[number] = Bell(starts_at, ends_at)
                continue
            first, last, weekday, grade_from, grade_to, school_class, section, instead = rest
            grades = (grade_from, grade_to) if grade_from is not None else None
            regimes.append(
                Regime(bells, first, last, weekday, grades, school_class, section, instead)
            )
    return Bells(slots, tuple(regimes))
