"""Does the record still say what was sealed? Every row that does not is named."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from accounts.guards import missing_guards
from accounts.records import Record

from .comparison import Chain, Digests, differing_rows, written_digests
from .history import columns_of_history, one_moment, record_models
from .models import Seal, sealed_digests
from .verifier import (
    BROKEN_SEAL,
    CUT_TAIL,
    DELETED,
    EDITED,
    INSERTED,
    NOTHING,
    REORDERED,
    REPLACED,
    UNGUARDED,
    UNTOLD,
    WORDS,
    compare_heads,
    follow_chain,
)

__all__ = [
    "BROKEN_SEAL", "CUT_TAIL", "DELETED", "EDITED", "INSERTED", "REORDERED", "REPLACED", "UNGUARDED", "UNTOLD",
    "Finding", "Verdict", "verify",
]  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed: a row of a table, a seal, or (row 0) a table's guard."""

    kind: str
    table: str
    row: int
    seal: int | None = None

    def __str__(self) -> str:
        of_row = f", {self.row}" if self.row else ""
        of_seal = f", печать {self.seal}" if self.seal else ""
        return f"{self.table}{of_row}{of_seal}: {WORDS[self.kind]}"


@dataclass(frozen=True)
class Verdict:
    seals: int
    rows: int
    head: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def as_dict(self) -> dict:
        return {"whole": self.is_whole, **asdict(self)}


def verify(
    *, heads: Iterable[tuple[int, str]] = (), told: Progress = lambda done, of: None
) -> Verdict:
    """Compare all history with its seals, the seals with one another, and the records with their history.

    `heads` are numbers and heads (or their first digits) known from outside: printed on a volume, sent by mail.
    All is seen as it is at one moment. A few queries a table, whatever the number of seals.
    """
    with one_moment() as cursor:
        seals = list(Seal.objects.order_by("number"))
        findings = list(dict.fromkeys(_findings(cursor, seals, list(heads), told)))
    last = seals[-1].head if seals else NOTHING
    return Verdict(len(seals), sum(seal.rows for seal in seals), last, findings)


def _findings(
    cursor: Any, seals: list[Seal], heads: list[tuple[int, str]], told: Progress
) -> Iterator[Finding]:
    chain, written, models = Chain(seals), written_digests(cursor), record_models()
    columns = columns_of_history()
    for done, model in enumerate(models):
        told(done, len(models))
        table = model.history.model._meta.db_table
        found = differing_rows(cursor, chain, table, columns[table], written.get(table, {}))
        yield from (Finding(*one) for one in found)
        yield from _compare_records(cursor, model)
    yield from _of_no_table(seals, columns)
    yield from _rows_ahead_of_time(cursor, columns)
    yield from _follow_chain(seals, written)
    known = {seal.number: seal.head for seal in seals}
    yield from (Finding(*one) for one in compare_heads(known, heads))
    yield from (Finding(UNGUARDED, table, 0) for table, _, _ in missing_guards(cursor))
    told(len(models), len(models))


def _of_no_table(seals: list[Seal], columns: dict[str, list[str]]) -> Iterator[Finding]:
    """Sealed rows of tables that are there no more."""
    for seal in seals:
        yield from (
            Finding(DELETED, table, 0, seal.number) for table in seal.tables if table not in columns
        )


def _rows_ahead_of_time(cursor: Any, columns: dict[str, list[str]]) -> Iterator[Finding]:
    """Rows that name a transaction that has not been yet: written past the database's own numbering."""
    cursor.execute(
        "SELECT public.earlier_transactions() + greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, "
        "coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0))"
    )
    newest = cursor.fetchone()[0]
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}', history_id FROM {table} WHERE history_transaction > %(newest)s"  # noqa: S608  names of our own tables
            for table in columns
        ),
        {"newest": newest},
    )
    yield from (Finding(INSERTED, table, row) for table, row in cursor.fetchall())


def _follow_chain(seals: list[Seal], written: dict[str, Digests]) -> Iterator[Finding]:
    """Each seal follows from the one before it; beside it are written the digests it was made of."""
    digests = {
        number: [digest for _, *digest in rows]
        for number, rows in groupby(sealed_digests(form=1), key=itemgetter(0))
    }
    told = [seal.as_told() for seal in seals]
    yield from (Finding(*one) for one in follow_chain(told, digests))
    beside: dict[int, dict[str, list]] = {}
    for table, of_table in written.items():
        for number, digest in of_table.items():
            beside.setdefault(number, {})[table] = list(digest)
    for seal in seals:
        if seal.form > 1 and beside.get(seal.number, {}) != seal.tables:
            yield Finding(BROKEN_SEAL, "archive_seal", seal.number, seal.number)
    for number in sorted(beside.keys() - {seal.number for seal in seals}):
        yield Finding(BROKEN_SEAL, "archive_seal", number, number)


def _compare_records(cursor: Any, model: type[Record]) -> Iterator[Finding]:
    """Each record is what the last row of its history says, and a record whose history ends in «-» is not there."""
    table, history = model._meta.db_table, model.history.model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    record, last = (", ".join(f"{alias}.{name}" for name in columns) for alias in ("r", "l"))
    cursor.execute(
        f"SELECT coalesce(r.id, l.id) FROM {table} r FULL JOIN ("  # noqa: S608
        f"SELECT h.* FROM {history} h JOIN (SELECT max(history_id) AS newest FROM {history} GROUP BY id) n "
        "ON n.newest = h.history_id) l ON l.id = r.id WHERE CASE WHEN r.id IS NULL THEN l.history_type <> '-' "
        f"ELSE l.id IS NULL OR l.history_type = '-' OR ROW({record}) IS DISTINCT FROM ROW({last}) END ORDER BY 1"
    )
    yield from (Finding(UNTOLD, table, row) for (row,) in cursor.fetchall())
