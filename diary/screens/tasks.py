"""Homework as a pupil has it: what was set to all, to his subgroup, to him by name, and files to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.template.defaultfilters import filesizeformat

from journal.models import Assignment, Homework, HomeworkFile, Lesson
from school.models import Student

from . import reading

PERSONAL = "лично"


@dataclass(frozen=True)
class FileLink:
    pk: int
    name: str
    size: str


@dataclass(frozen=True)
class Task:
    """Homework: `text` is empty when the teacher said that there is none; `minutes` where he gave them.

    `whom` is empty of what is set to all.
    """

    subject: str
    text: str
    minutes: int | None
    due_on: date | None
    kind: str = ""
    whom: str = ""
    files: tuple[FileLink, ...] = ()


@dataclass(frozen=True)
class GivenTask:
    """A task, the lesson it was set at, and its journal."""

    lesson: int
    section: int
    task: Task


def given_tasks(student: Student, first: date, last: date) -> list[GivenTask]:
    """All set to the pupil at lessons of those days, by lesson: first what is set to all. Three queries."""
    main = [(given.homework, given.due_on) for given in reading.homework(student, first, last)]
    more = [(row, row.due) for row in _assignments(student, first, last)]
    files = _files([*main, *more])
    found = [
        GivenTask(row.lesson_id, row.lesson.section_id, _task(row, due, files))
        for row, due in [*main, *more]
    ]
    starts = {row.lesson_id: row.lesson.starts_at for row, _ in [*main, *more]}
    return sorted(found, key=lambda one: (starts[one.lesson], one.lesson))


def homework_file(student: Student, pk: int) -> HomeworkFile:
    """A file to what was set to this pupil; Http404 of any other."""
    file: HomeworkFile | None = (
        HomeworkFile.objects.filter(
            reading.of_the_pupil(student, "lesson__section", "lesson__date"),
            Q(assignment=None, lesson__homework__is_none=False)
            | Q(assignment__in=Assignment.objects.meant_for(student).values("pk")),
            pk=pk,
        )
        .distinct()
        .first()
    )
    if file is None:
        raise Http404
    return file


def tasks_for(day: date, given: Iterable[GivenTask]) -> dict[int, list[Task]]:
    """Homework to be ready on that day, by journal."""
    tasks: dict[int, list[Task]] = {}
    for one in given:
        if one.task.due_on == day and one.task.text:
            tasks.setdefault(one.section, []).append(one.task)
    return tasks


def _assignments(student: Student, first: date, last: date) -> Any:
    later = Lesson.objects.filter(
        section=OuterRef("lesson__section"), date__gt=OuterRef("lesson__date")
    ).exclude(status=Lesson.Status.CANCELLED)
    rows = Assignment.objects.meant_for(student).filter(
        reading.of_the_pupil(student, "lesson__section", "lesson__date"),
        lesson__date__range=(first, last),
    )
    due = Coalesce("due_on", Subquery(later.order_by("date").values("date")[:1]))
    found = rows.annotate(due=due).select_related("lesson__section__subject", "group__subject")
    return found.order_by("lesson__starts_at", "lesson_id", "pk")


def _files(given: Iterable[tuple[Any, date | None]]) -> dict[tuple[int, int | None], list[Any]]:
    """By lesson and assignment; None is what is set to all."""
    found = defaultdict(list)
    lessons = {row.lesson_id for row, _ in given}
    for file in HomeworkFile.objects.filter(lesson__in=lessons):
        link = FileLink(file.pk, file.name, filesizeformat(file.bytes))
        found[file.lesson_id, file.assignment_id].append(link)
    return found


def _task(row: Homework | Assignment, due_on: date | None, files: dict[Any, list[Any]]) -> Task:
    is_none = isinstance(row, Homework) and row.is_none
    key = row.pk if isinstance(row, Assignment) else None
    return Task(
        row.lesson.section.subject.name,
        row.text,
        row.minutes,
        due_on,
        kind=row.get_kind_display() if row.kind else "",
        whom=_whom(row) if isinstance(row, Assignment) else "",
        files=() if is_none else tuple(files[row.lesson_id, key]),
    )


def _whom(row: Assignment) -> str:
    if row.audience == Assignment.Audience.PUPILS:
        return PERSONAL
    if row.group:
        return f"{row.group.subject.name}, {row.group.name}".rstrip(", ")
    return ""
