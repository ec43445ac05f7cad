"""Lists of a class's groups as columns: pupil × group on a day, with whoever is left out or in two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from accounts.names import alphabetical
from school.arranging import ListsReach
from school.class_lists import Lists, seal_of_lists
from school.groups import COVERING, SHARING, STREAM_LIMIT, Fault, faults, group_of, unit_of
from school.models import (
    CourseSection,
    SchoolClass,
    SectionClass,
    SectionEnrollment,
    Student,
    Subject,
)


@dataclass(frozen=True)
class Column:
    """A group: `size` counts pupils of all its classes."""

    section: CourseSection
    may_edit: bool
    size: int

    @property
    def is_large(self) -> bool:
        return self.size > STREAM_LIMIT


@dataclass(frozen=True)
class Unit:
    """Groups of one subject (of all foreign languages), side by side."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Cell:
    value: str
    label: str
    is_in: bool
    may_edit: bool


@dataclass(frozen=True)
class PupilLine:
    student: Student
    cells: tuple[Cell, ...]
    is_faulty: bool


@dataclass(frozen=True)
class ListsScreen:
    school_class: SchoolClass
    day: date
    units: tuple[Unit, ...]
    rows: tuple[PupilLine, ...]
    complaints: tuple[str, ...]
    may_edit: bool
    editable: Mapping[int, CourseSection]
    pupils: Mapping[int, Student]
    shown: str

    def lists(self, wanted: set[tuple[int, int]], shown: str) -> Lists:
        return Lists(self.school_class, self.day, self.editable, self.pupils, wanted, shown)


def lists_screen(
    reach: ListsReach, *, day: date, ticked: set[tuple[int, int]] | None = None
) -> ListsScreen:
    """The class's groups on that day; `ticked` are a refused form's own ticks. Six queries."""
    school_class = reach.school_class
    sections = _sections(school_class, day)
    groups = [one for one in sections if one.kind not in COVERING]
    classes = _classes_of(groups)
    editable = {one.pk: one for one in groups if reach.may_edit(classes[one.pk])}
    pupils = _pupils(school_class, day)
    members = _members(sections, pupils, day)
    inside = {(section, student) for section, found in members.items() for student in found}
    shown = seal_of_lists(pair for pair in inside if pair[0] in editable)
    found = faults(list(pupils), [group_of(one) for one in sections], members)
    columns = [Column(one, one.pk in editable, one.size) for one in groups]  # type: ignore[attr-defined]
    faulty = {fault.student for fault in found}
    units = _units(columns)
    in_order = [column for unit in units for column in unit.columns]
    return ListsScreen(
        school_class=school_class,
        day=day,
        units=units,
        rows=tuple(
            PupilLine(one, _cells(one, in_order, inside, ticked), one.pk in faulty)
            for one in pupils.values()
        ),
        complaints=tuple(_complaints(found, pupils, sections)),
        may_edit=bool(editable),
        editable=editable,
        pupils=pupils,
        shown=shown,
    )


def _sections(school_class: SchoolClass, day: date) -> list[CourseSection]:
    here = Q(enrollments__starts_on__lte=day) & (
        Q(enrollments__ends_on=None) | Q(enrollments__ends_on__gte=day)
    )
    of_class = SectionClass.objects.filter(school_class=school_class).values("section")
    held: Any = CourseSection.objects.filter(pk__in=of_class).select_related("subject__parent")
    counted = held.held_on(day).annotate(size=Count("enrollments", filter=here))
    return list(counted.order_by("subject__position", "subject__name", "name", "pk"))


def _classes_of(sections: list[CourseSection]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {one.pk: set() for one in sections}
    links = SectionClass.objects.filter(section__in=found)
    for section, school_class in links.values_list("section_id", "school_class_id"):
        found[section].add(school_class)
    return {key: frozenset(classes) for key, classes in found.items()}


def _pupils(school_class: SchoolClass, day: date) -> dict[int, Student]:
    here: Any = school_class.enrollments.on(day)
    found = Student.objects.filter(pk__in=here.values("student")).select_related("user")
    return {one.pk: one for one in found.order_by(*alphabetical("user__"))}


def _members(
    sections: list[CourseSection], pupils: Mapping[int, Student], day: date
) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = SectionEnrollment.objects.on(day).filter(section__in=sections, student__in=pupils)
    for section, student in rows.values_list("section_id", "student_id"):
        found.setdefault(section, set()).add(student)
    return found


def _units(columns: list[Column]) -> tuple[Unit, ...]:
    first: dict[int, int] = {}
    for place, column in enumerate(columns):
        first.setdefault(unit_of(column.section), place)
    ordered = sorted(columns, key=lambda one: first[unit_of(one.section)])
    return tuple(
        Unit(_unit_title(found), tuple(found))
        for found in (
            list(same) for _, same in groupby(ordered, key=lambda one: unit_of(one.section))
        )
    )


def _unit_title(columns: list[Column]) -> str:
    subjects = {column.section.subject_id: column.section.subject for column in columns}
    if len(subjects) > 1:
        parent: Subject | None = columns[0].section.subject.parent
        if parent:
            return parent.name
    return columns[0].section.subject.name


def _cells(
    student: Student,
    columns: list[Column],
    inside: set[tuple[int, int]],
    ticked: set[tuple[int, int]] | None,
) -> tuple[Cell, ...]:
    cells = []
    for column in columns:
        pair = (column.section.pk, student.pk)
        is_in = pair in inside if ticked is None or not column.may_edit else pair in ticked
        label = f"{student.user.full_name}: {column.section.subject.name} {column.section.name}"
        cells.append(Cell(f"{pair[0]}-{pair[1]}", label.strip(), is_in, column.may_edit))
    return tuple(cells)


def _complaints(
    found: list[Fault], pupils: Mapping[int, Student], sections: list[CourseSection]
) -> Iterator[str]:
    """«Английский язык: без группы – Иванов Пётр; в двух – Смирнова Анна»."""
    names: dict[int, str] = {}
    for one in sections:
        if one.kind in SHARING:
            names.setdefault(unit_of(one), one.subject.name)
    for unit, same in groupby(found, key=lambda fault: fault.unit):
        listed = list(same)
        without = [pupils[one.student].user.list_name for one in listed if not one.groups]
        doubled = [pupils[one.student].user.list_name for one in listed if one.groups]
        told = [f"без группы – {', '.join(without)}"] if without else []
        told += [f"в двух группах – {', '.join(doubled)}"] if doubled else []
        yield f"{names[unit]}: {'; '.join(told)}."
