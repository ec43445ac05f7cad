"""Families whose diary has shown what is now void are told: which mark, of which day, what stands there now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User, VoidedOperation
from archive.kinds import Kind, kinds
from archive.operation_words import NOTHING, UNCHANGED
from diary.actions import leave_notices
from journal.models import AttendanceRecord, Mark, PeriodMark
from school.words import date_dots

# Where a record of a pupil stands in the diary: the subject, the day of the lesson or the name of the period.
STANDS = {
    Mark: ("item__lesson__section__subject__name", "item__lesson__date"),
    AttendanceRecord: ("lesson__section__subject__name", "lesson__date"),
    PeriodMark: ("section__subject__name", "period__title"),
}


def tell_families(operations: Sequence[VoidedOperation], *, by: User, now: datetime) -> None:
    """One notice a pupil. No name of the person whose account it was. A query for each kind of record."""
    of_kind: dict[Kind, list[VoidedOperation]] = defaultdict(list)
    for operation in operations:
        if operation.student and operation.restored != UNCHANGED:
            of_kind[kinds()[operation.table]].append(operation)
    lines: dict[int, list[str]] = defaultdict(list)
    for kind, found in of_kind.items():
        if kind.model in STANDS:
            for student, line in _lines(kind, found):
                lines[student].append(line)
    leave_notices(lines, by=by, now=now)


def _lines(kind: Kind, operations: Sequence[VoidedOperation]) -> Iterable[tuple[int, str]]:
    subject, when = STANDS[kind.model]
    rows = kind.model._default_manager.filter(pk__in={one.row for one in operations})
    stands = {pk: (name, at) for pk, name, at in rows.values_list("pk", subject, when)}
    for one in operations:
        if one.row in stands and one.student:
            name, at = stands[one.row]
            yield one.student, _line(kind, one, name, at)


def _line(kind: Kind, operation: VoidedOperation, subject: str, at: date | str | None) -> str:
    made_on = date_dots(timezone.localtime(operation.made_at))
    where = f"урок {date_dots(at)}" if isinstance(at, date) else at or "год"
    what = "Запись о присутствии" if kind.model is AttendanceRecord else "Отметка"
    value = operation.became if operation.became != NOTHING else "снята"
    now_there = "Отметки нет" if operation.restored == NOTHING else f"Сейчас: {operation.restored}"
    return (
        f"{subject}, {where}. {what} «{value}» от {made_on} признана недействительной. {now_there}."
    )
