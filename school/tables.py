"""Tables that a person types: their rows in order, their columns, and the seal of what a page showed of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from .cards import seal_of
from .models import Room, Subject

SUBJECT_FIELDS = ("name", "short_name", "position", "parent_id")
ROOM_FIELDS = ("name", "building", "capacity")


def seal_of_rows(rows: Sequence[Any], fields: Sequence[str]) -> str:
    """A short word for what the page showed of the table."""
    return seal_of({str(r.pk): "|".join(str(getattr(r, f)) for f in fields) for r in rows})


def subjects_as_listed() -> QuerySet[Subject]:
    return Subject.objects.order_by("position", "name", "pk")


def rooms_as_listed() -> QuerySet[Room]:
    return Room.objects.order_by("building", "name", "pk")
