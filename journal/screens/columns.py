"""Lessons of a period as columns: the head and the foot of the spread, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from accounts.prepared import Prepared
from journal import scales
from journal.models import Lesson
from school.models import CourseSection, GradingPeriod

from .entries import Entries


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of work of a lesson; `item` is None until the lesson's first mark makes the column."""

    lesson: int
    date: date
    item: int | None = None
    letter: str = ""
    work: str = ""
    weight: int = 0
    title: str = ""
    # The family does not see its marks yet.
    is_hidden: bool = False
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class GridLesson:
    """A lesson in the head and the foot. `absent` is how many were absent, None while nobody was called."""

    pk: int
    date: date
    number: int
    columns: tuple[Column, ...]
    twice_a_day: bool
    is_today: bool
    # Its day is still to come: nothing is entered yet.
    is_coming: bool
    is_held: bool
    is_cancelled: bool
    topic: str
    has_homework: bool
    absent: int | None

    @property
    def is_missing_something(self) -> bool:
        return self.is_held and not (self.topic and self.has_homework and self.absent is not None)


# As journal.screens.entries: said once in SQL for the page that is opened most.
_LESSONS = """\
SELECT l.id, l.date, l.number, l.ends_at, l.status, l.topic, l.attendance_taken_at, h.id,
    i.id, w.letter, w.name, i.weight, i.title, i.is_hidden
FROM journal_lesson l
    LEFT JOIN journal_homework h ON h.lesson_id = l.id
    LEFT JOIN journal_lineitem i ON i.lesson_id = l.id
    LEFT JOIN journal_worktype w ON w.id = i.work_type_id
WHERE l.section_id = %(section)s AND l.date BETWEEN %(first)s AND %(last)s
ORDER BY l.date, l.number, i.position
"""
LESSONS = Prepared("lessons_of_grid", _LESSONS, section="bigint", first="date", last="date")


def read_lessons(
    section: CourseSection,
    period: GradingPeriod,
    entries: Entries,
    now: datetime,
    on: date,
) -> list[GridLesson]:
    """Lessons with their columns and what is written in them, one query."""
    absent: dict[int, int] = {}
    for (lesson, _), (code, _) in entries.attendance.items():
        absent[lesson] = absent.get(lesson, 0) + (code in scales.ABSENT_CODES)
    rows = LESSONS.rows(section=section.pk, first=period.starts_on, last=period.ends_on)
    today = timezone.localdate(now)
    by_lesson = [(head, list(group)) for head, group in groupby(rows, key=lambda row: row[:8])]
    days = [head[1] for head, _ in by_lesson]
    return [
        GridLesson(
            pk=pk,
            date=day,
            number=number,
            columns=tuple(_column(pk, day, place, *row[8:]) for place, row in enumerate(group)),
            twice_a_day=days.count(day) > 1,
            is_today=day == on,
            is_coming=day > today,
            is_held=ends_at <= now and status != Lesson.Status.CANCELLED,
            is_cancelled=status == Lesson.Status.CANCELLED,
            topic=topic,
            # Outside the curriculum none is set, so none is missing.
            has_homework=homework is not None or section.is_extracurricular,
            absent=absent.get(pk, 0) if called else None,
        )
        for (pk, day, number, ends_at, status, topic, called, homework), group in by_lesson
    ]


def _column(
    lesson: int,
    day: date,
    place: int,
    item: int | None,
    letter: str | None,
    work: str | None,
    weight: int | None,
    title: str | None,
    is_hidden: bool | None,
) -> Column:
    """A lesson without kinds of work yet has one column, with nothing known of it."""
    return Column(
        lesson,
        day,
        item,
        letter or "",
        work or "",
        weight or 0,
        title or "",
        is_hidden=bool(is_hidden),
        is_first=place == 0,
    )
