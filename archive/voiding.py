"""What is put back when operations of an account are void. Pure: the history of a record in, its values out.

The value that stays is the last honest one: that of the last row of history that no void operation wrote. Where an
honest row lies on top of a void one, a person may still choose the value from before the first void operation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """Fields of a record that mean something only together.

    `blank` is what they are where the row is not there; None where the row itself is the fact.
    """

    name: str
    fields: tuple[str, ...]
    blank: Values | None = None

    def of(self, row: Mapping[str, Any] | None) -> Values | None:
        return self.blank if row is None else tuple(row[name] for name in self.fields)


@dataclass(frozen=True)
class Step:
    """A record after one row of its history; `values` None: taken away."""

    history_id: int
    values: Mapping[str, Any] | None
    is_void: bool


@dataclass(frozen=True)
class Fate:
    """What becomes of a part. `changed` are the void operations that changed it, `asked` those with an honest entry on top.

    `restored` is what stays, `before` what was there before the first void operation, `later` the last honest entry
    on top. None as a value: no row.
    """

    part: Part
    changed: tuple[int, ...]
    asked: frozenset[int]
    restored: Values | None
    before: Values | None
    later: Step | None


def fate_of(steps: Sequence[Step], part: Part) -> Fate:
    """Steps in the order of history, from the first one the record ever had."""
    value = before = honest = part.of(None)
    changed: list[int] = []
    covered = 0
    later = None
    for step in steps:
        new = part.of(step.values)
        if new == value:
            continue
        if step.is_void:
            if not changed:
                before = value
            changed.append(step.history_id)
        else:
            honest = new
            if changed:
                covered, later = len(changed), step
        value = new
    asked = frozenset(changed[:covered]) if honest != before else frozenset()
    return Fate(part, tuple(changed), asked, honest, before, later if asked else None)
