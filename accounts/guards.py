"""How PostgreSQL itself keeps the promises of the signed record.

The guards bind whoever writes: a page, an import, a shell, raw SQL. Only the owner of the tables and the
database's own superuser can step past them, the site is neither (`ownership`), and what they change the seals show.

A migration puts the guards of its tables in their place; `mount_guards`, after every `migrate`, puts back what is
missing, switched off or of an older make.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.migrations import RunSQL

from .records import AppendOnly, Record

# The name the first migrations used; the function is made by accounts 0002.
APPEND_ONLY = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"

REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'official records and their history are never emptied: %', TG_TABLE_NAME; END $$;
"""
NO_REFUSE_TRUNCATE = "DROP FUNCTION refuse_truncate();"

REFUSE_FOREIGN_TRANSACTION = """
CREATE OR REPLACE FUNCTION refuse_foreign_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history of % is written in the name of its own transaction', TG_TABLE_NAME; END $$;
"""

REFUSE_UNSIGNED = """
CREATE OR REPLACE FUNCTION refuse_unsigned_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history of % names its author', TG_TABLE_NAME; END $$;
"""

# A function for each table, so that PostgreSQL keeps its plan: many times cheaper than a query put together anew.
# The schema is named, so that no temporary table stands before the history. A row is always found by its key: a plan
# kept from the days of an empty table would read all of the transaction for each row of a first import.
REQUIRE_TRACE = """
CREATE OR REPLACE FUNCTION require_trace_of_{table}() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE this CONSTANT bigint := public.record_transaction();
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM 1 FROM public.{history} h WHERE h.id = OLD.id AND h.history_transaction = this AND h.history_type = '-';
    ELSE
        PERFORM 1 FROM public.{history} h WHERE h.id = NEW.id AND h.history_transaction = this AND to_jsonb(h) @> to_jsonb(NEW);
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a row of {table} was changed without its history: %', coalesce(NEW.id, OLD.id)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def append_only(*tables: str) -> RunSQL:
    """After this step nobody changes or deletes rows of these tables of history."""
    return RunSQL(
        [_append_only(table) for table in tables],
        [f"DROP TRIGGER append_only ON {table}" for table in tables],
    )


def never_emptied(*tables: str) -> RunSQL:
    return RunSQL(
        [_never_emptied(table) for table in tables],
        [f"DROP TRIGGER never_emptied ON {table}" for table in tables],
    )


def leaves_trace(*tables: str) -> RunSQL:
    """After this step no transaction commits that changed a row and did not write that very row into its history.

    A table's history is named by simple-history: `journal_mark` has `journal_historicalmark`. Neither is emptied.
    """
    made: list[Any] = []
    dropped: list[Any] = []
    for table in tables:
        history = table.replace("_", "_historical", 1)
        made.append(REQUIRE_TRACE.format(table=table, history=history))
        made += _record_guards(table).values()
        dropped += [f"DROP TRIGGER {name} ON {table}" for name in _record_guards(table)]
        # Numbers of transactions only grow with the table, so a few bytes a page find the rows to seal.
        index = f"{history}_by_transaction"
        made.append(
            f"CREATE INDEX {index} ON {history} USING brin (history_transaction) WITH (autosummarize = on)"
        )
        made.append(_never_emptied(history))
        dropped.append(f"DROP TRIGGER never_emptied ON {history}")
        dropped.append(f"DROP INDEX {index}")
        dropped.append(f"DROP FUNCTION require_trace_of_{table}()")
    return RunSQL(made, dropped)


def guards() -> Iterator[tuple[str, str, str]]:
    """Every guard that has to stand: its table, its name, and the SQL that puts it there."""
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, Record):
            history = model.history.model._meta.db_table
            yield from ((table, name, made) for name, made in _record_guards(table).items())
            yield from ((history, name, made) for name, made in _history_guards(history).items())
        elif issubclass(model, AppendOnly):
            yield table, "append_only", _append_only(table)
            yield table, "never_emptied", _never_emptied(table)


def missing_guards(cursor: Any) -> Iterator[tuple[str, str, str | None]]:
    """Guards that do not stand, or (no SQL: it is there) are switched off. Tables not made yet have none to miss."""
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
    )
    standing: dict[str, dict[str, str]] = {}
    for table, name, enabled in cursor.fetchall():
        standing.setdefault(table, {})[name] = enabled
    for table, name, made in guards():
        if table in standing and standing[table].get(name) not in {"O", "A"}:
            yield table, name, None if name in standing[table] else made


def mount_guards(cursor: Any) -> None:
    """Put every guard in its place, in its newest make. Run by the owner of the tables after each `migrate`."""
    cursor.execute(REFUSE_TRUNCATE)
    cursor.execute(REFUSE_FOREIGN_TRANSACTION)
    cursor.execute(REFUSE_UNSIGNED)
    for model in apps.get_models():
        if issubclass(model, Record):
            history = model.history.model._meta.db_table
            cursor.execute(REQUIRE_TRACE.format(table=model._meta.db_table, history=history))
    for table, name, made in list(missing_guards(cursor)):
        cursor.execute(made or f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _append_only(table: str) -> str:
    return f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} {APPEND_ONLY}"


def _never_emptied(table: str) -> str:
    return (
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
    )


def _record_guards(table: str) -> dict[str, str]:
    timing = f"ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
    trace = f"EXECUTE FUNCTION require_trace_of_{table}()"
    return {
        "leaves_trace": f"CREATE CONSTRAINT TRIGGER leaves_trace AFTER INSERT OR DELETE {timing} {trace}",
        "change_leaves_trace": f"CREATE CONSTRAINT TRIGGER change_leaves_trace AFTER UPDATE {timing} "
        f"WHEN (OLD.* IS DISTINCT FROM NEW.*) {trace}",
        "never_emptied": _never_emptied(table),
    }


def _history_guards(history: str) -> dict[str, str]:
    return {
        "append_only": _append_only(history),
        "never_emptied": _never_emptied(history),
        "own_transaction": f"CREATE TRIGGER own_transaction BEFORE INSERT ON {history} FOR EACH ROW "
        "WHEN (NEW.history_transaction IS DISTINCT FROM public.record_transaction()) "
        "EXECUTE FUNCTION refuse_foreign_transaction()",
        # simple-history would write such a row by itself after a plain `save_base` or a collector's `delete`.
        "signed": f"CREATE TRIGGER signed BEFORE INSERT ON {history} FOR EACH ROW "
        "WHEN (NEW.history_author = '') EXECUTE FUNCTION refuse_unsigned_history()",
    }
