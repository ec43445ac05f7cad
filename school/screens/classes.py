"""Classes of the year, and one class: its pupils with arrivals and leavers, its journals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from accounts.names import alphabetical
from school.access import classes_led_by, classes_visible_to, sections_visible_to
from school.models import (
    ClassEnrollment,
    CourseSection,
    Homeroom,
    SchoolClass,
    SchoolYear,
    TeachingLoad,
)
from school.registers import ClassPeople, facts_of_class


@dataclass(frozen=True)
class ClassRow:
    """`is_led`: the person answers for the class."""

    school_class: SchoolClass
    homeroom: str
    pupils: int
    is_led: bool = False


@dataclass(frozen=True)
class ClassesScreen:
    rows: tuple[ClassRow, ...]
    pupils: int
    on: date

    @property
    def has_led(self) -> bool:
        return any(row.is_led for row in self.rows)


def classes_screen(user: User, *, year: SchoolYear | None, on: date) -> ClassesScreen:
    """Classes the person leads or teaches, as they are on that day. Two queries."""
    here = Q(enrollments__starts_on__lte=on) & (
        Q(enrollments__ends_on__isnull=True) | Q(enrollments__ends_on__gte=on)
    )
    visible: Any = classes_visible_to(user, on=on).filter(year=year).select_related("bells")
    led = Exists(classes_led_by(user, on=on).filter(pk=OuterRef("pk")))
    counted = visible.annotate(pupils=Count("enrollments", filter=here), is_led=led)
    classes = list(counted.in_order())
    leaders = _homeroom_teachers(classes, on)
    rows = tuple(
        ClassRow(found, leaders.get(found.pk, ""), found.pupils, found.is_led) for found in classes
    )
    return ClassesScreen(rows, sum(row.pupils for row in rows), on)


@dataclass(frozen=True)
class PupilRow:
    """A pupil and, where it is not the whole year, when and by which order he came and went.

    Birth days and orders are there for those who answer for the class or keep its cards (A 24).
    """

    key: int
    number: int | None
    name: str
    birth_date: date | None
    came_on: date | None
    came_by: str
    left_on: date | None
    left_by: str
    is_here: bool


@dataclass(frozen=True)
class JournalRow:
    section: CourseSection
    teachers: str
    can_open: bool


@dataclass(frozen=True)
class ClassScreen:
    school_class: SchoolClass
    homeroom: str
    pupils: tuple[PupilRow, ...]
    number: int
    journals: tuple[JournalRow, ...]
    shown: ClassPeople
    previous: SchoolClass | None
    next: SchoolClass | None
    on: date


def class_screen(school_class: SchoolClass, *, user: User, on: date) -> ClassScreen:
    """The class on that day. Seven queries, whatever the number of pupils and journals."""
    shown = facts_of_class(user, school_class, on=on)
    pupils = tuple(_pupils(school_class, on, shown.has_facts))
    previous, following = _neighbours(school_class, user, on)
    return ClassScreen(
        school_class=school_class,
        homeroom=_homeroom_teachers([school_class], on).get(school_class.pk, ""),
        pupils=pupils,
        number=sum(pupil.is_here for pupil in pupils),
        journals=tuple(_journals(school_class, user, on)),
        shown=shown,
        previous=previous,
        next=following,
        on=on,
    )


def _pupils(school_class: SchoolClass, on: date, has_facts: bool) -> Iterable[PupilRow]:
    """Everybody who was in the class this year; those who are in it now have a number in the list."""
    year, number = school_class.year, 0
    found = ClassEnrollment.objects.filter(school_class=school_class).select_related(
        "student__user"
    )
    for row in found.order_by(*alphabetical("student__user__"), "starts_on"):
        is_here = row.holds_on(on)
        number += is_here
        came_later = row.starts_on > year.starts_on
        left_early = row.ends_on is not None and row.ends_on < year.ends_on
        yield PupilRow(
            key=row.student_id,
            number=number if is_here else None,
            name=row.student.user.full_name,
            birth_date=row.student.birth_date if has_facts else None,
            came_on=row.starts_on if came_later else None,
            came_by=row.entered_by_order if came_later and has_facts else "",
            left_on=row.ends_on if left_early else None,
            left_by=row.left_by_order if left_early and has_facts else "",
            is_here=is_here,
        )


def _journals(school_class: SchoolClass, user: User, on: date) -> Iterable[JournalRow]:
    found = CourseSection.objects.filter(section_classes__school_class=school_class)
    sections = list(
        found.select_related("subject").order_by("subject__position", "subject__name", "name", "pk")
    )
    keys = [section.pk for section in sections]
    allowed = set(sections_visible_to(user, on=on).filter(pk__in=keys).values_list("pk", flat=True))
    teachers: dict[int, list[str]] = defaultdict(list)
    loads = TeachingLoad.objects.on(on).filter(section__in=keys).select_related("teacher__user")
    for load in loads.order_by("-is_primary", "pk"):
        teachers[load.section_id].append(load.teacher.user.short_name)
    for section in sections:
        yield JournalRow(section, ", ".join(teachers[section.pk]), section.pk in allowed)


def _neighbours(
    school_class: SchoolClass, user: User, on: date
) -> tuple[SchoolClass | None, SchoolClass | None]:
    """The classes before and after this one in the person's list."""
    visible: Any = classes_visible_to(user, on=on).filter(year=school_class.year)
    listed = list(visible.in_order())
    place = listed.index(school_class)
    return (
        listed[place - 1] if place else None,
        listed[place + 1] if place + 1 < len(listed) else None,
    )


def _homeroom_teachers(classes: Iterable[SchoolClass], on: date) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    found = Homeroom.objects.on(on).filter(school_class__in=[found.pk for found in classes])
    for homeroom in found.select_related("teacher__user").order_by("-is_primary", "pk"):
        names[homeroom.school_class_id].append(homeroom.teacher.user.short_name)
    return {key: ", ".join(listed) for key, listed in names.items()}
