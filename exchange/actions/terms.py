"""Facts with terms: a file's term finds the journal's, so that no day is told twice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FOREVER = date.max


@dataclass(frozen=True)
class Term:
    """From the first day to the last, both included; None has no end."""

    starts_on: date
    ends_on: date | None

    def meets(self, other: "Term") -> bool:
        return self.starts_on <= (other.ends_on or FOREVER) and other.starts_on <= (
            self.ends_on or FOREVER
        )


def pair(terms: Sequence[Term], rows: Sequence[Any]) -> list[Any]:
    """For each term the row it continues, or None: the same first day, else a common day."""
    free = list(rows)
    found: list[Any] = [None] * len(terms)
    for same_start in (True, False):
        for place, term in enumerate(terms):
            if found[place] is not None:
                continue
            for row in free:
                own = Term(row.starts_on, row.ends_on)
                if row.starts_on == term.starts_on if same_start else own.meets(term):
                    found[place] = row
                    free.remove(row)
                    break
    return found


def first_meeting(term: Term, others: Sequence[Term]) -> Term | None:
    return next((other for other in others if other.meets(term)), None)
