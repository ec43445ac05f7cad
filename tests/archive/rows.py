"""Rows of any model, made past its rules of content: whatever the columns, so that models yet to come are tried too.

Inside the test's own transaction the owner drops what holds a row's content together (checks, references, uniqueness,
a model's own triggers); what guards its history stays.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.guards import guards

VALUES = {
    "boolean": ("false", "true"),
    "smallint": ("1", "2"),
    "integer": ("1", "2"),
    "bigint": ("1", "2"),
    "numeric": ("1", "2"),
    "double precision": ("1", "2"),
    "character varying": ("'x'", "'y'"),
    "text": ("'x'", "'y'"),
    "date": ("'2025-09-15'", "'2025-09-16'"),
    "time without time zone": ("'08:30'", "'09:30'"),
    "timestamp with time zone": ("'2025-09-15 08:30+03'", "'2025-09-16 08:30+03'"),
    "interval": ("'1 day'", "'2 days'"),
    "jsonb": ("'{}'", "'{\"x\": 1}'"),
    "bytea": (r"'\x00'", r"'\x01'"),
    "uuid": (
        "'5e1a0000-0000-4000-8000-000000000001'",
        "'5e1a0000-0000-4000-8000-000000000002'",
    ),
    "inet": ("'10.0.0.1'", "'10.0.0.2'"),
    "ARRAY": ("'{}'", "'{1}'"),
    "daterange": ("'[2025-09-01,2025-09-02)'", "'[2025-09-01,2025-09-03)'"),
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    may_be_empty: bool

    @property
    def value(self) -> str:
        return "NULL" if self.may_be_empty else VALUES[self.kind][0]

    @property
    def other(self) -> str:
        return VALUES[self.kind][1]


def run(words: str, params: Any = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(words, params)
        return cursor.fetchall() if cursor.description else []


def columns_of(table: str, *, key: str) -> list[Column]:
    """Columns of the table but for its key and what it fills in by itself."""
    told = run(
        "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns WHERE table_name = %s "
        "AND column_name NOT IN (%s, 'history_transaction') AND is_generated = 'NEVER' ORDER BY 1",
        [table, key],
    )
    return [Column(*one) for one in told]


def free(*tables: str) -> None:
    """Drop what the content of these tables is held to, till the end of the test's transaction. The owner's right."""
    for table in tables:
        for (name,) in run(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f', 'u', 'x')",
            [table],
        ):
            run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
        for (name,) in run(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass "
            "AND indisunique AND NOT indisprimary",
            [table],
        ):
            run(f"DROP INDEX {name}")
        ours = [guard for guarded, guard, _ in guards() if guarded == table]
        for (name,) in run(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname <> ALL(%s)",
            [table, ours],
        ):
            run(f"DROP TRIGGER {name} ON {table}")


def insert(
    table: str, key: str, number: int, columns: list[Column], given: dict[str, str] | None = None
) -> str:
    """SQL that inserts a row with that key; `given` values stand instead of the usual ones."""
    given = given or {}
    names = [key, *(column.name for column in columns), *(set(given) - {c.name for c in columns})]
    values = [
        str(number),
        *(given.get(column.name, column.value) for column in columns),
        *(given[name] for name in names[1 + len(columns) :]),
    ]
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({quoted}) VALUES ({', '.join(values)})"
