"""Homework that pupils have for coming days, of every subject: what a teacher sees before giving more (REP-2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from journal.assignments import names_of
from journal.homework_load import Piece
from journal.models import Assignment, Homework, Lesson
from school.models import SectionEnrollment

# As far ahead as homework may be given.
AHEAD = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Place:
    """A pupil on the list of a journal, for a term."""

    student: int
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def pieces_for(pupils: Collection[int], days: Collection[date], *, besides: Lesson) -> list[Piece]:
    """Homework with minutes for those days, of all journals of the pupils, but not of that lesson.

    Homework without a day is for the next lesson of its journal, as in the diary. Three queries, and one for
    assignments by name.
    """
    if not pupils or not days:
        return []
    first, last = min(days), max(days)
    places = _places(pupils, first - AHEAD, last)
    given = Q(lesson__section__in=places.keys(), lesson__date__range=(first - AHEAD, last), minutes__gt=0)  # fmt: skip
    return [
        *_of_homework(_due(Homework, given, first, last, besides), places),
        *_of_assignments(list(_due(Assignment, given, first, last, besides)), places),
    ]


def _places(pupils: Collection[int], first: date, last: date) -> dict[int, list[Place]]:
    rows = SectionEnrollment.objects.filter(student__in=pupils, starts_on__lte=last)
    found: dict[int, list[Place]] = {}
    for section, student, starts_on, ends_on in rows.exclude(ends_on__lt=first).values_list(
        "section_id", "student_id", "starts_on", "ends_on"
    ):
        found.setdefault(section, []).append(Place(student, starts_on, ends_on))
    return found


def _due(model: Any, given: Q, first: date, last: date, besides: Lesson) -> Any:
    later = Lesson.objects.filter(
        section=OuterRef("lesson__section"), date__gt=OuterRef("lesson__date")
    ).exclude(status=Lesson.Status.CANCELLED)
    rows = model.objects.filter(given).exclude(lesson=besides).select_related("lesson")
    due = Coalesce("due_on", Subquery(later.order_by("date").values("date")[:1]))
    return rows.annotate(due=due).filter(due__range=(first, last)).order_by("pk")


def _of_homework(rows: Any, places: dict[int, list[Place]]) -> list[Piece]:
    return [Piece(row.due, row.minutes, _listed(places, row.lesson)) for row in rows]


def _of_assignments(rows: list[Any], places: dict[int, list[Place]]) -> list[Piece]:
    names = names_of(rows)
    pieces = []
    for row in rows:
        pupils = _listed(places, row.lesson)
        if row.audience == Assignment.Audience.PUPILS:
            pupils &= names[row.pk]
        elif row.audience == Assignment.Audience.GROUP:
            pupils &= _listed(places, row.lesson, row.group_id)
        pieces.append(Piece(row.due, row.minutes, pupils))
    return pieces


def _listed(
    places: dict[int, list[Place]], lesson: Lesson, section: int | None = None
) -> frozenset[int]:
    """Of the pupils asked about, those on the list of that journal on the day of the lesson."""
    rows = places.get(section or lesson.section_id, [])
    return frozenset(place.student for place in rows if place.holds_on(lesson.date))
