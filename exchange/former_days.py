"""Places on lists that do not get their former days back: marks or absences of the pupil stand outside of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection

from school.words import date_dots

Span = tuple[date, date]
ONE_DAY = timedelta(days=1)
# First and last days of the entries that stand in these spans; the mark of a period stands on its last day.
ENTRIES = """\
WITH lost AS (
    SELECT * FROM unnest(%(places)s::bigint[], %(sections)s::bigint[], %(students)s::bigint[], %(first)s::date[],
        %(last)s::date[]) AS t (place, section, student, first, last)
)
SELECT place, min(day), max(day) FROM (
    SELECT p.place, l.date AS day FROM lost p
    JOIN journal_lesson l ON l.section_id = p.section AND l.date BETWEEN p.first AND p.last
    JOIN journal_lineitem i ON i.lesson_id = l.id
    JOIN journal_mark m ON m.item_id = i.id AND m.student_id = p.student AND m.code <> ''
UNION ALL
    SELECT p.place, l.date FROM lost p
    JOIN journal_lesson l ON l.section_id = p.section AND l.date BETWEEN p.first AND p.last
    JOIN journal_attendancerecord a ON a.lesson_id = l.id AND a.student_id = p.student AND a.status <> 'present'
UNION ALL
    SELECT p.place, coalesce(g.ends_on, y.ends_on) FROM lost p
    JOIN journal_periodmark m ON m.section_id = p.section AND m.student_id = p.student AND m.code <> ''
    JOIN school_coursesection c ON c.id = p.section JOIN school_schoolyear y ON y.id = c.year_id
    LEFT JOIN school_gradingperiod g ON g.id = m.period_id
    WHERE coalesce(g.ends_on, y.ends_on) BETWEEN p.first AND p.last
) entries GROUP BY place
"""


def places_with_entries(
    changed: Mapping[int, tuple[Any, Any]], returning: Iterable[Any]
) -> dict[int, str]:
    """Of changed places, each as it is and as it was, those that stay as they are, and why. One statement.

    `returning` are places that were taken away and come back: entries within their days stand on the list too. Places
    that nobody changed have other days: a pupil is on a list once.
    """
    again = defaultdict(list)
    for one in [*(was for _, was in changed.values()), *returning]:
        again[one.section_id, one.student_id].append(_term(one))
    lost = [
        (row, span)
        for row, _ in changed.values()
        for span in lost_days(_term(row), again[row.section_id, row.student_id])
    ]
    return {key: _told(first, last, *_term(changed[key][1])) for key, first, last in _entries(lost)}


def lost_days(now: Span, again: Iterable[Span]) -> list[Span]:
    """Days of the term that none of the other terms has, as spans in their order."""
    first, last = now
    found = []
    for begins, ends in sorted(again):
        if begins > first:
            found.append((first, min(begins - ONE_DAY, last)))
        if ends >= first:
            if ends == date.max:
                return [span for span in found if span[0] <= span[1]]
            first = ends + ONE_DAY
        if first > last:
            break
    if first <= last:
        found.append((first, last))
    return [span for span in found if span[0] <= span[1]]


def _term(row: Any) -> Span:
    return row.starts_on, row.ends_on or date.max


def _entries(lost: list[tuple[Any, Span]]) -> list[tuple[int, date, date]]:
    if not lost:
        return []
    asked = {
        "places": [row.pk for row, _ in lost],
        "sections": [row.section_id for row, _ in lost],
        "students": [row.student_id for row, _ in lost],
        "first": [first for _, (first, _) in lost],
        "last": [last for _, (_, last) in lost],
    }
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, asked)
        found: list[tuple[int, date, date]] = cursor.fetchall()
    return found


def _told(first: date, last: date, begins: date, ends: date) -> str:
    days = date_dots(first) if first == last else f"{date_dots(first)} – {date_dots(last)}"
    former = f"с {date_dots(begins)}" + ("" if ends == date.max else f" по {date_dots(ends)}")
    return f"отметки или пропуски за {days} стоят вне прежнего срока в списке ({former})"
