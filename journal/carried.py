"""Marks that a pupil brings along from the journal he was in before: they stay there and count here (SCH-13).

A journal goes on with another one of the same subject and year that the pupil left before he came: of the old class, of
another group, of his individual plan. A course by choice, a circle and a project go on only with one of their kind.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.prepared import Prepared
from school.models import GradingPeriod


@dataclass(frozen=True, slots=True)
class CarriedMark:
    """A mark of the journal before; `source` is the class or the group it was given in: «7А»."""

    source: str
    code: str
    weight: int
    date: date


# By section and pupil.
Marks = dict[tuple[int, int], list[CarriedMark]]
# Codes of periods by section and pupil, then by period.
PeriodCodes = dict[tuple[int, int], dict[int, str]]

# The term of the list that is gone on with, and every term of a like journal before it.
_BEFORE = """
FROM school_sectionenrollment e
    JOIN school_coursesection mine ON mine.id = e.section_id
    JOIN school_sectionenrollment b ON b.student_id = e.student_id AND b.ends_on < e.starts_on
    JOIN school_coursesection o ON o.id = b.section_id AND o.id <> mine.id
        AND o.subject_id = mine.subject_id AND o.year_id = mine.year_id
        AND (o.kind = mine.kind OR o.kind <> ALL(%(apart)s) AND mine.kind <> ALL(%(apart)s))
"""
_LATEST = """
WHERE e.section_id = ANY(%(sections)s) AND NOT EXISTS (
    SELECT 1 FROM school_sectionenrollment n
    WHERE n.section_id = e.section_id AND n.student_id = e.student_id
        AND n.starts_on > e.starts_on AND n.starts_on <= %(last)s
)
"""
# In two steps: eight tables at once take PostgreSQL longer to plan than to read.
_MARKS = f"""
WITH came AS MATERIALIZED (
    SELECT e.section_id, e.student_id, b.starts_on, b.ends_on, o.id AS old, o.classes_text AS old_text,
        mine.classes_text AS new_text, o.kind, o.name
{_BEFORE}
{_LATEST} AND e.starts_on > %(first)s AND e.starts_on <= %(last)s
)
SELECT c.section_id, c.student_id, c.old_text, c.new_text, c.kind, c.name, m.code, i.weight, l.date
FROM came c
    JOIN journal_lesson l ON l.section_id = c.old AND l.date BETWEEN c.starts_on AND c.ends_on
        AND l.date BETWEEN %(first)s AND %(last)s
    JOIN journal_lineitem i ON i.lesson_id = l.id
    JOIN journal_mark m ON m.item_id = i.id AND m.student_id = c.student_id AND m.code <> ''
ORDER BY l.date, l.number, i.position, m.id
"""  # noqa: S608  of the constants above
_PERIODS = f"""
SELECT e.section_id, e.student_id, p.period_id, p.code
{_BEFORE}
    JOIN journal_periodmark p ON p.section_id = o.id AND p.student_id = e.student_id
        AND p.kind = 'period' AND p.code <> ''
{_LATEST}
ORDER BY b.starts_on, b.id
"""
_TYPES = {"sections": "bigint[]", "first": "date", "last": "date", "apart": "text[]"}
MARKS = Prepared("marks_carried", _MARKS, **_TYPES)
PERIODS = Prepared("periods_carried", _PERIODS, **_TYPES)
APART = ["elective", "circle", "project"]


def marks_carried(sections: Iterable[int], first: date, last: date) -> Marks:
    """Marks of lessons from `first` to `last` of those who came onto these lists in those days, by date. One query."""
    found: Marks = defaultdict(list)
    for section, student, old, new, kind, name, code, weight, day in _rows(
        MARKS, sections, first, last
    ):
        source = source_of(old, new, kind, name)
        found[section, student].append(CarriedMark(source, code, weight, day))
    return dict(found)


def periods_carried(sections: Iterable[int], last: date) -> PeriodCodes:
    """Marks of periods given in the journals before, of those who came onto these lists by `last`. One query."""
    found: PeriodCodes = defaultdict(dict)
    for section, student, period, code in _rows(PERIODS, sections, last, last):
        found[section, student][period] = code
    return dict(found)


def of_newcomers(
    section: int, period: GradingPeriod, periods: Sequence[GradingPeriod], came: Iterable[date]
) -> tuple[Marks, PeriodCodes]:
    """What pupils bring along to a journal; `came` are the first days of all terms of its list in the period.

    One query where anybody came in the period, one for the year's mark in its last period, else none.
    """
    came = list(came)
    marks: Marks = {}
    codes: PeriodCodes = {}
    if any(period.starts_on < day <= period.ends_on for day in came):
        marks = marks_carried([section], period.starts_on, period.ends_on)
    if period == periods[-1] and any(day > periods[0].starts_on for day in came):
        codes = periods_carried([section], period.ends_on)
    return marks, codes


def _rows(asked: Prepared, sections: Iterable[int], first: date, last: date) -> list[tuple]:
    return asked.rows(sections=list(sections), first=first, last=last, apart=APART)


def source_of(old: str, new: str, kind: str, name: str) -> str:
    """«7А» from another class; within the class the group, the individual plan, or the journal of all."""
    if old != new:
        return old
    if kind == "individual":
        return "индивидуального плана"
    return f"группы «{name}»" if name else "журнала класса"


def may_go_on(old: str, new: str) -> bool:
    """Whether a journal of one kind goes on with one of the other, as the queries above have it."""
    return old == new or not {old, new} & set(APART)


def in_words(marks: Sequence[CarriedMark]) -> str:
    """«из 7А: 5, 4; из 7В: 3», in the order they were given."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        by_source[mark.source].append(mark.code)
    return "; ".join(f"из {source}: {', '.join(codes)}" for source, codes in by_source.items())
