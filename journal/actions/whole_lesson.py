"""Everything one form says of a lesson, in one transaction: what cannot be written stops nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journal.homework_files import Upload
from journal.models import Homework, Lesson, WorkType
from journal.paper_sheets import copied_from

from .assignments import (
    AssignmentEntry,
    attach_files,
    drop_files,
    must_have_homework,
    set_assignments,
)
from .cells import CellChange, CellResult, set_cells
from .lessons import change_item, set_homework, set_topic, take_attendance
from .refusals import Refused


@dataclass(frozen=True)
class ItemChange:
    """Another kind of work, or another title, of a column the lesson has; what was left alone is not named."""

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
    # `Homework.terms` as shown, empty where there was no homework; None where the sender does not say.
    homework_terms_were: str | None = None
    homework_is_none: bool = False
    kind: str = ""
    minutes: int | None = None
    due_on: date | None = None
    assignments: Sequence[AssignmentEntry] = ()
    # Files to the homework, and those of the lesson that are taken away.
    files: Sequence[Upload] = ()
    dropped_files: Collection[int] = ()
    register: bool = False
    items: Sequence[ItemChange] = field(default_factory=list)
    cells: Sequence[CellChange] = field(default_factory=list)
    # Number of the sheet of paper that the entries are copied from: it goes into their history (ARC-6).
    paper_sheet: str = ""


@transaction.atomic
def fill_lesson(
    *, lesson: Lesson, entries: LessonEntries, by: User, now: datetime
) -> list[CellResult]:
    """Write the lesson as the form says; returns what became of each cell.

    Raises Refused, and writes nothing, where the topic or the homework has been changed by another person.
    """
    # Read and locked here, so that what another person writes this moment is compared, not written over.
    lesson = (
        Lesson.objects.select_for_update(of=("self",)).select_related("section").get(pk=lesson.pk)
    )
    signed: Any = {"by": by, "now": now, "reason": copied_from(entries.paper_sheet)}
    if entries.topic != entries.topic_was:
        base = None if entries.topic_was == lesson.topic else 0
        set_topic(lesson=lesson, topic=entries.topic, base=base, **signed)
    changed = _set_homework(lesson, entries, signed)
    drop_files(lesson=lesson, keys=entries.dropped_files, **signed)
    attach_files(lesson=lesson, files=entries.files, **signed)
    set_assignments(lesson=lesson, entries=entries.assignments, **signed)
    if changed:
        must_have_homework(lesson)
    _change_items(lesson, entries.items, signed)
    results = []
    if entries.cells:
        results = set_cells(section=lesson.section, changes=entries.cells, **signed)
    if entries.register:
        take_attendance(lesson=lesson, **signed)
    return results


def _set_homework(lesson: Lesson, entries: LessonEntries, signed: Any) -> bool:
    """True where it was written."""
    stored = Homework.objects.filter(lesson=lesson).first()
    there = (stored.text, stored.terms) if stored else ("", "")
    terms_were = there[1] if entries.homework_terms_were is None else entries.homework_terms_were
    seen = (entries.homework_was, terms_were)
    wanted = (entries.homework.strip(), _terms(entries))
    if wanted == there or (there != seen and wanted == seen):
        return False
    if there != seen:
        raise Refused(
            f"Домашнее задание уже записали иначе: {_told(stored)}. Прочитайте его и сохраните снова."
        )
    set_homework(
        lesson=lesson,
        text=entries.homework,
        is_none=entries.homework_is_none,
        kind=entries.kind,
        minutes=entries.minutes,
        due_on=entries.due_on,
        **signed,
    )
    return True


def _terms(entries: LessonEntries) -> str:
    """As `Homework.terms` will be; empty where no homework will stand."""
    if entries.homework_is_none:
        return Homework(is_none=True).terms
    if not entries.homework.strip():
        return ""
    return Homework(minutes=entries.minutes, due_on=entries.due_on, kind=entries.kind).terms


def _told(homework: Homework | None) -> str:
    if homework is None:
        return "его сняли"
    kind = f", {homework.get_kind_display()}" if homework.kind else ""
    due = f", на {homework.due_on:%d.%m.%Y}" if homework.due_on else ""
    minutes = f", {homework.minutes} мин" if homework.minutes else ""
    return f"«{homework}»{kind}{due}{minutes}"


def _change_items(lesson: Lesson, changes: Sequence[ItemChange], signed: Any) -> None:
    items = {item.pk: item for item in lesson.items.all()}
    types = WorkType.objects.in_bulk([change.work_type for change in changes])
    for change in changes:
        item, work_type = items.get(change.item), types.get(change.work_type)
        if item is None or work_type is None:
            raise Refused("Такой работы нет в этом уроке. Обновите страницу.")
        weight = (item.weight or None) if work_type.pk == item.work_type_id else None
        change_item(item=item, work_type=work_type, title=change.title, weight=weight, **signed)
