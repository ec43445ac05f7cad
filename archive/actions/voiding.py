"""Operations of a breached account are void: the commission's act, by compensating entries (B 4.3)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.breaches import Refused, locked, must_be_another
from accounts.models import BreachIncident, User, VoidedOperation
from archive.changes import Change, read_changes
from archive.operation_words import (
    UNCHANGED,
    later_in_words,
    places_of,
    restored_in_words,
    was_and_became,
)
from archive.operations import (
    Key,
    Operation,
    Place,
    lock_places,
    newest_rows,
    operations_of,
    steps_of,
    void_keys,
)

from .families import tell_families
from .putting_back import EMPTIED, Why, put_back, targets_of

Decision = VoidedOperation.Decision
State = BreachIncident.State


@dataclass(frozen=True)
class Voiding:
    """How many operations became void, wait for a decision, are to be put right by hand, stay in force.

    `unseen` are doubtful ones that the person was not shown: they are shown next.
    """

    voided: int = 0
    asked: int = 0
    left: int = 0
    own: int = 0
    unseen: int = 0


@transaction.atomic
def void_operations(
    *,
    incident: BreachIncident,
    doubtful: Collection[Key] = (),
    shown: Collection[Key] = (),
    by: User,
    now: datetime,
) -> Voiding:
    """Void every operation since T and the doubtful ones named; the other doubtful ones that were shown stay in force.

    What was not shown is not decided on: the list was longer than the page, or T has moved since.

    A lock of a period does not stop it: this is the commission's act. A value that others have written over is kept
    until a person decides. Asked a second time it voids only what has come since.
    """
    incident = locked(incident)
    must_be_another(incident, by)
    _must_be_ready(incident)
    found = operations_of(incident)
    if any(not one.is_doubtful and one.key in shown for one in found):
        raise Refused("Пока вы смотрели операции, момент перенесли. Посмотрите их список заново.")
    void = [one for one in found if not one.is_doubtful or one.key in doubtful]
    rest = [one for one in found if one.is_doubtful and one.key not in doubtful]
    own = [one for one in rest if one.key in shown]
    if not void and not own and incident.state != State.REPORTED:
        raise Refused("Эти операции уже признаны недействительными. Обновите страницу.")
    places = lock_places(void, void=void_keys() | {one.key for one in void})
    why = put_back(targets_of(places), by=by, reason=reason_of(incident), now=now)
    signed = {"incident": incident, "decided_by": by, "decided_at": now}
    rows = [*_decided(void, places, why, signed), *_in_force(own, signed)]
    VoidedOperation.objects.write(rows, by=by, reason=reason_of(incident), now=now)
    tell_families([row for row in rows if row.decision == Decision.VOIDED], by=by, now=now)
    incident.state = State.VOIDED
    incident.save(by=by, reason=reason_of(incident), now=now)
    return Voiding(**_counted(rows), unseen=len(rest) - len(own))


def reason_of(incident: BreachIncident) -> str:
    """What stands in history beside every compensating entry."""
    return f"акт № {incident.act_number}"


def _must_be_ready(incident: BreachIncident) -> None:
    if incident.moment is None:
        raise Refused("Сначала укажите момент, с которого операции недействительны.")
    if not incident.act_number or not incident.commission:
        raise Refused("Сначала укажите номер акта и комиссию.")


def _counted(rows: Sequence[VoidedOperation]) -> dict[str, int]:
    names = {
        "voided": Decision.VOIDED,
        "asked": Decision.ASKED,
        "left": Decision.LEFT,
        "own": Decision.OWN,
    }
    return {name: sum(row.decision == decision for row in rows) for name, decision in names.items()}


def _decided(
    operations: Sequence[Operation], places: Sequence[Place], why: Why, signed: dict[str, Any]
) -> Iterable[VoidedOperation]:
    changes = read_changes([one.ref for one in operations])
    told = zip(operations, changes, places_of(changes), strict=True)
    of_step = steps_of(places)
    words = restored_in_words(places)
    newest = newest_rows([place for place in places if any(fate.asked for fate in place.fates())])
    for operation, change, said in told:
        place = of_step[operation.key]
        fates = [fate for fate in place.fates() if operation.history_id in fate.changed]
        asked = [fate for fate in fates if operation.history_id in fate.asked]
        row = _row_of(operation, change, said, place, signed)
        done = [words[place.at, fate.part.name] for fate in fates if fate not in asked]
        row.restored = "; ".join(done) or ("" if asked else UNCHANGED)
        row.decision = Decision.ASKED if asked else Decision.VOIDED
        if place.at in why:
            # A column that has only emptied marks in it is as void as it can be.
            row.restored = why[place.at]
            row.decision = Decision.VOIDED if row.restored == EMPTIED else Decision.LEFT
        elif asked:
            row.waiting = [fate.part.name for fate in asked]
            row.later, row.later_id = later_in_words(place, asked), newest[place.at]
        yield row


def _in_force(operations: Sequence[Operation], signed: dict[str, Any]) -> Iterable[VoidedOperation]:
    changes = read_changes([one.ref for one in operations])
    for operation, change, said in zip(operations, changes, places_of(changes), strict=True):
        row = _row_of(operation, change, said, None, signed)
        row.decision = Decision.OWN
        yield row


def _row_of(
    operation: Operation, change: Change, said: str, place: Place | None, signed: dict[str, Any]
) -> VoidedOperation:
    was, became = was_and_became(change)
    return VoidedOperation(
        table=operation.kind.table,
        history_row=operation.history_id,
        row=place.key if place else operation.row,
        made_at=operation.made_at,
        is_doubtful=operation.is_doubtful,
        place=said,
        student=place.last_row().get("student_id") if place else None,
        was=was,
        became=became,
        **signed,
    )
