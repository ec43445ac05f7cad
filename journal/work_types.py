"""Kinds of work as a table that is typed: its rows, its columns, which of them marks stand under."""

from typing import Any

from django.db.models import Exists, OuterRef

from .models import LineItem, WorkType

FIELDS = (
    "name",
    "letter",
    "weight",
    "is_counted",
    "is_control",
    "term_days",
    "position",
    "starts_on",
)


def kinds_as_listed() -> Any:
    """Kinds that have no end, in their order; `is_used` tells those that columns of lessons have."""
    columns = LineItem.objects.filter(work_type=OuterRef("pk"))
    found = WorkType.objects.latest().annotate(is_used=Exists(columns))
    return found.order_by("position", "pk")


def earlier_kinds() -> Any:
    """Kinds that have ended, the latest first."""
    return WorkType.objects.exclude(ends_on=None).order_by("name", "-starts_on")
