"""Kinds of work: one that marks stand under is never edited, another of the same name succeeds it (SCH-14)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import WorkType
from journal.models.marks import BEGINNING
from journal.work_types import FIELDS, kinds_as_listed
from school.actions import Stale
from school.actions.tables import CHANGED_MEANWHILE, Line, lock_table
from school.tables import seal_of_rows
from school.words import date_dots

from .refusals import Refused

ONE_DAY = timedelta(days=1)
# What may be changed of a kind in use: its place in the list says nothing of its marks.
HARMLESS = frozenset({"position"})


@transaction.atomic
def save_work_types(
    *, lines: Sequence[Line], starts_on: date, shown: str, by: User, now: datetime
) -> list[WorkType]:
    """Make the table what the lines say from that day on. Returns what was written.

    A kind that columns of lessons have ends the day before and goes on as a new one; others are edited or removed.
    Where no kind that was there before stays, the new ones are in force from the beginning.
    Raises Stale where the table was changed since it was `shown`, Refused where a kind in use would change in the past.
    """
    lock_table(WorkType._meta.label)
    there: dict[int, Any] = {row.pk: row for row in kinds_as_listed()}
    if shown != seal_of_rows(list(there.values()), FIELDS):
        raise Stale(CHANGED_MEANWHILE)
    if not any(not line.is_removed for line in lines):
        raise Refused("Оставьте хотя бы один вид работы.")
    today = timezone.localdate(now)
    if starts_on < today:
        raise Refused(f"Прошлое не меняют: укажите {date_dots(today)} или более поздний день.")
    edited: list[WorkType] = []
    made: list[WorkType] = []
    gone: list[WorkType] = []
    for line in lines:
        row = there.get(line.pk) if line.pk else None
        if line.pk and row is None:
            raise Stale(CHANGED_MEANWHILE)
        _apply(row, line, starts_on, today, edited, made, gone)
    _names_must_not_change_places(edited, there)
    _today_must_have_a_kind(made, gone, today)
    WorkType.objects.erase(gone, by=by, reason="вид работы не применялся", now=now)
    WorkType.objects.write(edited, by=by, now=now)
    WorkType.objects.write(made, by=by, now=now)
    return edited + made


def _apply(
    row: Any,
    line: Line,
    starts_on: date,
    today: date,
    edited: list[WorkType],
    made: list[WorkType],
    gone: list[WorkType],
) -> None:
    if row is None:
        made.append(WorkType(starts_on=starts_on, **line.values))
        return
    changed = {name for name, value in line.values.items() if getattr(row, name) != value}
    if not row.is_used:
        if line.is_removed:
            gone.append(row)
        elif changed:
            edited.append(_with(row, line))
        return
    if not line.is_removed and changed <= HARMLESS:
        if changed:
            edited.append(_with(row, line))
        return
    if starts_on <= max(today, row.starts_on):
        raise Refused(
            f"Строка {line.number}: «{row}» уже стоит в уроках, сегодняшним днём этот вид работы не меняют. "
            "Укажите завтрашний или более поздний день: прежние отметки останутся при своём весе."
        )
    row.ends_on = starts_on - ONE_DAY
    edited.append(row)
    if not line.is_removed:
        made.append(WorkType(starts_on=starts_on, **line.values))


def _with(row: WorkType, line: Line) -> WorkType:
    for name, value in line.values.items():
        setattr(row, name, value)
    return row


def _today_must_have_a_kind(made: list[WorkType], gone: list[WorkType], today: date) -> None:
    """Lessons of today, and of days before, are marked for something."""
    left = WorkType.objects.exclude(pk__in=[row.pk for row in gone])
    if not left.exists():
        for row in made:
            row.starts_on = BEGINNING
    elif not left.on(today).exists() and all(row.starts_on > today for row in made):
        raise Refused(
            "На сегодня не остаётся ни одного вида работы. Оставьте прежние до дня новых."
        )


def _names_must_not_change_places(edited: Sequence[WorkType], there: dict[int, Any]) -> None:
    """Two kinds that swap names would for a moment be called the same."""
    kept = {row.pk: row.name.lower() for row in WorkType.objects.filter(pk__in=there)}
    for row in edited:
        others = {name for pk, name in kept.items() if pk != row.pk}
        if row.ends_on is None and row.name.lower() != kept[row.pk] and row.name.lower() in others:
            raise Refused(f"«{row.name}» – название другого вида работы. Меняйте их по очереди.")
