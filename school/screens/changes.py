"""The history of a card in words: who, when, what was and what became, why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.records import DELETED
from school.changes import differences


@dataclass(frozen=True)
class CardChange:
    at: datetime
    author: str
    what: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Described:
    """Rows of one kind: their history, what one row is called, its fields by label, words of its beginning and end."""

    history: QuerySet[Any]
    name: Any
    fields: dict[str, str]
    begun: str
    taken_away: str = "запись снята"


def changes_of(kinds: Iterable[Described], *, at_most: int = 50) -> list[CardChange]:
    """The last changes of all kinds, newest first. One query a kind."""
    found = [change for kind in kinds for change in _changes(kind)]
    found.reverse()
    return sorted(found, key=lambda change: change.at, reverse=True)[:at_most]


def _changes(kind: Described) -> Iterable[CardChange]:
    before: dict[int, Any] = {}
    for row in kind.history.order_by("history_id"):
        what = _what(kind, row, before.get(row.id))
        before[row.id] = row
        if what:
            yield CardChange(
                row.history_date, row.history_author, tuple(what), row.history_change_reason
            )


def _what(kind: Described, row: Any, before: Any) -> Sequence[str]:
    name = kind.name(row)
    if row.history_type == DELETED:
        return [f"{name}{kind.taken_away}"]
    told = differences(
        [row._meta.get_field(field) for field in kind.fields],
        row,
        before,
        label=lambda field: kind.fields[field.name],
    )
    if before is None:
        return [f"{name}{kind.begun}", *(f"{one.label}: {one.became}" for one in told)]
    return [f"{name}{one.label}: {one.was} → {one.became}" for one in told]
