"""What has been written in a journal since a moment, to be put on an open spread. One query, whatever was written."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from journal import comments, scales
from journal.models import PeriodMark
from school.models import CourseSection, GradingPeriod, Student

# The moment is a number of transactions: all before it are finished and were seen by this very statement. What was
# written since may be told twice; a cell knows by its version.
MOMENT = """\
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + public.earlier_transactions()"""
FRESH = f"""\
SELECT 'moment', NULL::bigint, NULL::bigint, NULL::bigint, '', '', NULL::int, ({MOMENT}), NULL::date, '', '', 0
UNION SELECT 'mark', i.lesson_id, i.id, m.student_id, m.code, m.comment, NULL, m.version, m.waits_until,
        CASE WHEN i.is_hidden THEN '(' || w.letter || ')' ELSE w.letter END, w.name, i.weight
    FROM journal_historicalmark h JOIN journal_mark m ON m.id = h.id JOIN journal_lineitem i ON i.id = m.item_id
        JOIN journal_worktype w ON w.id = i.work_type_id JOIN journal_lesson l ON l.id = i.lesson_id
    WHERE h.history_transaction >= %(since)s AND l.section_id = %(section)s
        AND l.date BETWEEN %(first)s AND %(last)s
UNION SELECT 'attendance', a.lesson_id, NULL, a.student_id, a.status, a.reason, a.minutes, a.version, NULL, '', '', 0
    FROM journal_historicalattendancerecord h JOIN journal_attendancerecord a ON a.id = h.id
        JOIN journal_lesson l ON l.id = a.lesson_id
    WHERE h.history_transaction >= %(since)s AND l.section_id = %(section)s
        AND l.date BETWEEN %(first)s AND %(last)s
UNION SELECT m.kind, NULL, NULL, m.student_id, m.code, '', NULL, m.version, NULL, '', '', 0
    FROM journal_historicalperiodmark h JOIN journal_periodmark m ON m.id = h.id
    WHERE h.history_transaction >= %(since)s AND m.section_id = %(section)s
        AND (m.period_id = %(period)s OR m.kind = 'year') AND m.kind IN ('period', 'year')
"""  # noqa: S608 - put together of constants


class FreshCell(NamedTuple):
    """`kind` is «mark», «attendance», «period» or «year»; `work` is of the mark's column: letter, name, weight."""

    kind: str
    lesson: int | None
    item: int | None
    student: int
    value: str
    version: int
    comment: str
    comment_version: int
    work: tuple[str, str, int]


@dataclass(frozen=True)
class Fresh:
    """What was written, and the moment from which to ask the next time."""

    moment: int
    cells: list[FreshCell]


def fresh(section: CourseSection, period: GradingPeriod, since: int) -> Fresh:
    """Cells of the section and the period written at that moment or after it, as they stand now."""
    asked: dict[str, Any] = {
        "since": since,
        "section": section.pk,
        "period": period.pk,
        "first": period.starts_on,
        "last": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(FRESH, asked)
        rows = cursor.fetchall()
    [moment] = [row[7] for row in rows if row[0] == "moment"]
    return Fresh(moment, [_cell(*row) for row in rows if row[0] != "moment"])


def among(found: Fresh, pupils: QuerySet[Student] | None) -> Fresh:
    """Only of those the person may see; None means all of them. One query where some may not be seen."""
    if pupils is None:
        return found
    seen = set(pupils.values_list("pk", flat=True))
    return Fresh(found.moment, [cell for cell in found.cells if cell.student in seen])


def _cell(
    kind: str,
    lesson: int | None,
    item: int | None,
    student: int,
    code: str,
    told: str,
    minutes: int | None,
    version: int,
    waits_until: date | None,
    *work: Any,
) -> FreshCell:
    if kind == "attendance":
        value, told = scales.attendance_code(code, told, minutes), ""
    elif kind == "mark":
        value = scales.mark_text(code, waits_until)
    else:
        value = code
        kind = "year" if kind == PeriodMark.Kind.YEAR else "period"
    letter, name, weight = work
    version_of = comments.version_of(told)
    return FreshCell(
        kind, lesson, item, student, value, version, told, version_of, (letter, name, weight)
    )
