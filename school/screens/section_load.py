"""Who teaches the journals of a class, and one journal: now, before and later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from school.load import vacant_from
from school.models import CourseSection, SchoolClass, SchoolYear, TeachingLoad

from .class_subjects import sections_with_sizes, teachers_of
from .load import hours_by_teacher


@dataclass(frozen=True)
class ClassLoadRow:
    section: Any
    teachers: str
    since: date | None


@dataclass(frozen=True)
class ClassLoad:
    """`hours` are the week's hours of every teacher of the year, by key."""

    school_class: SchoolClass
    rows: tuple[ClassLoadRow, ...]
    hours: dict[int, Decimal]
    on: date

    @property
    def sections(self) -> list[Any]:
        return [row.section for row in self.rows]


def class_load(school_class: SchoolClass, *, on: date) -> ClassLoad:
    """Journals of the class with who teaches them on that day. Five queries."""
    sections = sections_with_sizes(school_class, on)
    teachers = teachers_of(sections, on)
    terms: dict[int, list[tuple[date, date | None]]] = {}
    loads = TeachingLoad.objects.filter(section__in=sections)
    for section, starts_on, ends_on in loads.values_list("section_id", "starts_on", "ends_on"):
        terms.setdefault(section, []).append((starts_on, ends_on))
    year = school_class.year
    rows = tuple(
        ClassLoadRow(one, teachers.get(one.pk, ""), _since(one, year, terms.get(one.pk, []), on))
        for one in sections
    )
    return ClassLoad(school_class, rows, hours_by_teacher(year, on), on)


def _since(
    section: CourseSection, year: SchoolYear, terms: list[tuple[date, date | None]], on: date
) -> date | None:
    first = max(on, section.starts_on or year.starts_on)
    return vacant_from(first, section.ends_on or year.ends_on, terms)


@dataclass(frozen=True)
class SectionLoad:
    section: CourseSection
    classes: tuple[SchoolClass, ...]
    loads: tuple[TeachingLoad, ...]
    vacant: date | None
    on: date


def section_load(section: CourseSection, *, on: date) -> SectionLoad:
    """Everybody who teaches, has taught and will teach the section, the latest first. Two queries."""
    loads = tuple(section.loads.select_related("teacher__user").order_by("-starts_on", "pk"))
    classes: Any = SchoolClass.objects.filter(section_classes__section=section)
    terms = [(one.starts_on, one.ends_on) for one in loads]
    return SectionLoad(
        section, tuple(classes.in_order()), loads, _since(section, section.year, terms, on), on
    )
