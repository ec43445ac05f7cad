"""A table that a person types is saved whole: new rows, changed ones, removed ones, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from school.holding import what_holds
from school.tables import seal_of_rows

from .cards import Stale
from .refusals import Refused


@dataclass(frozen=True)
class Line:
    """A line of the table: the key of its row, or None for a new one; its number on the page; what it holds."""

    pk: int | None
    number: int
    values: Mapping[str, Any]
    is_removed: bool = False


CHANGED_MEANWHILE = (
    "Пока вы правили, эту таблицу изменил кто-то другой. Ваше осталось на странице: сверьте его с тем, что записано, "
    "и сохраните ещё раз."
)


def lock_table(name: str) -> None:
    """Two who save the same table wait for each other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


@transaction.atomic
def save_table(
    *,
    model: Any,
    rows: Callable[[], Any],
    fields: Sequence[str],
    lines: Sequence[Line],
    shown: str,
    by: User,
    now: datetime,
    extra: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Make the table what the lines say; `rows` gives its rows as they are. Returns what was written.

    Raises Stale where somebody has changed it since it was `shown`, Refused where a removed row is in use.
    """
    lock_table(model._meta.label)
    there = {row.pk: row for row in rows()}
    if shown != seal_of_rows(list(there.values()), fields):
        raise Stale(CHANGED_MEANWHILE)
    changed, removed = [], []
    for line in lines:
        row = there.get(line.pk) if line.pk else model(**(extra or {}))
        if row is None:
            raise Stale(CHANGED_MEANWHILE)
        if line.is_removed:
            if line.pk:
                _must_be_free(row, line)
                removed.append(row)
            continue
        if line.pk is None or any(getattr(row, name) != line.values[name] for name in line.values):
            for name, value in line.values.items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.erase(removed, by=by, reason="строка убрана из таблицы", now=now)
    written: list[Any] = model.objects.write(changed, by=by, now=now)
    return written


def _must_be_free(row: Any, line: Line) -> None:
    held = what_holds(row)
    if held:
        raise Refused(f"Строка {line.number}: «{row}» убрать нельзя, его держат: {held}.")
