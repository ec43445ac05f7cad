"""Tables of history and their rows as text, the same whoever asks: the ground of the seals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.records import Record


def record_models() -> list[type[Record]]:
    return sorted(
        (model for model in apps.get_models() if issubclass(model, Record)),
        key=lambda model: model._meta.db_table,
    )


def columns_of_history() -> dict[str, list[str]]:
    """Every table of history with its columns, both in order of the alphabet."""
    return {
        model.history.model._meta.db_table: sorted(
            field.column for field in model.history.model._meta.concrete_fields
        )
        for model in record_models()
    }


def row_text(columns: list[str], alias: str = "h") -> str:
    """SQL of a row's text: the JSON object of the given columns, so that a column added later changes nothing."""
    # jsonb_build_object takes at most a hundred arguments: fifty columns.
    parts = [
        "jsonb_build_object("
        + ", ".join(f"'{name}', {alias}.{name}" for name in columns[start : start + 50])
        + ")"
        for start in range(0, len(columns), 50)
    ]
    return f"({' || '.join(parts)})::text"


def row_digest(columns: list[str], alias: str = "h") -> str:
    return f"sha256(convert_to({row_text(columns, alias)}, 'UTF8'))"


@contextmanager
def cursor_in_utc() -> Iterator[Any]:
    """A cursor whose moments are written in UTC whatever the connection's own zone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone'), set_config('TimeZone', 'UTC', false)")
        [(zone, _)] = cursor.fetchall()
        try:
            yield cursor
        finally:
            cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
