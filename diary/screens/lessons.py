"""Lessons of a pupil in a week: what stands in the timetable, what is entered at them, who holds them.

Said once in SQL, as journal.screens.entries: hundreds of families open the week each evening, and put together by the
ORM its queries cost four times as much. Each begins with the pupil's own lists, so no school grows too large for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from accounts.names import short_name
from accounts.prepared import Prepared
from diary.words import absence_words, kind_and_title
from journal.models import Lesson, LessonMove


def on_list(section: str, day: str) -> str:
    """Condition on a section and a day in SQL with `lists`: the pupil is on the section's list that day."""
    return (
        f"EXISTS (SELECT 1 FROM lists s WHERE s.section_id = {section}"  # noqa: S608 - constants
        f" AND s.starts_on <= {day} AND (s.ends_on IS NULL OR s.ends_on >= {day}))"
    )


# Of the pupil %(student)s. A transferred child keeps what was before.
LISTS = """\
lists AS MATERIALIZED (
SELECT section_id, starts_on, ends_on FROM school_sectionenrollment WHERE student_id = %(student)s
)"""

# Lessons of the journals the pupil is or was on the list of, put right since or not: a mark stays where it was set.
_LESSONS = f"""\
WITH {LISTS}, found AS (
SELECT l.id FROM school_historicalsectionenrollment h JOIN journal_lesson l ON l.section_id = h.section_id
    WHERE h.student_id = %(student)s AND l.date BETWEEN %(first)s AND %(last)s
UNION SELECT v.lesson_id FROM journal_lessonmove v JOIN journal_lesson l ON l.id = v.lesson_id
    WHERE v.kind = 'moved' AND v.from_date BETWEEN %(first)s AND %(last)s AND {on_list("l.section_id", "v.from_date")}
)
SELECT l.id, l.section_id, l.date, l.number, l.starts_at, l.ends_at, l.status, l.topic, u.name, c.name, r.name,
    v.kind, v.from_date, v.from_number, {on_list("l.section_id", "l.date")},
    v.kind = 'moved' AND {on_list("l.section_id", "v.from_date")}
FROM found JOIN journal_lesson l ON l.id = found.id JOIN school_coursesection c ON c.id = l.section_id
    JOIN school_subject u ON u.id = c.subject_id LEFT JOIN school_room r ON r.id = l.room_id
    LEFT JOIN journal_lessonmove v ON v.lesson_id = l.id
ORDER BY l.starts_at, l.number, l.id
"""  # noqa: S608 - put together of constants
LESSONS = Prepared("lessons_of_week", _LESSONS, student="bigint", first="date", last="date")


class LessonRow(NamedTuple):
    """A lesson; `move`… are empty of one in its place. `is_listed`: the pupil is on the list on its day.

    `was_listed`: it was moved, and the pupil was on the list on the day it was moved from.
    """

    pk: int
    section: int
    day: date
    number: int
    starts_at: datetime
    ends_at: datetime
    status: str
    topic: str
    subject: str
    group: str
    room: str | None
    move: str | None
    from_date: date | None
    from_number: int | None
    is_listed: bool
    was_listed: bool | None

    @property
    def is_cancelled(self) -> bool:
        return self.status == Lesson.Status.CANCELLED

    @property
    def is_moved(self) -> bool:
        return self.move == LessonMove.Kind.MOVED


def read_lessons(student: int, first: date, last: date) -> list[LessonRow]:
    """Lessons of those days and those moved away from one of them, by time. One query."""
    return [LessonRow(*row) for row in LESSONS.rows(student=student, first=first, last=last)]


# A mark taken back or not published is not shown.
_MARKS = """\
SELECT i.lesson_id, m.code, w.name, i.title, i.weight, m.comment, NULL, NULL, NULL
FROM journal_lineitem i JOIN journal_mark m ON m.item_id = i.id AND m.student_id = %(student)s
    JOIN journal_worktype w ON w.id = i.work_type_id
WHERE i.lesson_id = ANY(%(lessons)s) AND NOT i.is_hidden AND m.code <> ''
ORDER BY i.position, m.id
"""
_ABSENCES = """\
SELECT lesson_id, NULL, NULL, NULL, NULL, NULL, status, reason, minutes FROM journal_attendancerecord
WHERE lesson_id = ANY(%(lessons)s) AND student_id = %(student)s AND status <> 'present'
"""
ENTRIES = Prepared(
    "entries_of_week", f"({_MARKS}) UNION ALL {_ABSENCES}", student="bigint", lessons="bigint[]"
)


@dataclass(frozen=True)
class MarkShown:
    code: str
    work: str
    weight: int
    title: str
    comment: str


@dataclass(frozen=True)
class Entries:
    """The pupil's own marks, and absences and late comings in words, by lesson."""

    marks: Mapping[int, list[MarkShown]]
    absences: Mapping[int, str]

    def is_at(self, lesson: int) -> bool:
        return lesson in self.marks or lesson in self.absences


def read_entries(student: int, lessons: Iterable[int]) -> Entries:
    """What is entered for the pupil at those lessons. One query."""
    marks: dict[int, list[MarkShown]] = defaultdict(list)
    absences: dict[int, str] = {}
    rows = ENTRIES.rows(student=student, lessons=list(lessons))
    for lesson, code, kind, title, weight, comment, status, reason, minutes in rows:
        if code is None:
            absences[lesson] = absence_words(status, reason, minutes)
        else:
            work, title = kind_and_title(kind, title)
            marks[lesson].append(MarkShown(code, work, weight, title, comment))
    return Entries(marks, absences)


_TEACHERS = """\
(SELECT f.section_id, f.starts_on, f.ends_on, NULL, u.last_name, u.first_name, u.middle_name, u.username
FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id JOIN accounts_user u ON u.id = s.user_id
WHERE f.section_id = ANY(%(sections)s) AND f.starts_on <= %(last)s AND (f.ends_on IS NULL OR f.ends_on >= %(first)s)
ORDER BY f.is_primary DESC, f.id)
UNION ALL
SELECT f.section_id, f.date, NULL, f.number, u.last_name, u.first_name, u.middle_name, u.username
FROM school_substitution f JOIN school_staffmember s ON s.id = f.teacher_id JOIN accounts_user u ON u.id = s.user_id
WHERE f.section_id = ANY(%(sections)s) AND f.date BETWEEN %(first)s AND %(last)s
"""
TEACHERS = Prepared("teachers_of_week", _TEACHERS, sections="bigint[]", first="date", last="date")


class Load(NamedTuple):
    teacher: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Teachers:
    """Who teaches which section, with the terms of the load; and who holds single lessons instead."""

    loads: Mapping[int, list[Load]]
    instead: Mapping[tuple[int, date, int], str]

    def of(self, lesson: LessonRow) -> str:
        """«Петрова А. И.», or several with a comma, or the substitute; empty when nobody taught the section that day."""
        substitute = self.instead.get((lesson.section, lesson.day, lesson.number))
        if substitute:
            return f"{substitute}, замена"
        day = lesson.day
        return ", ".join(
            load.teacher
            for load in self.loads.get(lesson.section, ())
            if load.starts_on <= day and (load.ends_on is None or load.ends_on >= day)
        )


def read_teachers(sections: Iterable[int], first: date, last: date) -> Teachers:
    """Of those sections in those days. One query."""
    loads: dict[int, list[Load]] = defaultdict(list)
    instead = {}
    rows = TEACHERS.rows(sections=list(sections), first=first, last=last)
    for section, day, ends_on, number, *names, login in rows:
        teacher = short_name(*names) or login
        if number is None:
            loads[section].append(Load(teacher, day, ends_on))
        else:
            instead[section, day, number] = teacher
    return Teachers(loads, instead)
