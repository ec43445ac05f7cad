"""Clashes of a version of the timetable, in sentences."""

from collections.abc import Collection
from datetime import date

from school.clash_words import Double, Names, doubles
from school.models import CourseSection, Room, SchoolClass, StaffMember, Timetable
from school.timetable import clashes_of


def doubles_of(timetable: Timetable, *, on: date) -> list[Double]:
    """Every double of the version with the load and the lists of that day. Nine queries, five where there is none."""
    found = clashes_of(timetable.pk, on=on)
    if not found:
        return []
    return doubles(found, names_of({s.section for c in found for s in (c.first, c.second)}))


def names_of(sections: Collection[int]) -> Names:
    """How sections are called, and everybody who may be named beside them. Four queries."""
    rows = CourseSection.objects.filter(pk__in=sections).select_related("subject")
    staff = StaffMember.objects.select_related("user")
    return Names(
        {row.pk: str(row) for row in rows},
        {row.pk: str(row) for row in staff},
        dict(Room.objects.values_list("pk", "name")),
        dict(SchoolClass.objects.values_list("pk", "name")),
    )
