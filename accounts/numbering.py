"""Numbers of transactions, by which rows of history stand in order: they only grow, also where a copy is restored.

PostgreSQL numbers the transactions of a cluster. A database restored into another cluster meets smaller numbers there,
so what was reached before is added to them: `earlier_transactions()` is that sum, and its comment names the cluster
it was made for. Both come along in a dump.
"""

from typing import Any

from .ownership import has_function

RECORD_TRANSACTION = """
CREATE OR REPLACE FUNCTION public.record_transaction() RETURNS bigint LANGUAGE sql VOLATILE AS
'SELECT pg_current_xact_id()::text::bigint + public.earlier_transactions()'
"""
EARLIER_TRANSACTIONS = """
CREATE OR REPLACE FUNCTION public.earlier_transactions() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
'SELECT {earlier}::bigint'
"""


def carry_on_numbering(cursor: Any) -> int:
    """Before migrations: the numbers of this cluster go on from those the database has. What is added to them."""
    here = _value(cursor, "SELECT system_identifier::text FROM pg_control_system()")
    if has_function(cursor, "earlier_transactions"):
        made_for = _value(
            cursor, "SELECT obj_description('public.earlier_transactions()'::regprocedure)"
        )
        earlier = None if made_for == here else _gap(cursor, _reached(cursor))
    else:
        earlier = _gap(cursor, _sealed(cursor))
    if earlier is not None:
        cursor.execute(EARLIER_TRANSACTIONS.format(earlier=earlier))
        cursor.execute("COMMENT ON FUNCTION public.earlier_transactions() IS %s", [here])
    cursor.execute(RECORD_TRANSACTION)
    return _value(cursor, "SELECT public.earlier_transactions()")


def take_numbers_from_here(cursor: Any) -> None:
    """After migrations: every table of history, also one of an older make, asks `record_transaction`."""
    cursor.execute(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) "
        "WHERE a.attname = 'history_transaction' AND c.relkind = 'r' "
        "AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE '%record_transaction()%'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(
            f"ALTER TABLE {table} ALTER history_transaction SET DEFAULT public.record_transaction()"
        )


def _gap(cursor: Any, reached: int) -> int:
    """What has to be added so that the next transaction comes after `reached`."""
    return max(0, reached - _value(cursor, "SELECT pg_current_xact_id()::text::bigint"))


def _reached(cursor: Any) -> int:
    """The greatest number that history or a seal names."""
    cursor.execute(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE a.attname = 'history_transaction' AND c.relkind = 'r'"
    )
    tables = [table for (table,) in cursor.fetchall()]
    return max(
        _sealed(cursor),
        *(
            _value(cursor, f"SELECT coalesce(max(history_transaction), 0) FROM {table}")  # noqa: S608
            for table in tables
        ),
        0,
    )


def _sealed(cursor: Any) -> int:
    if not _value(cursor, "SELECT to_regclass('public.archive_seal') IS NOT NULL"):
        return 0
    return _value(cursor, "SELECT coalesce(max(next_transaction), 0) FROM archive_seal")


def _value(cursor: Any, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]
