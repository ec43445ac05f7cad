"""Steps of migrations by which PostgreSQL itself keeps the promises of the signed record.

They bind whoever writes: a page, an import, a shell, raw SQL. Only the database's own superuser can step
past them, and what he changes the seals show.
"""

from typing import Any

from django.db.migrations import RunSQL

# The name the first migrations used; the function is made by accounts 0002.
APPEND_ONLY = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"

REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'official records and their history are never emptied: %', TG_TABLE_NAME; END $$;
"""
NO_REFUSE_TRUNCATE = "DROP FUNCTION refuse_truncate();"

# A function for each table, so that PostgreSQL keeps its plan: many times cheaper than a query put together anew.
REQUIRE_TRACE = """
CREATE FUNCTION require_trace_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE this CONSTANT bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM 1 FROM {history} h WHERE h.id = OLD.id AND h.history_transaction = this AND h.history_type = '-';
    ELSE
        PERFORM 1 FROM {history} h WHERE h.id = NEW.id AND h.history_transaction = this AND to_jsonb(h) @> to_jsonb(NEW);
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
        [
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} {APPEND_ONLY}"
            for table in tables
        ],
        [f"DROP TRIGGER append_only ON {table}" for table in tables],
    )


def leaves_trace(*tables: str) -> RunSQL:
    """After this step no transaction commits that changed a row and did not write that very row into its history.

    A table's history is named by simple-history: `journal_mark` has `journal_historicalmark`. Neither is emptied.
    """
    made: list[Any] = []
    dropped: list[Any] = []
    for table in tables:
        history = table.replace("_", "_historical", 1)
        timing = f"ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        trace = f"EXECUTE FUNCTION require_trace_of_{table}()"
        made += [
            REQUIRE_TRACE.format(table=table, history=history),
            f"CREATE CONSTRAINT TRIGGER leaves_trace AFTER INSERT OR DELETE {timing} {trace}",
            f"CREATE CONSTRAINT TRIGGER change_leaves_trace AFTER UPDATE {timing} "
            f"WHEN (OLD.* IS DISTINCT FROM NEW.*) {trace}",
        ]
        dropped += [
            f"DROP TRIGGER {name} ON {table}" for name in ("leaves_trace", "change_leaves_trace")
        ]
        # Numbers of transactions only grow with the table, so a few bytes a page find the rows to seal.
        index = f"{history}_by_transaction"
        made.append(
            f"CREATE INDEX {index} ON {history} USING brin (history_transaction) WITH (autosummarize = on)"
        )
        dropped.append(f"DROP INDEX {index}")
        dropped.append(f"DROP FUNCTION require_trace_of_{table}()")
        for name in (table, history):
            made.append(
                f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
            )
            dropped.append(f"DROP TRIGGER never_emptied ON {name}")
    return RunSQL(made, dropped)
