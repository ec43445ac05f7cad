"""Tables of history and their rows as text, the same whoever asks: the ground of the seals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from accounts.records import Record

# The rules of today's seals; the older ones are told in `verifier`.
FORM = 2


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


def told(table: str, columns: list[str], form: int = FORM) -> str:
    """SQL of a table's rows: `history_id`, `history_transaction` and `text`, the JSON object of the given columns.

    So a column added later changes nothing. The text is a plain expression, which PostgreSQL gives to all its workers.
    """
    if form > 1:
        names = ", ".join(f"t.{name}" for name in columns)
        text, source = "row_to_json(r)::text", f"{table} t CROSS JOIN LATERAL (SELECT {names}) r"
    else:
        # jsonb_build_object takes at most a hundred arguments: fifty columns.
        pairs = [f"'{name}', t.{name}" for name in columns]
        parts = [
            f"jsonb_build_object({', '.join(pairs[at : at + 50])})"
            for at in range(0, len(pairs), 50)
        ]
        text, source = f"({' || '.join(parts)})::text", f"{table} t"
    return f"(SELECT t.history_id, t.history_transaction, {text} AS text FROM {source})"  # noqa: S608  names of our own tables


# Of a row of `told`.
DIGEST = "sha256(convert_to(h.text, 'UTF8'))"


@contextmanager
def cursor_in_utc() -> Iterator[Any]:
    """A cursor whose moments are written in UTC whatever the connection's own zone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone'), set_config('TimeZone', 'UTC', false)")
        [(zone, _)] = cursor.fetchall()
        try:
            yield cursor
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])


@contextmanager
def one_moment() -> Iterator[Any]:
    """A cursor in UTC that sees the whole record as it is at one moment, with room to sort and both cores."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with cursor_in_utc() as cursor:
            for setting, value in ROOM.items():
                cursor.execute(f"SET LOCAL {setting} = {value}")
            yield cursor


ROOM = {
    "work_mem": "'256MB'",
    "max_parallel_workers_per_gather": "2",
    "min_parallel_table_scan_size": "'2MB'",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "jit": "off",
}
