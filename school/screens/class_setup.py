"""All classes of a year as whoever arranges it sees them, and what is left of one to arrange."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.names import alphabetical
from school.arranging import classes_of_year, day_in
from school.groups import Group, faults, group_of
from school.models import (
    BellSchedule,
    ClassEnrollment,
    CombinedClass,
    CourseSection,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    TeachingLoad,
)
from school.next_year import LAST_GRADE, NextClass
from school.work import at_work


@dataclass(frozen=True)
class SetupRow:
    """A class with what is arranged of it; `unplaced` are pupils without a group or in two."""

    school_class: SchoolClass
    homeroom: str
    pupils: int
    sections: int
    vacant: int
    unplaced: int


@dataclass(frozen=True)
class SetupScreen:
    year: SchoolYear
    years: tuple[SchoolYear, ...]
    rows: tuple[SetupRow, ...]
    combined: tuple[CombinedClass, ...]
    source: SchoolYear | None
    on: date


@dataclass(frozen=True)
class Arranged:
    """Everything of the classes of a year on a day, by class."""

    sections: dict[int, list[CourseSection]]
    pupils: dict[int, list[int]]
    members: dict[int, set[int]]
    taught: set[int]

    def groups(self, school_class: int) -> list[Group]:
        return [group_of(section) for section in self.sections.get(school_class, [])]

    def unplaced(self, school_class: int) -> int:
        pupils = self.pupils.get(school_class, [])
        found = faults(pupils, self.groups(school_class), self.members)
        return len({fault.student for fault in found})


def setup_screen(year: SchoolYear, *, years: Iterable[SchoolYear], on: date) -> SetupScreen:
    """Eight queries, whatever the number of classes."""
    day = day_in(year, on)
    classes = list(classes_of_year(year))
    arranged = arranged_on(year, day)
    leaders = homerooms_of(classes, day)
    combined = CombinedClass.objects.filter(year=year).prefetch_related("classes")
    return SetupScreen(
        year=year,
        years=tuple(years),
        rows=tuple(_row(one, arranged, leaders) for one in classes),
        combined=tuple(combined.order_by("name")),
        source=year_before(year, years),
        on=day,
    )


def arranged_on(year: SchoolYear, day: date) -> Arranged:
    """Four queries."""
    held: Any = CourseSection.objects.filter(year=year)
    sections = {row.pk: row for row in held.held_on(day).select_related("subject")}
    of_class: dict[int, list[CourseSection]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=year).values_list(
        "school_class_id", "section_id"
    )
    for school_class, section in links:
        if section in sections:
            of_class[school_class].append(sections[section])
    pupils: dict[int, list[int]] = defaultdict(list)
    places = ClassEnrollment.objects.on(day).filter(school_class__year=year)
    for school_class, student in places.values_list("school_class_id", "student_id"):
        pupils[school_class].append(student)
    members: dict[int, set[int]] = defaultdict(set)
    lists = SectionEnrollment.objects.on(day).filter(section__year=year)
    for section, student in lists.values_list("section_id", "student_id"):
        members[section].add(student)
    loads = TeachingLoad.objects.on(day).filter(section__year=year)
    taught = set(loads.values_list("section_id", flat=True))
    return Arranged(of_class, pupils, members, taught)


def _row(found: SchoolClass, arranged: Arranged, leaders: dict[int, str]) -> SetupRow:
    sections = arranged.sections.get(found.pk, [])
    return SetupRow(
        school_class=found,
        homeroom=leaders.get(found.pk, ""),
        pupils=len(arranged.pupils.get(found.pk, [])),
        sections=len(sections),
        vacant=sum(section.pk not in arranged.taught for section in sections),
        unplaced=arranged.unplaced(found.pk),
    )


def homerooms_of(classes: Iterable[SchoolClass], day: date) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    found = Homeroom.objects.on(day).filter(school_class__in=[one.pk for one in classes])
    for row in found.select_related("teacher__user").order_by("-is_primary", "pk"):
        names[row.school_class_id].append(row.teacher.user.short_name)
    return {key: ", ".join(listed) for key, listed in names.items()}


def year_before(year: SchoolYear, years: Iterable[SchoolYear]) -> SchoolYear | None:
    earlier = [one for one in years if one.starts_on < year.starts_on]
    return max(earlier, key=lambda one: one.starts_on, default=None)


def classes_to_copy(source: SchoolYear | None, year: SchoolYear) -> list[NextClass]:
    """Classes of the year before that go on in this one and are not there yet. Two queries."""
    if source is None:
        return []
    there = {one.name.lower() for one in classes_of_year(year)}
    going: Any = classes_of_year(source).filter(ends_on=None, grade__lt=LAST_GRADE)
    offered = [NextClass(one, next_name(one)) for one in going]
    return [one for one in offered if one.name.lower() not in there]


def next_name(school_class: SchoolClass) -> str:
    """«8А» after «7А», «8 кадетский» after «7 кадетский»."""
    grade = str(school_class.grade)
    if school_class.name.startswith(grade):
        return f"{school_class.grade + 1}{school_class.name[len(grade) :]}"
    return f"{school_class.grade + 1}{school_class.letter}"


def teachers_offered(on: date) -> list[StaffMember]:
    """Everybody at work, by alphabet. One query."""
    found = StaffMember.objects.filter(at_work(on=on)).select_related("user")
    return list(found.order_by(*alphabetical("user__")))


def bells_offered() -> list[BellSchedule]:
    return list(BellSchedule.objects.order_by("shift", "name"))


def homerooms_shown(school_class: SchoolClass) -> list[Homeroom]:
    """Who leads and has led the class, the latest first. One query."""
    return list(school_class.homerooms.select_related("teacher__user").order_by("-starts_on", "pk"))
