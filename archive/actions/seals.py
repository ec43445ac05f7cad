"""Sealing: every few minutes the worker binds what was written since the last time into the chain."""

from datetime import datetime

from django.db import connection, transaction

from archive.history import DIGEST, FORM, columns_of_history, cursor_in_utc, told
from archive.models import Seal, moment_text
from archive.verifier import NOTHING, head_of_tables

# Whoever seals holds this lock of the database: "seal" in ASCII.
LOCK = 0x7365616C


class SealRefused(Exception):
    """The chain cannot go on; the text says why and what to do."""


@transaction.atomic
def seal_history(*, now: datetime) -> Seal | None:
    """Seal the rows of all transactions that are finished; None when there are none since the last seal.

    Transactions are taken by PostgreSQL's own order of finishing (below the oldest one still running), not by
    serial numbers: a row that commits late belongs to a later seal, and is never jumped over.
    """
    _wait_for_the_other_sealer()
    last = Seal.objects.order_by("number").last()
    first = last.next_transaction if last else 0
    beyond = _oldest_running_transaction()
    if beyond < first:
        raise SealRefused(
            f"Номера транзакций базы ({beyond}) меньше, чем в последней печати ({first}): база восстановлена в новом "
            "кластере. Продолжите нумерацию: script/manage migrate."
        )
    if beyond == first:
        return None
    number = last.number + 1 if last else 1
    columns = columns_of_history()
    tables = _seal_rows(number, columns, first, beyond)
    if not tables:
        return None
    columns = {table: columns[table] for table in tables}
    previous = last.head if last else NOTHING
    head = head_of_tables(previous, number, first, beyond, moment_text(now), tables, columns)
    return Seal.objects.create(
        number=number,
        made_at=now,
        form=FORM,
        first_transaction=first,
        next_transaction=beyond,
        columns=columns,
        tables=tables,
        rows=sum(rows for rows, _ in tables.values()),
        head=head,
    )


def _wait_for_the_other_sealer() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _oldest_running_transaction() -> int:
    """Every transaction with a lower number is finished. This one runs too, so it never seals itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + public.earlier_transactions()"
        )
        return cursor.fetchone()[0]


def _seal_rows(
    number: int, columns: dict[str, list[str]], first: int, beyond: int
) -> dict[str, list]:
    """Write down the digest of each row; rows and the digest of their digests by table."""
    tables = {}
    with cursor_in_utc() as cursor:
        for table, names in columns.items():
            cursor.execute(
                'WITH sealed AS (INSERT INTO archive_sealedrow (seal_id, "table", history_id, transaction, digest) '  # noqa: S608
                f"SELECT %s, '{table}', history_id, history_transaction, {DIGEST} FROM {told(table, names)} h "
                "WHERE history_transaction >= %s AND history_transaction < %s RETURNING history_id, digest) "
                "SELECT count(*), encode(sha256(string_agg(digest, ''::bytea ORDER BY history_id)), 'hex') FROM sealed",
                [number, first, beyond],
            )
            rows, digest = cursor.fetchone()
            if rows:
                tables[table] = [rows, digest]
    return tables
