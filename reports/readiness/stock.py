"""What the school has at all in a year, the terms it has set and the percents kept: one row of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from reports.models import ReadinessDay
from school.models import (
    ControlWorkSchedule,
    ReadinessDeadline,
    RegulationValue,
    Room,
    SchoolYear,
    Subject,
    Timetable,
)


@dataclass(frozen=True)
class Stock:
    """`draft` is the key of the newest draft of the timetable."""

    has_subjects: bool
    has_rooms: bool
    has_works: bool
    has_regulation: bool
    draft: int | None
    deadlines: tuple[ReadinessDeadline, ...]
    history: tuple[ReadinessDay, ...]


def stock_of(year: SchoolYear) -> Stock:
    """One query."""
    row = _row(year)
    return Stock(
        has_subjects=row.has_subjects,
        has_rooms=row.has_rooms,
        has_works=row.has_works,
        has_regulation=row.has_regulation,
        draft=row.draft[0] if row.draft else None,
        deadlines=tuple(_unpacked(ReadinessDeadline, year, row.own_deadlines, "date")),
        history=tuple(_unpacked(ReadinessDay, year, row.kept, "day")),
    )


def _unpacked(model: Any, year: SchoolYear, rows: Iterable[dict[str, Any]], day: str) -> Any:
    """Rows of the model as JSON gave them, with their day as a date."""
    return (model(year=year, **row | {day: date.fromisoformat(row[day])}) for row in rows)


def _row(year: SchoolYear) -> Any:
    drafts = Timetable.objects.filter(year=OuterRef("pk"), status=Timetable.Status.DRAFT)
    own = ReadinessDeadline.objects.filter(year=OuterRef("pk")).order_by("pk")
    kept = ReadinessDay.objects.filter(year=OuterRef("pk")).order_by("day")
    works = ControlWorkSchedule.objects.filter(year=OuterRef("pk"), withdrawn_at=None)
    years = SchoolYear.objects.filter(pk=year.pk).annotate(
        has_subjects=Exists(Subject.objects.all()),
        has_rooms=Exists(Room.objects.all()),
        has_works=Exists(works),
        has_regulation=Exists(RegulationValue.objects.filter(starts_on__lte=year.ends_on)),
        own_deadlines=ArraySubquery(
            own.values(row=JSONObject(stage="stage", date="date", source="source"))
        ),
        kept=ArraySubquery(kept.values(row=JSONObject(day="day", percent="percent"))),
        draft=ArraySubquery(drafts.order_by("-pk").values("pk")[:1]),
    )
    return years.get()
