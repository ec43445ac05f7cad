"""Bells as everybody reads them, and as they are set up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from school.bell_rules import (
    Ring,
    first_grade_norms,
    lengths_words,
    minutes,
    norms_of,
    norms_of_shifts,
)
from school.bells import Bell, Bells, Regime, schedules_of, whose
from school.counts import grades_words, week_words
from school.models import BellSchedule, CourseSection, SchoolClass, SchoolYear, WorkingRegime
from school.words import date_dots

WEEKDAYS_ON = (
    "по понедельникам",
    "по вторникам",
    "по средам",
    "по четвергам",
    "по пятницам",
    "по субботам",
    "по воскресеньям",
)


@dataclass(frozen=True)
class ScheduleRow:
    schedule: BellSchedule
    rings: tuple[Ring, ...]
    length: str
    classes: str
    norms: tuple[str, ...]


@dataclass(frozen=True)
class RegimeRow:
    whom: str
    bells: str
    when: str
    weekday: str
    reason: str


@dataclass(frozen=True)
class WeekRow:
    school_class: SchoolClass
    bells: str
    week: str


@dataclass(frozen=True)
class BellsScreen:
    year: SchoolYear | None
    schedules: tuple[ScheduleRow, ...]
    regimes: tuple[RegimeRow, ...]
    weeks: tuple[WeekRow, ...]
    norms: tuple[str, ...]


def bells_screen(year: SchoolYear | None) -> BellsScreen:
    """Four queries."""
    schedules = list(BellSchedule.objects.order_by("shift", "pk").prefetch_related("slots"))
    classes = classes_of(year)
    regimes = regimes_of(year)
    rings = {one.pk: rings_of(one) for one in schedules}
    bells = _bells(schedules, regimes)
    shifts = [(one.name, one.shift, rings[one.pk]) for one in schedules]
    learners = [(one.name, one.grade, one.bells.shift) for one in classes if one.bells]
    return BellsScreen(
        year=year,
        schedules=tuple(_schedule(one, rings[one.pk], classes) for one in schedules),
        regimes=tuple(_regime(row) for row in regimes),
        weeks=tuple(
            WeekRow(one, one.bells.name if one.bells else "", week_words(one.days_a_week))
            for one in classes
        ),
        norms=(
            *norms_of_shifts(shifts, learners),
            *first_grade_norms(_first_grade(classes, bells, year)),
        ),
    )


def schedules() -> list[BellSchedule]:
    return list(BellSchedule.objects.order_by("shift", "pk"))


def sections_apart(year: SchoolYear) -> list[CourseSection]:
    """Sections that may learn by a regime of their own: groups, streams, plans; not whole classes."""
    found = CourseSection.objects.filter(year=year).exclude(kind=CourseSection.Kind.WHOLE_CLASS)
    return list(found.select_related("subject").in_order())


def classes_of(year: SchoolYear | None) -> list[SchoolClass]:
    return list(SchoolClass.objects.filter(year=year).select_related("bells").in_order())


def regimes_of(year: SchoolYear | None) -> list[WorkingRegime]:
    found = WorkingRegime.objects.filter(year=year).in_order()
    return list(found.select_related("bells", "school_class", "section__subject", "instead_of"))


def rings_of(schedule: BellSchedule) -> tuple[Ring, ...]:
    slots = sorted(schedule.slots.all(), key=lambda slot: slot.number)
    return tuple(Ring(slot.number, slot.starts_at, slot.ends_at) for slot in slots)


def _schedule(
    schedule: BellSchedule, rings: tuple[Ring, ...], classes: Iterable[SchoolClass]
) -> ScheduleRow:
    names = ", ".join(one.name for one in classes if one.bells_id == schedule.pk)
    norms = tuple(norms_of(schedule.shift, rings))
    return ScheduleRow(schedule, rings, lengths_words(rings), names, norms)


def _regime(row: WorkingRegime) -> RegimeRow:
    one_day = row.starts_on == row.ends_on
    when = date_dots(row.starts_on)
    if not one_day:
        when = f"с {when} по {date_dots(row.ends_on)}"
    weekday = "" if one_day or not row.weekday else WEEKDAYS_ON[row.weekday - 1]
    return RegimeRow(whom_words(row), row.bells.name, when, weekday, row.reason)


def whom_words(row: WorkingRegime) -> str:
    """«1 класс», «7А», «7А, Английский язык (1 группа)», «все, у кого «I смена»»."""
    if row.school_class:
        return row.school_class.name
    if row.section:
        return row.section.title
    if row.instead_of:
        return f"все, у кого звонки «{row.instead_of.name}»"
    return grades_words(range(row.grade_from or 1, (row.grade_to or 1) + 1))


def _bells(schedules: Sequence[BellSchedule], regimes: Iterable[WorkingRegime]) -> Bells:
    slots = {
        one.pk: {ring.number: Bell(ring.starts_at, ring.ends_at) for ring in rings_of(one)}
        for one in schedules
    }
    rows = tuple(
        Regime(
            row.bells_id, row.starts_on, row.ends_on, row.weekday,
            (row.grade_from, row.grade_to or row.grade_from) if row.grade_from is not None else None,
            row.school_class_id, row.section_id, row.instead_of_id,
        )
        for row in regimes
    )  # fmt: skip
    return Bells(slots, rows)


def _first_grade(
    classes: Iterable[SchoolClass], bells: Bells, year: SchoolYear | None
) -> dict[str, int]:
    """The longest lesson of the first grades in either half, on an ordinary Wednesday."""
    if year is None:
        return {}
    first = year.starts_on.year
    halves = {
        "сентябре – декабре": date(first, 10, 15),
        "январе – мае": date(first + 1, 2, 10),
    }
    own = [whose(None, one) for one in classes if one.grade == 1]
    found = {}
    for half, day in halves.items():
        used = {schedules_of(bells, of, day, 3)[0] for of in own if schedules_of(bells, of, day, 3)}
        lengths = [
            minutes(bell.starts_at, bell.ends_at)
            for key in used
            for bell in bells.slots.get(key, {}).values()
        ]
        if lengths:
            found[half] = max(lengths)
    return found
