"""Does the record still say what was sealed? Every row that does not is named."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import groupby
from operator import itemgetter

from accounts.records import Transaction

from .chain import NOTHING, head_of
from .history import cursor_in_utc, record_models, row_digest
from .models import Seal, sealed_digests

EDITED, DELETED, INSERTED = "edited", "deleted", "inserted"
BROKEN_SEAL, CUT_TAIL, UNTOLD = "broken seal", "cut tail", "untold"

WORDS = {
    EDITED: "строка истории изменена после запечатывания",
    DELETED: "строки истории нет, хотя она запечатана",
    INSERTED: "строка истории появилась задним числом",
    BROKEN_SEAL: "печать не сходится с предыдущими",
    CUT_TAIL: "нет печати, которая была напечатана или отправлена",
    UNTOLD: "запись отличается от последней строки своей истории",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed: a row of a table, or a seal."""

    kind: str
    table: str
    row: int
    seal: int | None = None

    def __str__(self) -> str:
        of_seal = f", печать {self.seal}" if self.seal else ""
        return f"{self.table}, {self.row}{of_seal}: {WORDS[self.kind]}"


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


def verify(*, heads: Iterable[tuple[int, str]] = ()) -> Verdict:
    """Compare all history with its seals, the seals with one another, and the records with their history.

    `heads` are numbers and heads (or their first digits) known from outside: printed on a volume, sent by mail.
    A few queries a table, whatever the number of seals.
    """
    seals = list(Seal.objects.order_by("number"))
    findings = [
        *_compare_rows(seals),
        *_rows_ahead_of_time(),
        *_follow_chain(seals),
        *_compare_heads(seals, heads),
        *_compare_records(),
    ]
    return Verdict(
        len(seals), sum(s.rows for s in seals), seals[-1].head if seals else NOTHING, findings
    )


def _compare_rows(seals: list[Seal]) -> Iterable[Finding]:
    """All sealed rows as they are now, against what was sealed. Seals of the same columns are compared at once."""
    for columns, group in groupby(seals, key=lambda seal: seal.columns):
        of_group = list(group)
        for table, names in columns.items():
            yield from _compare_table(of_group, table, names)


def _compare_table(seals: list[Seal], table: str, columns: list[str]) -> Iterable[Finding]:
    bounds = [seal.first_transaction for seal in seals]
    with cursor_in_utc() as cursor:
        cursor.execute(
            "SELECT coalesce(s.history_id, h.history_id), s.seal_id, h.history_transaction "  # noqa: S608
            'FROM (SELECT seal_id, history_id, digest FROM archive_sealedrow WHERE "table" = %s '
            "AND seal_id BETWEEN %s AND %s) s "
            f"FULL JOIN (SELECT history_id, history_transaction, {row_digest(columns)} AS digest FROM {table} h "
            "WHERE history_transaction >= %s AND history_transaction < %s) h USING (history_id) "
            "WHERE s.digest IS DISTINCT FROM h.digest ORDER BY 1",
            [table, seals[0].number, seals[-1].number, bounds[0], seals[-1].next_transaction],
        )
        for row, seal, of_transaction in cursor.fetchall():
            if seal is None:
                seal = seals[bisect_right(bounds, of_transaction) - 1].number
                yield Finding(INSERTED, table, row, seal)
            else:
                yield Finding(DELETED if of_transaction is None else EDITED, table, row, seal)


def _rows_ahead_of_time() -> Iterable[Finding]:
    """Rows that name a transaction that has not been yet: written past the database's own numbering."""
    for model in record_models():
        history = model.history.model
        ahead = history._base_manager.filter(history_transaction__gt=Transaction())
        yield from (
            Finding(INSERTED, history._meta.db_table, row)
            for row in ahead.values_list("history_id", flat=True)
        )


def _follow_chain(seals: list[Seal]) -> Iterable[Finding]:
    digests = groupby(sealed_digests(), key=itemgetter(0))
    of_seal, rows = next(digests, (None, iter(())))
    previous, next_transaction = NOTHING, 0
    for number, seal in enumerate(seals, start=1):
        while of_seal is not None and of_seal < seal.number:
            of_seal, rows = next(digests, (None, iter(())))
        own = (digest for _, digest in rows) if of_seal == seal.number else iter(())
        head = head_of(previous, seal.number, seal.first_transaction, seal.next_transaction, own)
        if (seal.number, seal.first_transaction, seal.head) != (number, next_transaction, head):
            yield Finding(BROKEN_SEAL, "archive_seal", seal.number, seal.number)
        previous, next_transaction = seal.head, seal.next_transaction


def _compare_heads(seals: list[Seal], heads: Iterable[tuple[int, str]]) -> Iterable[Finding]:
    known = {seal.number: seal.head for seal in seals}
    for number, head in heads:
        if number not in known:
            yield Finding(CUT_TAIL, "archive_seal", number, number)
        elif not known[number].startswith(head.lower()):
            yield Finding(BROKEN_SEAL, "archive_seal", number, number)


def _compare_records() -> Iterable[Finding]:
    """Each record is what the last row of its history says, and a record whose history ends in «-» is not there."""
    for model in record_models():
        table, history = model._meta.db_table, model.history.model._meta.db_table
        with cursor_in_utc() as cursor:
            cursor.execute(
                f"WITH last AS (SELECT DISTINCT ON (id) * FROM {history} ORDER BY id, history_id DESC) "  # noqa: S608
                f"SELECT coalesce(r.id, last.id) FROM {table} r FULL JOIN last ON last.id = r.id "
                "WHERE (r.id IS NULL AND last.history_type <> '-') OR (r.id IS NOT NULL AND "
                "(last.id IS NULL OR last.history_type = '-' OR NOT to_jsonb(last) @> to_jsonb(r))) ORDER BY 1"
            )
            yield from (Finding(UNTOLD, table, row) for (row,) in cursor.fetchall())
