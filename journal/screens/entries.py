"""Everything written in a section's journal in one period, read in one query."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from accounts.prepared import Prepared
from journal import scales
from journal.models import PeriodMark
from school.models import CourseSection, GradingPeriod

from .fresh import MOMENT

NO_CELL = ("", 0)


class PeriodCell(NamedTuple):
    code: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    """Everything written in the period: values and versions by column or lesson and pupil."""

    marks: dict[tuple[int, int], tuple[str, int]]
    attendance: dict[tuple[int, int], tuple[str, int]]
    periods: dict[tuple[int, int], PeriodCell]
    year: dict[int, PeriodCell]
    # On marks, by column and pupil.
    comments: dict[tuple[int, int], str]
    # From which on changes are fresh (journal.screens.fresh).
    moment: int
    # Marks put off by an order, till when: by period (None: the year) and pupil.
    put_off: dict[tuple[int | None, int], str] = field(default_factory=dict)

    def all(self) -> Iterator[tuple[str, int | None, int, str, int]]:
        """Kind, column or lesson or period, pupil, value, version of every entry."""
        kinds = (("mark", self.marks), ("attendance", self.attendance), ("period", self.periods))
        for kind, cells in kinds:
            for (place, student), (value, version) in cells.items():
                yield kind, place, student, value, version
        for student, (value, version) in self.year.items():
            yield "year", None, student, value, version


# Asked of the page that is opened most, so it is said once in SQL: put together by the ORM it cost twice as much.
_ENTRIES = f"""
SELECT 'mark', m.item_id, m.student_id, m.code, m.comment, NULL, m.version, m.waits_until
    FROM journal_mark m JOIN journal_lineitem i ON i.id = m.item_id JOIN journal_lesson l ON l.id = i.lesson_id
    WHERE l.section_id = %(section)s AND l.date BETWEEN %(first)s AND %(last)s
UNION ALL SELECT 'attendance', a.lesson_id, a.student_id, a.status, a.reason, a.minutes, a.version, NULL
    FROM journal_attendancerecord a JOIN journal_lesson l ON l.id = a.lesson_id
    WHERE l.section_id = %(section)s AND l.date BETWEEN %(first)s AND %(last)s
UNION ALL SELECT kind, period_id, student_id, code, '', NULL, version, NULL
    FROM journal_periodmark WHERE section_id = %(section)s AND kind IN ('period', 'year')
UNION ALL SELECT 'put off', period_id, student_id, '', to_char(deferred_until, 'DD.MM.YYYY'), NULL, 0, NULL
    FROM journal_markdeferral WHERE section_id = %(section)s
UNION ALL SELECT 'moment', NULL, 0, '', '', NULL, ({MOMENT}), NULL
"""  # noqa: S608 - put together of constants
ENTRIES = Prepared("entries", _ENTRIES, section="bigint", first="date", last="date")


def read_entries(section: CourseSection, period: GradingPeriod) -> Entries:
    """Marks, attendance and period marks of the section in one query."""
    rows = ENTRIES.rows(section=section.pk, first=period.starts_on, last=period.ends_on)
    entries, moment = Entries({}, {}, {}, {}, {}, 0), 0
    for kind, place, student, code, told, minutes, version, waits_until in rows:
        if kind == "mark":
            shown = scales.mark_text(code, waits_until) if waits_until else code
            entries.marks[place, student] = (shown, version)
            if told:
                entries.comments[place, student] = told
        elif kind == "attendance":
            shown = scales.attendance_code(code, told, minutes)
            entries.attendance[place, student] = (shown, version)
        elif kind == PeriodMark.Kind.PERIOD:
            entries.periods[place, student] = PeriodCell(code, version)
        elif kind == "put off":
            entries.put_off[place, student] = told
        elif kind == "moment":
            moment = version
        else:
            entries.year[student] = PeriodCell(code, version)
    return replace(entries, moment=moment)
