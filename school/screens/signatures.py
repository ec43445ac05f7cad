"""Who wrote an official row first and last, and why, read with the row from its history."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery


def signed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with `given_by`, `given_at` of their first entry and `last_by`, `last_at`, `last_reason` of the last."""
    history = rows.model.history.model.objects.filter(id=OuterRef("pk"))
    first, last = history.order_by("history_id"), history.order_by("-history_id")
    return rows.annotate(
        first_entry=Subquery(first.values("history_id")[:1]),
        last_entry=Subquery(last.values("history_id")[:1]),
        given_by=Subquery(first.values("history_author")[:1]),
        given_at=Subquery(first.values("history_date")[:1]),
        last_by=Subquery(last.values("history_author")[:1]),
        last_at=Subquery(last.values("history_date")[:1]),
        last_reason=Subquery(last.values("history_change_reason")[:1]),
    )
