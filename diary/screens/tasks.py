"""Homework as a pupil has it: what was set to all, to his subgroup, to him by name, and files to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import Http404
from django.template.defaultfilters import filesizeformat

from accounts.prepared import Prepared
from journal.models import Assignment, HomeworkFile, HomeworkKind
from school.models import Student

from . import reading
from .lessons import LISTS, on_list

PERSONAL = "лично"
# Homework without a day is for the next lesson of the section: that is seldom more than a few weeks off.
GIVEN_WITHIN = timedelta(weeks=4)


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


# As diary.screens.lessons. Of weeks before only what is to be ready in this one: for the day the teacher set, else for
# the section's next lesson.
_GIVEN = f"""\
WITH {LISTS}, held AS MATERIALIZED (
SELECT l.id, l.section_id, l.date, l.starts_at FROM lists s JOIN journal_lesson l ON l.section_id = s.section_id
    AND l.date BETWEEN %(since)s AND %(last)s AND l.date >= s.starts_on AND (s.ends_on IS NULL OR l.date <= s.ends_on)
), given AS (
SELECT l.id, l.section_id, l.date, l.starts_at, NULL::bigint AS assignment, h.kind, h.text, h.minutes, h.due_on,
    '' AS audience, NULL::bigint AS group_id, h.is_none
    FROM held l JOIN journal_homework h ON h.lesson_id = l.id
UNION ALL SELECT l.id, l.section_id, l.date, l.starts_at, a.id, a.kind, a.text, a.minutes, a.due_on,
    a.audience, a.group_id, false
    FROM held l JOIN journal_assignment a ON a.lesson_id = l.id
    WHERE a.audience = 'all' OR a.audience = 'group' AND {on_list("a.group_id", "l.date")}
        OR a.audience = 'pupils' AND EXISTS (
            SELECT 1 FROM journal_assignmentpupil p WHERE p.assignment_id = a.id AND p.student_id = %(student)s)
), ready AS (
SELECT g.*, COALESCE(g.due_on, (
    SELECT n.date FROM journal_lesson n WHERE n.section_id = g.section_id AND n.date > g.date
        AND n.status <> 'cancelled' ORDER BY n.date LIMIT 1)) AS due
    FROM given g
)
SELECT g.id, g.section_id, u.name, g.assignment, g.kind, g.text, g.minutes, g.due, g.audience, gu.name, gc.name,
    f.id, f.name, f.bytes
FROM ready g JOIN school_coursesection c ON c.id = g.section_id JOIN school_subject u ON u.id = c.subject_id
    LEFT JOIN school_coursesection gc ON gc.id = g.group_id LEFT JOIN school_subject gu ON gu.id = gc.subject_id
    LEFT JOIN journal_homeworkfile f ON f.lesson_id = g.id AND f.assignment_id IS NOT DISTINCT FROM g.assignment
        AND NOT g.is_none
WHERE g.date >= %(first)s OR g.due BETWEEN %(first)s AND %(last)s
ORDER BY g.starts_at, g.id, g.assignment NULLS FIRST, f.id
"""  # noqa: S608 - put together of constants
GIVEN = Prepared("tasks_of_week", _GIVEN, student="bigint", since="date", first="date", last="date")


def given_tasks(student: Student, first: date, last: date) -> list[GivenTask]:
    """Set to the pupil at lessons of those days, or before for one of them; by lesson, first what is to all. One query."""
    since = first - GIVEN_WITHIN
    rows = GIVEN.rows(student=student.pk, since=since, first=first, last=last)
    return [
        _given(GivenRow(*one), [row[-3:] for row in same]) for one, same in groupby(rows, _task_of)
    ]


class GivenRow(NamedTuple):
    """A task as it is stored; `assignment` is None of what is set to all, the group is that of a subgroup."""

    lesson: int
    section: int
    subject: str
    assignment: int | None
    kind: str
    text: str
    minutes: int | None
    due_on: date | None
    audience: str
    group_subject: str | None
    group: str | None


def _task_of(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """All of the row but a file to the task."""
    return row[:-3]


def _given(row: GivenRow, files: Iterable[tuple[Any, ...]]) -> GivenTask:
    task = Task(
        row.subject,
        row.text,
        row.minutes,
        row.due_on,
        kind=HomeworkKind(row.kind).label if row.kind else "",
        whom=_whom(row),
        files=tuple(FileLink(pk, name, filesizeformat(size)) for pk, name, size in files if pk),
    )
    return GivenTask(row.lesson, row.section, task)


def _whom(row: GivenRow) -> str:
    if row.audience == Assignment.Audience.PUPILS:
        return PERSONAL
    if row.group_subject:
        return f"{row.group_subject}, {row.group}".rstrip(", ")
    return ""


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
