"""Everything one form says of a lesson, in one transaction: what cannot be written stops nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from journal.models import Homework, Lesson, WorkType

from .cells import CellChange, CellResult, set_cells
from .lessons import change_item, set_homework, set_topic, take_attendance
from .refusals import Refused


@dataclass(frozen=True)
class ItemChange:
    """Another kind of work, or another title, of a column the lesson has."""

    item: int
    work_type: int
    title: str


@dataclass(frozen=True)
class LessonEntries:
    """What a person wrote; `…_was` is what the page showed before, to notice somebody else's change."""

    topic: str = ""
    topic_was: str = ""
    homework: str = ""
    homework_was: str = ""
    homework_is_none: bool = False
    minutes: int | None = None
    due_on: date | None = None
    register: bool = False
    items: Sequence[ItemChange] = field(default_factory=list)
    cells: Sequence[CellChange] = field(default_factory=list)


@transaction.atomic
def fill_lesson(
    *, lesson: Lesson, entries: LessonEntries, by: User, now: datetime
) -> list[CellResult]:
    """Write the lesson as the form says; returns what became of each cell.

    Raises Refused, and writes nothing, where the topic or the homework has been changed by another person.
    """
    if entries.topic != entries.topic_was:
        base = None if entries.topic_was == lesson.topic else 0
        set_topic(lesson=lesson, topic=entries.topic, base=base, by=by, now=now)
    _set_homework(lesson, entries, by, now)
    _change_items(lesson, entries.items, by, now)
    results = []
    if entries.cells:
        results = set_cells(section=lesson.section, changes=entries.cells, by=by, now=now)
    if entries.register:
        take_attendance(lesson=lesson, by=by, now=now)
    return results


def _set_homework(lesson: Lesson, entries: LessonEntries, by: User, now: datetime) -> None:
    stored = Homework.objects.filter(lesson=lesson).values_list("text", flat=True).first() or ""
    if stored not in {entries.homework_was, entries.homework.strip()}:
        if entries.homework == entries.homework_was:
            return
        raise Refused(
            f"Домашнее задание уже записали иначе: «{stored}». Прочитайте его и сохраните снова."
        )
    set_homework(
        lesson=lesson,
        text=entries.homework,
        is_none=entries.homework_is_none,
        minutes=entries.minutes,
        due_on=entries.due_on,
        by=by,
        now=now,
    )


def _change_items(lesson: Lesson, changes: Sequence[ItemChange], by: User, now: datetime) -> None:
    items = {item.pk: item for item in lesson.items.all()}
    types = WorkType.objects.in_bulk([change.work_type for change in changes])
    for change in changes:
        item, work_type = items.get(change.item), types.get(change.work_type)
        if item is None or work_type is None:
            raise Refused("Такой работы нет в этом уроке. Обновите страницу.")
        weight = item.weight if work_type.pk == item.work_type_id else work_type.weight
        change_item(
            item=item, work_type=work_type, title=change.title, weight=weight, by=by, now=now
        )
