from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import models
from django.db.models.functions import Collate

from accounts.models import User
from accounts.records import AppendOnly


class Seal(AppendOnly):
    """One link of the chain over history: what all rows of some finished transactions were.

    It covers transactions from `first_transaction` up to, but without, `next_transaction`, all of which were finished
    when it was made. `head` is SHA-256 over the previous head, this seal's own words and the digests of its rows
    (see `archive.verifier`); it is printed on acts and volumes, so that a tail cut off later is noticed.
    """

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    # By which rules of `archive.verifier` it was made.
    form = models.PositiveSmallIntegerField(default=1)
    first_transaction = models.BigIntegerField()
    next_transaction = models.BigIntegerField()
    # Which columns each sealed table of history had then: {"journal_historicalmark": ["code", …]}.
    columns = models.JSONField()
    # Rows sealed in each table and the digest of their digests: {"journal_historicalmark": [12, "9f86…"]}.
    tables = models.JSONField(default=dict)
    rows = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.head[:12]}"

    def as_told(self) -> dict:
        """The seal as the rules know it, and as it stands in an export."""
        return {
            "number": self.number,
            "form": self.form,
            "made_at": moment_text(self.made_at),
            "first_transaction": self.first_transaction,
            "next_transaction": self.next_transaction,
            "columns": self.columns,
            "tables": self.tables,
            "rows": self.rows,
            "head": self.head,
        }


def moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class SealedRow(AppendOnly):
    """The digest of one row of history when it was sealed: by it an edited or deleted row is named."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="sealed_rows", db_index=False)
    table = models.CharField(max_length=63)
    history_id = models.BigIntegerField()
    transaction = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "table", "history_id"], name="row_is_sealed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.history_id}"


class Verification(models.Model):
    """A verification asked for on the page or by the clock: how far it is, what it found."""

    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # Tables compared so far, of how many.
    done = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    seals = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    head = models.CharField(max_length=64, blank=True)
    findings_total = models.PositiveIntegerField(default=0)
    # The first of them, as sentences.
    findings = models.JSONField(default=list)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_whole(self) -> bool:
        return bool(self.finished_at) and not self.error and not self.findings_total


def sealed_digests(*, form: int) -> Iterator[tuple[int, int, str, int, str]]:
    """Seal, transaction, table, history id, digest (hexadecimal) of the rows under seals of that form, by seal."""
    rows = SealedRow.objects.filter(seal__form=form).order_by(
        "seal_id", "transaction", Collate("table", "C"), "history_id"
    )
    fields = ("seal_id", "transaction", "table", "history_id", "digest")
    for *place, digest in rows.values_list(*fields).iterator(chunk_size=20_000):
        yield (*place, bytes(digest).hex())
