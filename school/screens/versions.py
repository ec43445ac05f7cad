"""Versions of the year's timetable: which is in force when, which are drafts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from school.models import Timetable


@dataclass(frozen=True)
class VersionRow:
    """`is_last`: the last of those in force, which may be taken back if there is one before it."""

    version: Timetable
    lessons: int
    is_now: bool
    is_last: bool


def version_rows(versions: QuerySet[Timetable], *, on: date) -> list[VersionRow]:
    """Those in force by date, then drafts. One query."""
    # Of the nearest day of its term, as the version itself is shown.
    nearest = Greatest(F("starts_on"), Least(Value(on), F("ends_on")))
    goes_on = Q(entries__section__ends_on=None) | Q(entries__section__ends_on__gte=nearest)
    counted: Any = versions.annotate(lessons=Count("entries", filter=goes_on))
    rows = sorted(
        counted, key=lambda row: (row.status == Timetable.Status.DRAFT, row.starts_on, row.pk)
    )
    published = [row for row in rows if row.status == Timetable.Status.PUBLISHED]
    return [
        VersionRow(
            row,
            row.lessons,
            row in published and row.starts_on <= on <= row.ends_on,
            len(published) > 1 and row == published[-1],
        )
        for row in rows
    ]
