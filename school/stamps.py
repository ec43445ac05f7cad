"""What rows were when somebody looked at them: who saves over a change he has not seen is told."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from accounts.records import Record


def values_of(row: Record) -> list[Any]:
    """All that the row holds, its key included, as it is kept."""
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def stamp_of(rows: Iterable[Record]) -> str:
    """A short word for the rows, of any models, in that order."""
    told = "\n".join(repr((type(row).__name__, values_of(row))) for row in rows)
    return sha256(told.encode()).hexdigest()[:32]
