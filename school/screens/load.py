"""The load of a year: teacher × section × hours a week, vacancies, who has too much."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.names import alphabetical
from school.arranging import classes_of_year
from school.groups import combined_by_section
from school.load import LIMIT, Held, plain, rates, total_hours, vacant_from
from school.models import (
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    StaffMember,
    TeachingLoad,
)
from school.next_year import NextLoad, keys_of
from school.work import at_work

from .class_setup import next_name, year_before


@dataclass(frozen=True)
class LoadRow:
    """A section in somebody's load; days only where they are not those of the whole year."""

    load: TeachingLoad
    hours: Decimal | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class TeacherLoad:
    teacher: StaffMember
    rows: tuple[LoadRow, ...]
    hours: Decimal

    @property
    def rates(self) -> Decimal:
        return rates(self.hours)

    @property
    def is_over(self) -> bool:
        return self.hours > LIMIT


@dataclass(frozen=True)
class Vacancy:
    section: CourseSection
    since: date
    is_now: bool


@dataclass(frozen=True)
class LoadScreen:
    """`hours` is what all teachers teach; `idle` work at the school and teach nothing."""

    year: SchoolYear
    years: tuple[SchoolYear, ...]
    on: date
    teachers: tuple[TeacherLoad, ...]
    vacancies: tuple[Vacancy, ...]
    idle: tuple[StaffMember, ...]
    source: SchoolYear | None

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.teachers), Decimal(0)).normalize() + 0

    @property
    def vacant_hours(self) -> Decimal:
        return sum((one.section.weekly_hours or Decimal(0) for one in self.vacancies), Decimal(0))

    @property
    def over(self) -> int:
        return sum(one.is_over for one in self.teachers)


def load_screen(year: SchoolYear, *, years: Iterable[SchoolYear], on: date) -> LoadScreen:
    """Loads that hold on that day or will, by teacher. Six queries."""
    day = year.clamp(on)
    loads = _loads(year)
    combined = combined_of(year)
    of_teacher: dict[int, list[TeachingLoad]] = defaultdict(list)
    for load in loads:
        if load.ends_on is None or load.ends_on >= day:
            of_teacher[load.teacher_id].append(load)
    people = StaffMember.objects.select_related("user").order_by(*alphabetical("user__"))
    teachers, idle = [], []
    for teacher in people.filter(at_work(on=on)) | people.filter(pk__in=list(of_teacher)):
        if teacher.pk in of_teacher:
            teachers.append(_of_teacher(teacher, of_teacher[teacher.pk], combined, year, day))
        else:
            idle.append(teacher)
    return LoadScreen(
        year=year,
        years=tuple(years),
        on=day,
        teachers=tuple(teachers),
        vacancies=tuple(_vacancies(year, loads, day)),
        idle=tuple(idle),
        source=year_before(year, years),
    )


def _loads(year: SchoolYear) -> list[TeachingLoad]:
    found = TeachingLoad.objects.filter(section__year=year).select_related("section__subject")
    return list(
        found.order_by(
            "section__subject__position", "section__subject__name", "section__grade",
            "section__classes_text", "section__name", "starts_on",
        )
    )  # fmt: skip


def combined_of(year: SchoolYear) -> dict[int, int]:
    """Sections of classes taught together, with their set. One query."""
    links = SectionClass.objects.filter(section__year=year)
    return combined_by_section(links.values_list("section_id", "school_class__combined_id"))


def hours_by_teacher(year: SchoolYear, day: date) -> dict[int, Decimal]:
    """Hours a week of everybody who teaches on that day. Two queries."""
    combined = combined_of(year)
    held: dict[int, list[Held]] = defaultdict(list)
    for load in TeachingLoad.objects.on(day).filter(section__year=year).select_related("section"):
        held[load.teacher_id].append(_held(load, combined))
    return {teacher: total_hours(found) for teacher, found in held.items()}


def _held(load: TeachingLoad, combined: Mapping[int, int]) -> Held:
    hours = hours_of(load) or Decimal(0)
    return Held(hours, load.section.subject_id, combined.get(load.section_id))


def hours_of(load: TeachingLoad) -> Decimal | None:
    """The teacher's own share, else all hours of the section."""
    return plain(load.hours if load.hours is not None else load.section.weekly_hours)


def _of_teacher(
    teacher: StaffMember,
    loads: list[TeachingLoad],
    combined: Mapping[int, int],
    year: SchoolYear,
    day: date,
) -> TeacherLoad:
    held = [_held(one, combined) for one in loads if one.holds_on(day)]
    rows = tuple(
        LoadRow(
            one,
            hours_of(one),
            one.starts_on if one.starts_on > year.starts_on else None,
            one.ends_on if one.ends_on and one.ends_on < year.ends_on else None,
        )
        for one in loads
    )
    return TeacherLoad(teacher, rows, total_hours(held))


def _vacancies(year: SchoolYear, loads: Iterable[TeachingLoad], day: date) -> Iterable[Vacancy]:
    terms: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for load in loads:
        terms[load.section_id].append((load.starts_on, load.ends_on))
    sections: Any = CourseSection.objects.filter(year=year).exclude(ends_on__lt=day)
    for section in sections.select_related("subject").in_order():
        first = max(day, section.starts_on or year.starts_on)
        since = vacant_from(first, section.ends_on or year.ends_on, terms[section.pk])
        if since is not None:
            yield Vacancy(section, since, is_now=since <= day)


HEAD = ("Учитель", "Предмет", "Классы", "Группа", "Часов в неделю", "С", "По", "Всего часов", "Ставок")  # fmt: skip


def table_of(screen: LoadScreen) -> Iterable[tuple[Any, ...]]:
    """Rows of the load for a file, in the order of HEAD; the teacher's totals stand in the first of his rows."""
    for one in screen.teachers:
        for place, row in enumerate(one.rows):
            section = row.load.section
            yield (
                one.teacher.user.full_name, section.subject.name, section.classes_text, section.name,
                row.hours, f"{row.load.starts_on:%d.%m.%Y}",
                f"{row.load.ends_on or screen.year.ends_on:%d.%m.%Y}",
                one.hours if place == 0 else None, one.rates if place == 0 else None,
            )  # fmt: skip
    for found in screen.vacancies:
        section = found.section
        yield (
            "вакансия", section.subject.name, section.classes_text, section.name, section.weekly_hours,
            f"{found.since:%d.%m.%Y}", f"{section.ends_on or screen.year.ends_on:%d.%m.%Y}", None, None,
        )  # fmt: skip


def load_to_copy(source: SchoolYear | None, year: SchoolYear) -> list[NextLoad]:
    """Sections that were taught at the end of last year, with the classes they go on in. Five queries."""
    if source is None:
        return []
    new = {one.name.lower(): one for one in classes_of_year(year)}
    going = {one.pk: new.get(next_name(one).lower()) for one in classes_of_year(source)}
    classes: dict[int, list[SchoolClass | None]] = defaultdict(list)
    for section, school_class in SectionClass.objects.filter(section__year=source).values_list(
        "section_id", "school_class_id"
    ):
        classes[section].append(going.get(school_class))
    there = keys_of(year)
    found = [
        NextLoad(section, sorted(filter(None, of), key=lambda one: (one.grade, one.letter)), loads)
        for section, loads in _taught_last(source)
        if (of := classes[section.pk]) and all(of)
    ]
    return [one for one in found if one.key not in there]


def _taught_last(source: SchoolYear) -> Iterable[tuple[CourseSection, Sequence[TeachingLoad]]]:
    """With the loads of the last day, the first of them who teaches it in the first place."""
    sections: Any = CourseSection.objects.filter(year=source, ends_on=None).exclude(
        kind=CourseSection.Kind.INDIVIDUAL
    )
    held: dict[int, list[TeachingLoad]] = defaultdict(list)
    loads = TeachingLoad.objects.on(source.ends_on).filter(section__year=source)
    for load in loads.select_related("teacher__user").order_by("-is_primary", "pk"):
        held[load.section_id].append(load)
    for section in sections.select_related("subject").in_order():
        yield section, held[section.pk]
