"""Operations of one account in all histories, and the places they fell on with everything that happened there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Max

from accounts.models import BreachIncident, User, VoidedOperation
from accounts.records import DELETED, Record
from journal.models import (
    Assignment,
    AssignmentPupil,
    AttendanceRecord,
    Homework,
    HomeworkFile,
    Lesson,
    LineItem,
    Mark,
    PeriodLock,
    PeriodMark,
)
from school.models import CourseSection

from .changes import Ref
from .kinds import Kind, kinds
from .voiding import Fate, Step, fate_of

OWN = VoidedOperation.Decision.OWN
Key = tuple[str, int]  # A row of history: table of the record and key of the row.
At = tuple[str, int]  # A place: table of the record and what its rows have in common.


@dataclass(frozen=True)
class Operation:
    """One row of history written in the name of the account. `is_doubtful`: before the moment T."""

    kind: Kind
    history_id: int
    row: int
    made_at: datetime
    is_doubtful: bool

    @property
    def key(self) -> Key:
        return self.kind.table, self.history_id

    @property
    def ref(self) -> Ref:
        return Ref(self.kind.model, self.history_id)


def operations_of(incident: BreachIncident) -> list[Operation]:
    """All operations of the account since the doubtful time, by time, that nobody has decided on yet. Two queries.

    Till the account was unlocked, not till it was stopped: a request may have been under way, or a long load.
    """
    since = incident.doubtful_since or incident.moment
    if incident.moment is None or since is None:
        return []
    decided = set(incident.operations.values_list("table", "history_row"))
    found = kinds()
    return [
        Operation(found[table], history_id, row, made_at, is_doubtful=made_at < incident.moment)
        for table, history_id, row, made_at in _written_by(
            incident.account, min(since, incident.moment), incident.unlocked_at
        )
        if (table, history_id) not in decided
    ]


def _written_by(
    account: User, since: datetime, until: datetime | None
) -> list[tuple[str, int, int, datetime]]:
    """Table of the record, row of history, record and moment: one query over all histories."""
    of_table = (
        f"SELECT '{table}' AS t, history_id, id, history_date FROM {_history(kind)} "  # noqa: S608  names of our own tables
        "WHERE history_user_id = %(account)s AND history_date >= %(since)s "
        "AND (%(until)s::timestamptz IS NULL OR history_date < %(until)s)"
        for table, kind in kinds().items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(of_table) + " ORDER BY history_date, t, history_id",
            {"account": account.pk, "since": since, "until": until},
        )
        return cursor.fetchall()


def _history(kind: Kind) -> str:
    return kind.model.history.model._meta.db_table


@dataclass
class Place:
    """One record (of homework: one lesson's) with its history, what is there now, and the fate of its parts."""

    kind: Kind
    key: int
    now: Record | None = None
    steps: list[Step] = field(default_factory=list)
    signed: dict[int, tuple[str, datetime]] = field(default_factory=dict)

    @property
    def at(self) -> At:
        return self.kind.table, self.key

    def fates(self) -> list[Fate]:
        return [fate_of(self.steps, part) for part in self.kind.parts]

    def last_row(self) -> dict[str, Any]:
        """The record as it was when it was last there: what a part does not say is taken from here."""
        return next(dict(step.values) for step in reversed(self.steps) if step.values is not None)


def lock_places(operations: Iterable[Operation], *, void: set[Key]) -> list[Place]:
    """The places the operations fell on, locked and read: for each kind a few queries, whatever the number.

    `void` are operations whose values are not honest. Parents come before what refers to them.
    """
    of_table: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        of_table[operation.kind.table].append(operation)
    keys = {
        kind: _keys(kind, of_table[table]) for table, kind in kinds().items() if table in of_table
    }
    _lock_journal(keys)
    return [place for kind in keys for place in _read(kind, keys[kind], void)]


def _keys(kind: Kind, operations: Sequence[Operation]) -> list[int]:
    if kind.key == "id":
        return sorted({operation.row for operation in operations})
    rows = kind.model.history.filter(history_id__in=[one.history_id for one in operations])
    return sorted(set(rows.order_by().values_list(kind.key, flat=True)))


def _read(kind: Kind, keys: list[int], void: set[Key]) -> Iterable[Place]:
    places = {key: Place(kind, key) for key in keys}
    at_key = {f"{kind.key}__in": keys}
    rows = kind.model._default_manager.filter(**at_key).order_by("pk")
    for row in rows.select_for_update(of=("self",)):
        places[getattr(row, kind.key)].now = row
    # Only now that the rows are locked: what has just been committed there is seen.
    told = kind.model.history.filter(**at_key).order_by("history_id")
    for values in told.values(
        "history_id", "history_type", "history_author", "history_date", *kind.fields
    ).iterator():
        place, history_id = places[values[kind.key]], values["history_id"]
        is_gone = values["history_type"] == DELETED
        there = None if is_gone else {name: values[name] for name in kind.fields}
        place.steps.append(Step(history_id, there, (kind.table, history_id) in void))
        place.signed[history_id] = values["history_author"], values["history_date"]
    return places.values()


def _lock_journal(keys: Mapping[Kind, list[int]]) -> None:
    """As writers of the journal do: the lesson's row stands for its cells, the section's for marks of its periods."""
    of_model = {kind.model: found for kind, found in keys.items()}
    lessons = set(of_model.get(Lesson, ())) | set(of_model.get(Homework, ()))
    lessons |= _parents(Assignment, "lesson_id", of_model)
    lessons |= _parents(AssignmentPupil, "assignment__lesson_id", of_model)
    lessons |= _parents(HomeworkFile, "lesson_id", of_model)
    lessons |= _parents(LineItem, "lesson_id", of_model)
    lessons |= _parents(AttendanceRecord, "lesson_id", of_model)
    lessons |= _parents(Mark, "item__lesson_id", of_model)
    if lessons:
        rows = Lesson.objects.filter(pk__in=lessons).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    sections = _parents(PeriodMark, "section_id", of_model)
    sections |= _parents(PeriodLock, "section_id", of_model)
    if sections:
        # Not against set_cells, which shares this row after a lesson's: whoever sets marks of a period is waited for.
        journals = CourseSection.objects.filter(pk__in=sections).order_by("pk")
        list(journals.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _parents(
    model: type[Record], field_name: str, of_model: Mapping[type[Record], list[int]]
) -> set[int]:
    if model not in of_model:
        return set()
    rows = model._default_manager.filter(pk__in=of_model[model])
    return set(rows.order_by().values_list(F(field_name), flat=True))


def steps_of(places: Iterable[Place]) -> dict[Key, Place]:
    """The place of every row of history."""
    return {(place.kind.table, step.history_id): place for place in places for step in place.steps}


def newest_rows(places: Iterable[Place]) -> dict[At, int]:
    """The newest row of history of each place as it is now. One query a kind."""
    of_kind: dict[Kind, list[int]] = defaultdict(list)
    for place in places:
        of_kind[place.kind].append(place.key)
    found: dict[At, int] = {}
    for kind, keys in of_kind.items():
        rows = kind.model.history.filter(**{f"{kind.key}__in": keys}).order_by()
        newest = rows.values_list(kind.key).annotate(Max("history_id"))
        found.update(((kind.table, key), history_id) for key, history_id in newest)
    return found


def void_keys() -> set[Key]:
    """Operations of every incident decided on before whose values are not honest. One query.

    Of every incident: what another thief wrote is no more honest because it stands in another act.
    """
    decided = VoidedOperation.objects.exclude(decision=OWN)
    return set(decided.values_list("table", "history_row"))
