"""Decisions by hand on operations that a later honest entry lies on: it is kept, or what was before is written back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.breaches import Refused, locked, must_be_another
from accounts.models import BreachIncident, User, VoidedOperation
from archive.kinds import kinds
from archive.operation_words import Words, later_in_words, restored_in_words
from archive.operations import Key, Operation, Place, lock_places, steps_of, void_keys

from .families import tell_families
from .putting_back import Target, Why, put_back
from .voiding import Decision, reason_of


@dataclass(frozen=True)
class Decided:
    """How many operations are decided, and how many are shown anew: their entry has changed since."""

    decided: int
    shown_anew: int


@transaction.atomic
def decide(
    *,
    incident: BreachIncident,
    operations: Collection[int] | None,
    restore: bool,
    by: User,
    now: datetime,
) -> Decided:
    """Keep the later entry on top of void operations, or write back what was before them; None: all that wait.

    All operations on one place are decided together. An entry that has changed since it was shown is not decided
    on: it is shown as it is now. Refused where somebody else has decided already.
    """
    incident = locked(incident)
    must_be_another(incident, by)
    rows = _chosen(incident, operations)
    places = lock_places([_operation(row) for row in rows], void=void_keys())
    of_step = steps_of(places)
    stale = [row for row in rows if _place(row, of_step).steps[-1].history_id != row.later_id]
    _show_anew(stale, of_step)
    fresh = [row for row in rows if row not in stale]
    why: Why = {}
    if restore:
        why = put_back(_before(fresh, of_step), by=by, reason=reason_of(incident), now=now)
    _settle(fresh, of_step, restored_in_words(places, before=True), why, restore)
    for row in fresh:
        row.decided_by, row.decided_at = by, now
    VoidedOperation.objects.write(rows, by=by, reason=reason_of(incident), now=now)
    tell_families([row for row in fresh if row.decision == Decision.VOIDED], by=by, now=now)
    return Decided(len(fresh), len(stale))


def _chosen(incident: BreachIncident, operations: Collection[int] | None) -> list[VoidedOperation]:
    waiting = list(incident.operations.filter(decision=Decision.ASKED).order_by("made_at", "pk"))
    chosen = [row for row in waiting if operations is None or row.pk in operations]
    if not chosen or (operations is not None and len(chosen) < len(operations)):
        raise Refused("По этой записи уже решили. Обновите страницу.")
    places = {(row.table, row.row) for row in chosen}
    return [row for row in waiting if (row.table, row.row) in places]


def _operation(row: VoidedOperation) -> Operation:
    kind = kinds()[row.table]
    return Operation(kind, row.history_row, row.row, row.made_at, row.is_doubtful)


def _place(row: VoidedOperation, of_step: Mapping[Key, Place]) -> Place:
    return of_step[row.table, row.history_row]


def _show_anew(rows: Iterable[VoidedOperation], of_step: Mapping[Key, Place]) -> None:
    for row in rows:
        place = _place(row, of_step)
        waiting = [fate for fate in place.fates() if fate.part.name in row.waiting]
        row.later = later_in_words(place, waiting) or row.later
        row.later_id = place.steps[-1].history_id


def _before(rows: Sequence[VoidedOperation], of_step: Mapping[Key, Place]) -> list[Target]:
    """What was in the parts that wait before the first void operation, for each place once, parents first."""
    parts: dict[tuple[str, int], set[str]] = {}
    for row in rows:
        parts.setdefault((row.table, row.row), set()).update(row.waiting)
    places = {place.at: place for place in of_step.values()}
    return [
        Target(
            place,
            {fate.part: fate.before for fate in place.fates() if fate.part.name in parts[at]},
        )
        for at, place in places.items()
        if at in parts
    ]


def _settle(
    rows: Iterable[VoidedOperation],
    of_step: Mapping[Key, Place],
    before: Words,
    why: Why,
    restore: bool,
) -> None:
    for row in rows:
        at = _place(row, of_step).at
        if at in why:
            row.decision, said = Decision.LEFT, why[at]
        elif restore:
            row.decision, said = (
                Decision.VOIDED,
                "; ".join(before[at, name] for name in row.waiting),
            )
        else:
            row.decision, said = Decision.KEPT, f"оставлено: {row.later}"
        row.restored = "; ".join(filter(None, [row.restored, said]))
        row.waiting = []
