"""What a class learns: its journals with hours, groups, teachers; what may be added."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q

from school.groups import STREAM_LIMIT, group_of, shared_units, unit_of
from school.load import plain
from school.models import (
    CourseSection,
    SchoolClass,
    SectionClass,
    Subject,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)


@dataclass(frozen=True)
class SectionRow:
    """A journal of the class; `seats` are those of its smallest room in the timetable, where that is too small."""

    section: CourseSection
    teachers: str
    size: int
    seats: int | None

    @property
    def is_whole(self) -> bool:
        return self.section.kind == CourseSection.Kind.WHOLE_CLASS

    @property
    def is_large(self) -> bool:
        return self.size > STREAM_LIMIT


@dataclass(frozen=True)
class ClassSubjects:
    """`hours` are those of one pupil in a week; a choice (electives, circles) is not counted."""

    school_class: SchoolClass
    rows: tuple[SectionRow, ...]
    hours: Decimal
    offered: tuple[Subject, ...]
    on: date


def class_subjects(school_class: SchoolClass, *, on: date) -> ClassSubjects:
    """Journals of the class on that day. Five queries."""
    sections = sections_with_sizes(school_class, on)
    teachers = teachers_of(sections, on)
    seats = _smallest_rooms(sections, on)
    rows = tuple(_row(one, teachers, seats) for one in sections)
    whole = {one.subject_id for one in sections}
    offered = tuple(
        one for one in Subject.objects.order_by("position", "name") if one.pk not in whole
    )
    return ClassSubjects(school_class, rows, weekly_hours(sections), offered, on)


def sections_with_sizes(school_class: SchoolClass, on: date) -> list[Any]:
    """Sections of the class that are not over, each with the number of its pupils on that day as `size`."""
    here = Q(enrollments__starts_on__lte=on) & (
        Q(enrollments__ends_on=None) | Q(enrollments__ends_on__gte=on)
    )
    of_class = SectionClass.objects.filter(school_class=school_class).values("section")
    found = CourseSection.objects.filter(pk__in=of_class).exclude(ends_on__lt=on)
    counted = found.select_related("subject__parent").annotate(
        size=Count("enrollments", filter=here)
    )
    return list(counted.order_by("subject__position", "subject__name", "name", "pk"))


def teachers_of(sections: list[Any], on: date) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    loads = TeachingLoad.objects.on(on).filter(section__in=sections)
    for load in loads.select_related("teacher__user").order_by("-is_primary", "pk"):
        names[load.section_id].append(load.teacher.user.short_name)
    return {key: ", ".join(found) for key, found in names.items()}


def _smallest_rooms(sections: list[Any], on: date) -> dict[int, int]:
    entries = TimetableEntry.objects.filter(
        section__in=sections, room__capacity__isnull=False,
        timetable__status=Timetable.Status.PUBLISHED,
        timetable__starts_on__lte=on, timetable__ends_on__gte=on,
    )  # fmt: skip
    smallest = entries.values("section").annotate(seats=Min("room__capacity"))
    return dict(smallest.values_list("section", "seats"))


def _row(section: Any, teachers: dict[int, str], seats: dict[int, int]) -> SectionRow:
    own = seats.get(section.pk)
    too_small = own if own is not None and own < section.size else None
    return SectionRow(section, teachers.get(section.pk, ""), section.size, too_small)


def weekly_hours(sections: list[Any]) -> Decimal:
    """Hours of one pupil: subjects of the whole class, and of each shared one its longest group."""
    hours = Decimal(0)
    groups = [group_of(one) for one in sections]
    shared = shared_units(groups)
    longest: dict[tuple[int, str], Decimal] = {}
    for one in sections:
        own = one.weekly_hours or Decimal(0)
        if one.kind == CourseSection.Kind.WHOLE_CLASS:
            hours += own
        elif (key := (unit_of(one), one.kind)) in shared:
            longest[key] = max(own, longest.get(key, own))
    return plain(hours + sum(longest.values()))
