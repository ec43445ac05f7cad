"""Changes of official records as people read them: what, where, who, when, was and became, why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Field

from accounts.records import CREATED, DELETED, Record
from school.changes import Difference, differences

from .words import Names, label_of, noun_of, told_fields


class Ref(NamedTuple):
    """A row of a history: whose history it is, and its number there."""

    model: type[Record]
    history_id: int


@dataclass(frozen=True, slots=True)
class Change:
    """One row of history. `where` is what the record stands at: journal, day, pupil; `differences` are its values."""

    ref: Ref
    row: int
    at: datetime
    author: str
    author_id: int | None
    what: str
    act: str
    where: str
    differences: tuple[Difference, ...]
    reason: str


ACTS = {CREATED: "внесено", DELETED: "снято"}
CHANGED_ACT = "изменено"


def read_changes(refs: Sequence[Ref]) -> list[Change]:
    """In the order of the refs. For each kind of record two queries, and one for each kind it points at."""
    of_model: dict[type[Record], list[int]] = defaultdict(list)
    for model, history_id in refs:
        of_model[model].append(history_id)
    told: dict[Ref, Change] = {}
    for model, keys in of_model.items():
        told.update((change.ref, change) for change in _of_one_kind(model, keys))
    return [told[ref] for ref in refs]


def _of_one_kind(model: type[Record], keys: list[int]) -> Iterable[Change]:
    history = model.history.model._base_manager
    rows = list(history.filter(history_id__in=keys))
    before = _rows_before(model, rows)
    fields = told_fields(model)
    names = Names((f, getattr(one, f.attname)) for f in fields for one in [*rows, *before.values()])
    for row in rows:
        yield _change(model, fields, names, row, before.get(row.history_id))


def _rows_before(model: type[Record], rows: Sequence[Any]) -> dict[int, Any]:
    """What each record was before: the row of history before this one, of the same record."""
    history = model.history.model
    table = history._meta.db_table
    found = history._base_manager.raw(
        f"SELECT p.*, r.history_id AS after_id FROM {table} r, LATERAL (SELECT * FROM {table} h "  # noqa: S608
        "WHERE h.id = r.id AND h.history_id < r.history_id ORDER BY h.history_id DESC LIMIT 1) p "
        "WHERE r.history_id = ANY(%s)",
        [[row.history_id for row in rows]],
    )
    return {row.after_id: row for row in found}


# Links that say who did a thing or how, not where it stands.
SAID_AS_VALUES = frozenset({
    "attendance_taken_by", "work_type", "room", "entry", "bells", "locked_by", "opened_by", "asked_by",
    "decided_by", "permission", "school", "reported_by", "unlocked_by", "issued_by", "made_by", "taken_over_from",
})  # fmt: skip


def _change(
    model: type[Record], fields: Sequence[Field], names: Names, row: Any, before: Any
) -> Change:
    stands = [f for f in fields if _stands(f) and getattr(row, f.attname)]
    where = [names.of(f, getattr(row, f.attname)) for f in stands]
    return Change(
        ref=Ref(model, row.history_id),
        row=row.id,
        at=row.history_date,
        author=row.history_author,
        author_id=row.history_user_id,
        what=noun_of(model),
        act=ACTS.get(row.history_type, CHANGED_ACT),
        where=", ".join(where),
        differences=tuple(_differences(fields, names, row, before)),
        reason=row.history_change_reason,
    )


def _differences(
    fields: Sequence[Field], names: Names, row: Any, before: Any
) -> Iterable[Difference]:
    """Where a record stands is told as a change only where it has moved."""
    has_moved = before is not None and row.history_type != DELETED
    told = [field for field in fields if has_moved or not _stands(field)]
    return differences(told, row, before, label=label_of, in_words=names.of)


def _stands(field: Field) -> bool:
    return field.is_relation and field.name not in SAID_AS_VALUES
