"""The schedule of control works of a year with all that its rules ask about, read once (SCH-11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .calendar import Calendar, calendar_of
from .control_work_rules import Breach, Limits, Timing, Work, breaches, level_of
from .federal_plan import weeks_of
from .models import (
    ControlWork,
    ControlWorkLimits,
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    Timetable,
    TimetableEntry,
)
from .weeks import EVERY, is_taught_in, meet

Kind = CourseSection.Kind
WHOLE = frozenset({Kind.WHOLE_CLASS, Kind.STREAM})
# Journals whose pupils write control works: those of circles, projects and one pupil's plan are not of a class.
TAKING = WHOLE | {Kind.LANGUAGE, Kind.PROFILE, Kind.ELECTIVE, Kind.GROUP}
HALF = Decimal("0.5")
FORMS = dict(ControlWork.Form.choices)
TAKING_THEIR_DAY = frozenset({ControlWork.Status.ASKED, ControlWork.Status.AGREED})


@dataclass(frozen=True)
class Slot:
    """A weekly lesson of a class in a version of the timetable."""

    section: int
    weekday: int
    number: int
    weeks: str = EVERY


@dataclass(frozen=True)
class Version:
    starts_on: date
    ends_on: date
    slots: Mapping[int, Sequence[Slot]] = field(default_factory=dict)


@dataclass
class Schedule:
    """Works of the year and what they are judged by; `classes_of` are classes by journal, `slots` are by class."""

    year: SchoolYear
    calendar: Calendar
    classes: dict[int, SchoolClass]
    sections: dict[int, CourseSection]
    classes_of: dict[int, frozenset[int]]
    versions: list[Version]
    limits: list[ControlWorkLimits]
    works: list[ControlWork]
    today: date
    # Refused and cancelled ones, which take no day.
    ended: list[ControlWork] = field(default_factory=list)
    _days: dict[tuple[int, int], dict[date, int]] = field(default_factory=dict)
    _sections_of: dict[int, list[CourseSection]] = field(default_factory=dict)
    _slots: dict[tuple[int, date], list[Slot] | None] = field(default_factory=dict)
    _edgy: dict[tuple[int, int, int, date], bool] = field(default_factory=dict)
    _hours_of: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)

    def school_days(self, one_class: int) -> dict[date, int]:
        """Days the class learns, with the weekday whose timetable they follow."""
        found = self.classes[one_class]
        key = (found.grade, found.days_a_week)
        if key not in self._days:
            self._days[key] = self.calendar.study_days(*key)
        return self._days[key]

    def learns(self, one_class: int, day: date) -> bool:
        ends_on = self.classes[one_class].ends_on
        return day in self.school_days(one_class) and (ends_on is None or day <= ends_on)

    def classes_in(self, row: ControlWork) -> frozenset[int]:
        """Keys of the classes that write it."""
        if row.section_id is None:
            return frozenset({row.school_class_id or 0})
        return self.classes_of.get(row.section_id, frozenset())

    def of(self, row: ControlWork) -> Work:
        """The row as the rules see it."""
        section = self.sections.get(row.section_id) if row.section_id else None
        grouped = section is not None and section.kind not in WHOLE
        return Work(
            classes=self.classes_in(row), subject=row.subject_id, day=row.date, number=row.number,
            lessons=row.lessons, level=row.level, group=row.section_id if grouped else None,
            title=f"{row.subject.name}, {FORMS[row.work_form]}", key=row.pk,
        )  # fmt: skip

    def limits_of(self, row: ControlWork) -> Limits:
        """By the level of its classes, the newest begun by that day; else those of the letter."""
        level = level_of(min((self.classes[one].grade for one in self.classes_in(row)), default=5))
        begun = [one for one in self.limits if one.level == level and one.starts_on <= row.date]
        newest = max(begun, key=lambda one: one.starts_on, default=None)
        return limits_in(newest) if newest else Limits()

    def breaches_of(self, row: ControlWork, others: Iterable[Work]) -> tuple[Breach, ...]:
        """`others` are works of the year without this one."""
        return breaches(self.of(row), others, self.timing_of(row), self.limits_of(row))

    def others_than(self, row: ControlWork) -> list[Work]:
        return [self.of(one) for one in self.works if one.pk != row.pk and not self.is_late(one)]

    def is_late(self, row: ControlWork) -> bool:
        """Asked for a day that is over: it takes no day from others, and is agreed to no more."""
        return row.status == ControlWork.Status.ASKED and row.date < self.today

    def breaches_among(self, rows: Iterable[ControlWork]) -> dict[int, tuple[Breach, ...]]:
        """What stands against each of these works beside all of the year, by key; those in order are left out."""
        works = {row.pk: self.of(row) for row in self.works}
        by_class: dict[int, list[Work]] = defaultdict(list)
        for row in self.works:
            for one in works[row.pk].classes if not self.is_late(row) else ():
                by_class[one].append(works[row.pk])
        found = {}
        for row in rows:
            own = works[row.pk]
            beside = {w.key: w for one in own.classes for w in by_class[one] if w is not own}
            against = breaches(own, beside.values(), self.timing_of(row), self.limits_of(row))
            if against:
                found[row.pk] = against
        return found

    def timing_of(self, row: ControlWork) -> Timing:
        classes = self.classes_in(row)
        hours = [self._hours(one, row.subject_id) for one in classes]
        return Timing(
            is_school_day=bool(classes) and all(self.learns(one, row.date) for one in classes),
            own=self._own(row, classes),
            edges=self._edges(classes, row.date),
            only_at_edge=self._only_at_edge(row, classes),
            hours=min((one for one in hours if one is not None), default=None),
        )

    def usual_number(self, row: ControlWork) -> int | None:
        """The lesson of the day it is written on: of those of the subject the first that is at no edge."""
        classes = self.classes_in(row)
        own = self._own(row, classes) or frozenset()
        inner = own - (self._edges(classes, row.date) or frozenset())
        return min(inner or own, default=None)

    def version_on(self, day: date) -> Version | None:
        """The version in force: the latest begun."""
        found = [one for one in self.versions if one.starts_on <= day <= one.ends_on]
        return max(reversed(found), key=lambda one: one.starts_on, default=None)

    def slots_on(self, one_class: int, day: date) -> list[Slot] | None:
        """Lessons of the class that day; None where no version is in force or the class has no lessons in it."""
        if (one_class, day) not in self._slots:
            self._slots[one_class, day] = self._slots_on(one_class, day)
        return self._slots[one_class, day]

    def _slots_on(self, one_class: int, day: date) -> list[Slot] | None:
        version = self.version_on(day)
        if version is None or not version.slots.get(one_class):
            return None
        weekday = self.school_days(one_class).get(day)
        return [
            slot
            for slot in version.slots[one_class]
            if slot.weekday == weekday and is_taught_in(slot.weeks, day, self.year.starts_on)
        ]

    def _edges(self, classes: Collection[int], day: date) -> frozenset[int] | None:
        found: set[int] = set()
        for one in classes:
            slots = self.slots_on(one, day)
            if slots is None:
                return None
            numbers = [slot.number for slot in slots]
            found |= {min(numbers), max(numbers)} if numbers else set()
        return frozenset(found)

    def _own(self, row: ControlWork, classes: Collection[int]) -> frozenset[int] | None:
        """Numbers of the journal's lessons that day, of a class's work those of the subject."""
        found: set[int] = set()
        for one in classes:
            slots = self.slots_on(one, row.date)
            if slots is None:
                return None
            found |= {slot.number for slot in slots if self._is_of(slot, row)}
        return frozenset(found)

    def _is_of(self, slot: Slot, row: ControlWork) -> bool:
        if row.section_id is not None:
            return slot.section == row.section_id
        return self.sections[slot.section].subject_id == row.subject_id

    def _only_at_edge(self, row: ControlWork, classes: Collection[int]) -> bool:
        """One lesson a week at the most, and every one of them is the first or the last of its day."""
        version = self.version_on(row.date)
        if version is None or not classes:
            return False
        return all(self._is_edgy(row, one, version) for one in classes)

    def _is_edgy(self, row: ControlWork, one_class: int, version: Version) -> bool:
        key = (one_class, row.section_id or 0, row.subject_id, version.starts_on)
        if key not in self._edgy:
            slots = version.slots.get(one_class, ())
            own = [slot for slot in slots if self._is_of(slot, row)]
            weekly = sum((Decimal(1) if s.weeks == EVERY else HALF for s in own), Decimal(0))
            edgy = bool(own) and weekly <= 1 and all(_is_edge(slot, slots) for slot in own)
            self._edgy[key] = edgy
        return self._edgy[key]

    def _hours(self, one_class: int, subject: int) -> Decimal | None:
        """Hours a year a pupil of the class learns of the subject; None where they are not known for a whole year."""
        if (one_class, subject) not in self._hours_of:
            self._hours_of[one_class, subject] = self._counted_hours(one_class, subject)
        return self._hours_of[one_class, subject]

    def _counted_hours(self, one_class: int, subject: int) -> Decimal | None:
        if not self._sections_of:
            for key, classes in self.classes_of.items():
                for one in classes:
                    self._sections_of.setdefault(one, []).append(self.sections[key])
        whole, parted = Decimal(0), [Decimal(0)]
        own = [one for one in self._sections_of.get(one_class, ()) if one.subject_id == subject]
        for one_section in own:
            hours = one_section.weekly_hours
            if hours is None or one_section.starts_on or one_section.ends_on:
                return None
            if one_section.kind in WHOLE:
                whole += hours
            else:
                parted.append(hours)
        weeks = weeks_of(self.classes[one_class].grade)
        return (whole + max(parted)) * weeks if own else None


def _is_edge(slot: Slot, slots: Iterable[Slot]) -> bool:
    """Of those that are ever in one week with it."""
    day = [
        one.number for one in slots if one.weekday == slot.weekday and meet(one.weeks, slot.weeks)
    ]
    return slot.number in (min(day), max(day))


def limits_in(row: ControlWorkLimits) -> Limits:
    return Limits(row.weeks_between, row.a_day, row.spares_edges, row.percent, row.source)


def read_schedule(year: SchoolYear, today: date) -> Schedule:
    """Eight queries, whatever the number of classes."""
    found: Any = SchoolClass.objects.filter(year=year)
    links = SectionClass.objects.filter(section__year=year, section__kind__in=TAKING)
    sections: dict[int, CourseSection] = {}
    classes_of: dict[int, set[int]] = defaultdict(set)
    for link in links.select_related("section__subject"):
        sections[link.section_id] = link.section
        classes_of[link.section_id].add(link.school_class_id)
    rows = ControlWork.objects.filter(year=year).select_related("subject", "asked_by")
    works: list[ControlWork] = []
    ended: list[ControlWork] = []
    for row in rows.order_by("date", "number", "pk"):
        (works if row.status in TAKING_THEIR_DAY else ended).append(row)
    return Schedule(
        year=year,
        calendar=calendar_of(year),
        classes={one.pk: one for one in found.in_order()},
        sections=sections,
        classes_of={key: frozenset(own) for key, own in classes_of.items()},
        versions=_versions(year, sections, classes_of),
        limits=list(ControlWorkLimits.objects.all()),
        works=works,
        today=today,
        ended=ended,
    )


def _versions(
    year: SchoolYear, sections: Mapping[int, CourseSection], classes_of: Mapping[int, set[int]]
) -> list[Version]:
    """Published versions with the main lessons of these journals, by class. One query."""
    rows: Any = TimetableEntry.objects.filter(
        timetable__year=year,
        timetable__status=Timetable.Status.PUBLISHED,
        kind=TimetableEntry.Kind.MAIN,
    ).values_list(
        "timetable_id", "timetable__starts_on", "timetable__ends_on",
        "section_id", "weekday", "number", "weeks",
    )  # fmt: skip
    found: dict[int, Version] = {}
    slots: dict[int, dict[int, list[Slot]]] = defaultdict(lambda: defaultdict(list))
    for version, starts_on, ends_on, section, *place in rows:
        if section in sections:
            found.setdefault(version, Version(starts_on, ends_on, slots[version]))
            for one in classes_of[section]:
                slots[version][one].append(Slot(section, *place))
    return [found[key] for key in sorted(found)]
