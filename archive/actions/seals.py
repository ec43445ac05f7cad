"""Sealing: every few minutes the worker binds what was written since the last time into the chain."""

from datetime import datetime

from django.db import connection, transaction

from archive.chain import NOTHING, head_of
from archive.history import columns_of_history, cursor_in_utc, row_digest
from archive.models import Seal, sealed_digests


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
            "кластере. Продолжите нумерацию: pg_resetwal --next-transaction-id и --epoch, см. руководство."
        )
    columns = columns_of_history()
    if beyond <= first or not _anything_between(columns, first, beyond):
        return None
    number = last.number + 1 if last else 1
    seal = Seal.objects.create(
        number=number,
        made_at=now,
        first_transaction=first,
        next_transaction=beyond,
        columns=columns,
        rows=0,
        head="",
    )
    _seal_rows(seal)
    digests = [digest for _, digest in sealed_digests(seal)]
    seal.rows = len(digests)
    seal.head = head_of(last.head if last else NOTHING, number, first, beyond, digests)
    seal.save(update_fields=["rows", "head"])
    return seal


def _wait_for_the_other_sealer() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE archive_seal IN SHARE ROW EXCLUSIVE MODE")


def _oldest_running_transaction() -> int:
    """Every transaction with a lower number is finished. This one runs too, so it never seals itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def _anything_between(columns: dict[str, list[str]], first: int, beyond: int) -> bool:
    one = " UNION ALL ".join(
        f"(SELECT 1 FROM {table} WHERE history_transaction >= %(first)s AND history_transaction < %(beyond)s LIMIT 1)"  # noqa: S608  names of our own tables
        for table in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({one})", {"first": first, "beyond": beyond})
        return cursor.fetchone()[0]


def _seal_rows(seal: Seal) -> None:
    with cursor_in_utc() as cursor:
        for table, columns in seal.columns.items():
            cursor.execute(
                'INSERT INTO archive_sealedrow (seal_id, "table", history_id, transaction, digest) '  # noqa: S608
                f"SELECT %s, '{table}', history_id, history_transaction, {row_digest(columns)} FROM {table} h "
                "WHERE history_transaction >= %s AND history_transaction < %s",
                [seal.number, seal.first_transaction, seal.next_transaction],
            )
