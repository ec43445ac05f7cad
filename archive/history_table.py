"""Changes of records as rows of a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from school.words import count_of

from .changes import Change
from .screens.history import CHANGES_IN_A_TABLE

HEAD = ["Когда", "Кто", "Что", "Действие", "Где", "Было", "Стало", "Причина", "Номер записи"]


def notes_of(title: str, by: User, now: datetime, count: int) -> list[str]:
    told = count_of(count, "изменение", "изменения", "изменений")
    notes = [title, f"Выгружено {timezone.localtime(now):%d.%m.%Y %H:%M}, {by.full_name}: {told}."]
    if count == CHANGES_IN_A_TABLE:
        notes.append("Здесь только последние: сузьте отбор по дням, чтобы получить остальные.")
    return notes


def rows_of(changes: Iterable[Change]) -> Iterable[list[str]]:
    for change in changes:
        yield [
            f"{timezone.localtime(change.at):%d.%m.%Y %H:%M:%S}",
            change.author,
            change.what,
            change.act,
            change.where,
            "; ".join(f"{d.label}: {d.was}" for d in change.differences),
            "; ".join(f"{d.label}: {d.became}" for d in change.differences),
            change.reason,
            f"{change.ref.model._meta.db_table} {change.row}, {change.ref.history_id}",
        ]
