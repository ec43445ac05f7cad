from collections.abc import Iterator

from django.db import models
from django.db.models.functions import Collate


class Seal(models.Model):
    """One link of the chain over history: what all rows of some finished transactions were.

    It covers transactions from `first_transaction` up to, but without, `next_transaction`, all of which were finished
    when it was made. `head` is SHA-256 over the previous head, this seal's own words and the digests of its rows
    (see `archive.chain`); it is printed on acts and volumes, so that a tail cut off later is noticed.
    """

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    first_transaction = models.BigIntegerField()
    next_transaction = models.BigIntegerField()
    # Which columns each table of history had then: {"journal_historicalmark": ["code", …]}.
    columns = models.JSONField()
    rows = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.head[:12]}"


class SealedRow(models.Model):
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


def sealed_digests(seal: Seal | None = None) -> Iterator[tuple[int, str]]:
    """Seal and digest (hexadecimal) of the rows of one seal or of all, in the order of the chain."""
    rows = SealedRow.objects.filter(seal=seal) if seal else SealedRow.objects.all()
    ordered = rows.order_by("seal_id", "transaction", Collate("table", "C"), "history_id")
    for number, digest in ordered.values_list("seal_id", "digest").iterator(chunk_size=20_000):
        yield number, bytes(digest).hex()
