"""Where the pupil is in a week, and what its days are to his class: holidays, days off, transferred days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from accounts.prepared import Prepared
from school.models import CalendarDay

WEEKDAYS_OF = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")

# As diary.screens.lessons. Days are those of the class the pupil is in last.
_FRAME = """\
WITH places AS (
SELECT c.name, c.grade, c.days_a_week, y.starts_on, y.ends_on, e.starts_on AS since FROM school_classenrollment e
    JOIN school_schoolclass c ON c.id = e.school_class_id JOIN school_schoolyear y ON y.id = c.year_id
    WHERE e.student_id = %(student)s AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
), own AS (
SELECT grade, days_a_week FROM places ORDER BY since DESC LIMIT 1
), rows AS (
SELECT 1 AS step, since, 0 AS id, name, starts_on, ends_on, grade, days_a_week, '' AS kind FROM places
UNION ALL SELECT 2, NULL, b.id, b.title, b.starts_on, b.ends_on, NULL, NULL, ''
    FROM school_holidaybreak b JOIN own o ON o.grade BETWEEN b.grade_from AND b.grade_to
    WHERE b.starts_on <= %(last)s AND b.ends_on >= %(first)s
UNION ALL SELECT 3, NULL, d.id, d.title, d.date, NULL, d.follows_weekday, NULL, d.kind
    FROM school_calendarday d JOIN own o ON o.grade BETWEEN d.grade_from AND d.grade_to
        AND (d.days_a_week IS NULL OR d.days_a_week = o.days_a_week)
    WHERE d.date BETWEEN %(first)s AND %(last)s
)
SELECT step, name, starts_on, ends_on, grade, days_a_week, kind FROM rows ORDER BY step, since, id
"""
FRAME = Prepared("days_of_week", _FRAME, student="bigint", first="date", last="date")
PLACE, BREAK = 1, 2


class Place(NamedTuple):
    """A class of the pupil, with the terms of its year."""

    name: str
    starts_on: date
    ends_on: date
    grade: int
    days_a_week: int


@dataclass(frozen=True)
class Frame:
    """Classes of the pupil in the week, by date; and what is to be said of its days."""

    places: tuple[Place, ...]
    titles: Mapping[date, str]

    @property
    def class_name(self) -> str:
        return ", ".join(dict.fromkeys(place.name for place in self.places))

    @property
    def school_class(self) -> Place | None:
        return self.places[-1] if self.places else None


def read_frame(student: int, first: date, last: date) -> Frame:
    """Of the pupil in those days. One query."""
    rows = FRAME.rows(student=student, first=first, last=last)
    places = tuple(Place(*row[1:6]) for row in rows if row[0] == PLACE)
    titles: dict[date, str] = {}
    if places:
        year = places[-1]
        outside = (day for day in _days(first, last) if not year.starts_on <= day <= year.ends_on)
        titles = dict.fromkeys(outside, "Вне учебного года")
    for step, title, starts_on, ends_on, follows, _, kind in rows[len(places) :]:
        if step == BREAK:
            titles |= dict.fromkeys(_days(starts_on, ends_on), title)
        else:
            titles[starts_on] = _title_of(kind, title, follows)
    return Frame(places, titles)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _title_of(kind: str, title: str, follows: int | None) -> str:
    named = CalendarDay.Kind(kind).label.capitalize()
    if kind != CalendarDay.Kind.WORKING:
        return f"{named}: {title}" if title else named
    return f"{named}, по расписанию {WEEKDAYS_OF[follows - 1]}" if follows else named
