"""Rows of history as they are, against what the chain says of them. PostgreSQL digests; only what differs comes here."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from .history import DIGEST
from .history import told as rows_told
from .models import Seal
from .verifier import judge

Told = tuple[str, str, int, int]  # kind, table, row, seal
# {seal: (rows, digest of their digests)}
Digests = dict[int, tuple[int, str]]

DIGEST_OF_DIGESTS = "encode(sha256(string_agg(digest, ''::bytea ORDER BY history_id)), 'hex')"


class Chain:
    """The seals in the order of their transactions, as PostgreSQL asks for them: a row's bucket is its seal."""

    def __init__(self, seals: list[Seal]) -> None:
        self.seals = sorted(seals, key=lambda seal: (seal.first_transaction, seal.number))
        self.bounds = [seal.first_transaction for seal in self.seals]
        self.numbers = [seal.number for seal in self.seals]
        self.end = max((seal.next_transaction for seal in seals), default=0)

    def between(self, start: int, end: int) -> set[int]:
        """Numbers of the seals that begin there."""
        return {
            number
            for number, bound in zip(self.numbers, self.bounds, strict=True)
            if start <= bound < end
        }

    def stretches(self, table: str) -> Iterator[tuple[list[Seal], int, int]]:
        """Seals with the same columns of the table, their first transaction and the one after their last."""
        own = [seal for seal in self.seals if table in seal.columns]
        groups = [
            list(group)
            for _, group in groupby(own, key=lambda seal: (seal.form, seal.columns[table]))
        ] or [[]]
        starts = [0, *(group[0].first_transaction for group in groups[1:])]
        yield from zip(groups, starts, [*starts[1:], self.end], strict=True)


def written_digests(cursor: Any) -> dict[str, Digests]:
    """What is written down beside the seals, by table."""
    cursor.execute(
        f'SELECT "table" COLLATE "C", seal_id, count(*), {DIGEST_OF_DIGESTS} FROM archive_sealedrow GROUP BY 1, 2'  # noqa: S608
    )
    found: dict[str, Digests] = {}
    for table, number, rows, digest in cursor.fetchall():
        found.setdefault(table, {})[number] = (rows, digest)
    return found


def differing_rows(
    cursor: Any, chain: Chain, table: str, columns: list[str], written: Digests
) -> Iterator[Told]:
    """Every row of the table that is not as sealed; `columns` are those it has today."""
    for seals, start, end in chain.stretches(table):
        form = seals[0].form if seals else 2
        own = seals[0].columns[table] if seals else columns
        names = [name for name in own if name in columns]
        rows = rows_told(table, names, form)
        standing = _standing(cursor, chain, rows, start, end)
        # A seal of the first form names no tables: the chain is followed through what is written beside it.
        told = written if form == 1 else {s.number: tuple(s.tables[table]) for s in seals}
        among = chain.between(start, end)
        suspect = {number for number in among if standing.get(number) != told.get(number)}
        doubted = {number for number in among if written.get(number) != told.get(number)}
        if suspect | doubted:
            was, now = _rows(cursor, chain, table, rows, sorted(suspect | doubted))
            yield from judge(table, was, now, doubted - suspect)


def _standing(cursor: Any, chain: Chain, rows: str, start: int, end: int) -> Digests:
    """Of the rows as they are now, by the seal of their transactions. OFFSET keeps the digests with the workers."""
    cursor.execute(
        f"SELECT bucket, count(*), {DIGEST_OF_DIGESTS} FROM ("  # noqa: S608
        f"SELECT width_bucket(h.history_transaction, %s::bigint[]) AS bucket, h.history_id, {DIGEST} AS digest "
        f"FROM {rows} h WHERE h.history_transaction >= %s AND h.history_transaction < %s OFFSET 0) d GROUP BY bucket",
        [chain.bounds, start, end],
    )
    return {
        chain.numbers[bucket - 1]: (count, digest) for bucket, count, digest in cursor.fetchall()
    }


def _rows(
    cursor: Any, chain: Chain, table: str, rows: str, numbers: list[int]
) -> tuple[dict[int, tuple[int, int, str]], dict[int, tuple[int, int, str, str]]]:
    """Rows of these seals that differ: {id: (seal, transaction, digest)} as sealed, and with their text as they are."""
    buckets = [place for place, number in enumerate(chain.numbers, start=1) if number in numbers]
    cursor.execute(
        "SELECT s.history_id, s.seal_id, s.transaction, encode(s.digest, 'hex'), "  # noqa: S608
        "n.history_id, n.bucket, n.history_transaction, n.text, encode(n.digest, 'hex') "
        'FROM (SELECT * FROM archive_sealedrow WHERE "table" = %s AND seal_id = ANY(%s)) s '
        f"FULL JOIN (SELECT *, {DIGEST} AS digest FROM (SELECT *, "
        f"width_bucket(history_transaction, %s::bigint[]) AS bucket FROM {rows} t "
        "WHERE history_transaction < %s) h WHERE bucket = ANY(%s)) n "
        "ON n.history_id = s.history_id AND n.digest = s.digest WHERE s.history_id IS NULL OR n.history_id IS NULL",
        [table, numbers, chain.bounds, chain.end, buckets],
    )
    was, now = {}, {}
    for row, seal, transaction, digest, stands, bucket, stands_in, text, told in cursor.fetchall():
        if row is not None:
            was[row] = (seal, transaction, digest)
        else:
            now[stands] = (chain.numbers[bucket - 1], stands_in, told, text)
    return was, now
