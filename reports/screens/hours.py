"""Plan = load = timetable = lessons of the journal, section by section (REP-9)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import Count

from journal.models import Lesson
from reports.hours import Hours, differences, reasons
from school.calendar import calendar_of, first_class, week_of
from school.federal_plan import weeks_of
from school.groups import SHARING
from school.load import plain
from school.models import (
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)
from school.screens.planned import planned_hours
from school.weeks import EVERY, is_taught_in

HALF = Decimal("0.5")


@dataclass(frozen=True)
class HoursRow:
    section: CourseSection
    hours: Hours
    differences: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class HoursScreen:
    year: SchoolYear
    rows: tuple[HoursRow, ...]
    wrong: int
    classes: tuple[SchoolClass, ...]
    on: date

    def of(self, school_class: SchoolClass | None, *, only_wrong: bool) -> list[HoursRow]:
        return [
            row
            for row in self.rows
            if (school_class is None or school_class.name in row.section.classes_text.split(", "))
            and (row.differences or not only_wrong)
        ]


class WeeklyHour(NamedTuple):
    """An hour of the timetable, with the days of its version. Thousands of them: no models."""

    weekday: int
    weeks: str
    starts_on: date
    ends_on: date


@dataclass
class Facts:
    """Everything of the year that hours are counted from, read once."""

    sections: list[CourseSection]
    classes: dict[int, list[SchoolClass]]
    loads: dict[int, list[TeachingLoad]]
    entries: dict[int, list[WeeklyHour]]
    # Dated lessons of each section, and those of them that were cancelled.
    made: Counter[int]
    cancelled: Counter[int]
    days_of: Callable[[int, int], dict[date, int]]
    # Lessons of (grade, days a week, weekday, weeks) between two days: entries of a school repeat them by the hundred.
    due: Callable[[int, int, int, str, date, date], int]


def hours_screen(year: SchoolYear, *, on: date) -> HoursScreen:
    """Eleven queries, whatever the number of sections."""
    day = year.clamp(on)
    facts = _facts(year, day)
    planned = planned_hours(year, day)
    learnt = _learnt(facts)
    rows = tuple(_row(one, facts, planned, learnt, day) for one in facts.sections)
    classes = {one.pk: one for found in facts.classes.values() for one in found}
    in_order = sorted(classes.values(), key=lambda one: (one.grade, one.letter, one.pk))
    wrong = sum(bool(row.differences) for row in rows)
    return HoursScreen(year, rows, wrong, tuple(in_order), day)


def _facts(year: SchoolYear, day: date) -> Facts:
    sections: Any = CourseSection.objects.filter(year=year).exclude(ends_on__lt=day)
    classes: dict[int, list[SchoolClass]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=year).select_related("school_class")
    for link in links.order_by("school_class__grade", "school_class__letter"):
        classes[link.section_id].append(link.school_class)
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    for load in TeachingLoad.objects.on(day).filter(section__year=year):
        loads[load.section_id].append(load)
    entries: dict[int, list[WeeklyHour]] = defaultdict(list)
    published = TimetableEntry.objects.filter(
        timetable__year=year, timetable__status=Timetable.Status.PUBLISHED
    )
    told = ("section_id", "weekday", "weeks", "timetable__starts_on", "timetable__ends_on")
    for section, *hour in published.values_list(*told):
        entries[section].append(WeeklyHour(*hour))
    by_status = Lesson.objects.filter(section__year=year).values_list("section_id", "status")
    made: Counter[int] = Counter()
    cancelled: Counter[int] = Counter()
    for section, status, number in by_status.annotate(number=Count("pk")).order_by():
        made[section] += number
        if status == Lesson.Status.CANCELLED:
            cancelled[section] = number
    calendar = calendar_of(year)
    days_of = cache(calendar.lesson_days)
    in_order = list(sections.select_related("subject").in_order())
    due = cache(partial(_lessons_due, days_of, year.starts_on))
    return Facts(in_order, classes, loads, entries, made, cancelled, days_of, due)


def _row(
    section: CourseSection,
    facts: Facts,
    planned: Mapping[tuple[int, int], Any],
    learnt: Mapping[tuple[int, int], Decimal],
    day: date,
) -> HoursRow:
    classes = facts.classes.get(section.pk, [])
    week = week_of(first_class(classes))
    days = facts.days_of(section.grade, week)
    entries = facts.entries.get(section.pk, [])
    now = [one for one in entries if one.starts_on <= day <= one.ends_on]
    plan, own = _of_plan(section, classes, planned, learnt)
    hours = Hours(
        load=plain(_load_of(section, facts.loads.get(section.pk, []))),
        timetable=plain(
            sum((Decimal(1) if one.weeks == EVERY else HALF for one in now), Decimal(0))
        ),
        due=sum(_due(one, section, week, facts) for one in entries),
        made=facts.made[section.pk],
        cancelled=facts.cancelled[section.pk],
        weeks=weeks_of(section.grade),
        plan=plan,
        learnt=own,
        is_vacant=section.pk not in facts.loads,
        is_part_of_year=section.starts_on is not None or section.ends_on is not None,
        weekdays=_counted({one.weekday for one in now}, days),
    )
    return HoursRow(section, hours, tuple(differences(hours)), tuple(reasons(hours)))


def _load_of(section: CourseSection, loads: Iterable[TeachingLoad]) -> Decimal | None:
    """Hours the section is taught: those of its teachers together where they share them, else its own."""
    told = [load.hours for load in loads if load.hours is not None]
    return sum(told, Decimal(0)) if told else section.weekly_hours


def _due(entry: WeeklyHour, section: CourseSection, week: int, facts: Facts) -> int:
    """Lessons of the entry on the school days of its version, while the section is taught."""
    first = max(entry.starts_on, section.starts_on or entry.starts_on)
    last = min(entry.ends_on, section.ends_on or entry.ends_on)
    return facts.due(section.grade, week, entry.weekday, entry.weeks, first, last)


def _lessons_due(
    days_of: Callable[[int, int], dict[date, int]], year_starts: date,
    grade: int, week: int, weekday: int, weeks: str, first: date, last: date,
) -> int:  # fmt: skip
    return sum(
        taught == weekday and is_taught_in(weeks, day, year_starts)
        for day, taught in days_of(grade, week).items()
        if first <= day <= last
    )


def _counted(weekdays: set[int], days: Mapping[date, int]) -> dict[int, int]:
    counted = Counter(days.values())
    return {weekday: counted[weekday] for weekday in weekdays}


def _learnt(facts: Facts) -> dict[tuple[int, int], Decimal]:
    """Hours a pupil of the class learns of the subject: with the whole class, and in the longest group of each kind."""
    whole: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    shared: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    for section in facts.sections:
        hours = section.weekly_hours or Decimal(0)
        for one in facts.classes.get(section.pk, []):
            key = (one.pk, section.subject_id)
            if section.kind == CourseSection.Kind.WHOLE_CLASS:
                whole[key] += hours
            elif section.kind in SHARING:
                shared[*key, section.kind] = max(shared[*key, section.kind], hours)
    for (school_class, subject, _), hours in shared.items():
        whole[school_class, subject] += hours
    return dict(whole)


def _of_plan(
    section: CourseSection,
    classes: list[SchoolClass],
    planned: Mapping[tuple[int, int], Any],
    learnt: Mapping[tuple[int, int], Decimal],
) -> tuple[Decimal | None, Decimal | None]:
    """Hours of the curriculum of its class in the subject, and what the class learns; of one pupil's lessons none."""
    if section.kind == CourseSection.Kind.INDIVIDUAL or not classes:
        return None, None
    key = (classes[0].pk, section.subject_id)
    found = planned.get(key)
    return (plain(found.pupil), plain(learnt.get(key))) if found else (None, None)
