"""Compensating entries: records written back as they were. The rows of history that are void stay where they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Model

from accounts.models import User
from accounts.records import Record
from archive.kinds import VERSION, Kind
from archive.operations import At, Place
from archive.voiding import Part, Values
from journal.actions.closing import settle_lock
from journal.models import CorrectionRequest, LineItem, Mark, PeriodLock, PeriodMark
from school.models import CourseSection, GradingPeriod

IN_USE = "запись осталась: на неё опираются другие записи"
EMPTIED = "столбец остался пустым"
BY_REQUEST = "заявка остаётся в деле: её исход исправляют новой заявкой"
IN_THE_WAY = "прежнее значение не записано: ему мешает более поздняя запись"
Why = dict[At, str]


@dataclass(frozen=True)
class Target:
    """A place and the values its parts should have; None: no row."""

    place: Place
    values: Mapping[Part, Values | None]

    @property
    def is_to_be_gone(self) -> bool:
        return any(part.blank is None and value is None for part, value in self.values.items())


def put_back(targets: Sequence[Target], *, by: User, reason: str, now: datetime) -> Why:
    """Write the values; returns the places that could not be written, and why. Targets come parents first.

    What was made is taken away after everything is written, what refers to it first; what found no room before
    that is tried once more.
    """
    of_kind: dict[Kind, list[tuple[Target, Record]]] = defaultdict(list)
    gone: dict[Kind, list[Target]] = defaultdict(list)
    why: Why = {}
    for target in targets:
        if target.place.kind.model is CorrectionRequest:
            # A paper of its own: its number, its decision and its sheet stay, whoever asked.
            why[target.place.at] = BY_REQUEST
        elif target.is_to_be_gone:
            if target.place.now is not None:
                gone[target.place.kind].append(target)
        elif row := _row(target):
            of_kind[target.place.kind].append((target, row))
    signed = {"by": by, "reason": reason, "now": now}
    refused = {kind: _write(kind, rows, signed) for kind, rows in of_kind.items()}
    for kind in reversed(gone):
        used = _erase(kind, gone[kind], signed)
        full = _with_marks(kind, used)
        for target in used:
            is_empty = kind.model is LineItem and target.place.key not in full
            why[target.place.at] = EMPTIED if is_empty else IN_USE
    for kind, rows in refused.items():
        for target, _ in _write(kind, rows, signed) if rows else []:
            why[target.place.at] = IN_THE_WAY
    _settle_locks(targets, by=by, now=now)
    return why


def _settle_locks(targets: Iterable[Target], *, by: User, now: datetime) -> None:
    """Of periods whose marks were put back: a lock that does not hold yet goes where a mark is missing again."""
    rows = [t.place.last_row() for t in targets if t.place.kind.model in (PeriodMark, PeriodLock)]
    found = {(row["section_id"], row["period_id"], row["kind"]) for row in rows}
    sections = CourseSection.objects.select_related("year")
    journals = sections.select_for_update(of=("self",), no_key=True).order_by("pk")
    at = {one.pk: one for one in journals.filter(pk__in={section for section, _, _ in found})}
    periods = GradingPeriod.objects.in_bulk({period for _, period, _ in found if period})
    for section, period, kind in found:
        if section in at and (period is None or period in periods):
            settle_lock(
                section=at[section], kind=kind, period=periods.get(period), by=by, now=now,
                is_renewed=False,
            )  # fmt: skip


def _row(target: Target) -> Record | None:
    """The row to be written, changed or made again; None where it is as it should be."""
    place = target.place
    wanted: dict[str, Any] = {}
    for part, values in target.values.items():
        wanted.update(zip(part.fields, values or (), strict=False))
    if place.now is None:
        if all(values == part.blank for part, values in target.values.items()):
            return None
        row = place.kind.model(**(place.last_row() | wanted))
    else:
        row = place.now
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return None
        for name, value in wanted.items():
            setattr(row, name, value)
    if place.kind.has_version:
        setattr(row, VERSION, getattr(row, VERSION) + 1)
    return row


Rows = list[tuple[Target, Record]]


def _write(kind: Kind, rows: Rows, signed: dict[str, Any]) -> Rows:
    """Those that could not be written. All in one statement, and one by one only where that was refused."""
    homeless = _pointing_at_nothing(kind, [row for _, row in rows])
    possible = [one for one in rows if one[1].pk not in homeless]
    refused = [one for one in rows if one[1].pk in homeless]
    if not _is_written(kind, possible, signed):
        refused += [one for one in possible if not _is_written(kind, [one], signed)]
    return refused


def _is_written(kind: Kind, rows: Rows, signed: dict[str, Any]) -> bool:
    if not rows:
        return True
    was_new = [row._state.adding for _, row in rows]
    try:
        with transaction.atomic():
            kind.model._default_manager.write([row for _, row in rows], **signed)
    except OperationalError:
        raise
    except DatabaseError:
        for (_, row), adding in zip(rows, was_new, strict=True):
            row._state.adding = adding
        return False
    return True


def _pointing_at_nothing(kind: Kind, rows: Sequence[Record]) -> set[Any]:
    """Rows made again whose lesson, pupil or the like is no more. One query for each thing they refer to."""
    found: set[Any] = set()
    again = [row for row in rows if row._state.adding]
    for field in kind.model._meta.concrete_fields if again else ():
        if not field.is_relation or not isinstance(field.related_model, type):
            continue
        keys = {getattr(row, field.attname) for row in again} - {None}
        there = set(_manager(field.related_model).filter(pk__in=keys).values_list("pk", flat=True))
        found |= {row.pk for row in again if getattr(row, field.attname) in keys - there}
    return found


def _erase(kind: Kind, targets: list[Target], signed: dict[str, Any]) -> list[Target]:
    """Take away what was made; returns what other records refer to and must therefore stay."""
    rows = {target.place.now.pk: target for target in targets if target.place.now}
    used = _referred_to(kind.model, set(rows))
    free = [t.place.now for pk, t in rows.items() if pk not in used and t.place.now]
    if free:
        kind.model._default_manager.erase(free, **signed)
    return [target for pk, target in rows.items() if pk in used]


def _with_marks(kind: Kind, targets: list[Target]) -> set[int]:
    """Columns that somebody's mark still stands in."""
    if kind.model is not LineItem or not targets:
        return set()
    marks = Mark.objects.filter(item__in=[target.place.key for target in targets])
    return set(marks.exclude(code="").values_list("item", flat=True))


def _referred_to(model: type[Record], keys: set[int]) -> set[int]:
    """One query for each kind of row that may refer to the model."""
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        is_pointing = relation.auto_created and not relation.concrete and relation.is_relation
        other = relation.related_model
        # Keys of histories bind nobody.
        if not is_pointing or not isinstance(other, type) or not relation.field.db_constraint:  # type: ignore[union-attr]
            continue
        name = relation.field.attname  # type: ignore[union-attr]
        rows = _manager(other).filter(**{f"{name}__in": keys}).order_by()
        used.update(rows.values_list(name, flat=True).distinct())
    return used


def _manager(model: type[Model]) -> Any:
    return model._base_manager


def targets_of(places: Iterable[Place]) -> list[Target]:
    """The last honest value of every part that a void operation changed."""
    return [
        Target(
            place,
            {fate.part: fate.restored for fate in place.fates() if fate.changed},
        )
        for place in places
    ]
