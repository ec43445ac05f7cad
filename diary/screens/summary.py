"""The summary of a period: by subject, marks, averages, missed lessons, marks of periods and of the year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count

from diary.access import Family, Term
from diary.attention import Debt, Learning, Work, debts_of, trend
from diary.pictures import BEST, Averages, Line, averages, line
from diary.words import work_and_title
from journal.models import AttendanceRecord, Mark, PeriodMark
from journal.scales import attendance_code
from school.grading import Scale
from school.models import GradingPeriod, SchoolClass, Student
from school.rulebook import book_of

from . import reading
from .courses import Courses, courses_of


@dataclass(frozen=True)
class MarkOfPeriod:
    date: date
    code: str
    letter: str
    work: str
    weight: int
    title: str
    comment: str


@dataclass(frozen=True)
class Missed:
    """Lessons missed by reason, times late, and lessons held for this pupil while on the list."""

    unknown: int
    illness: int
    excused: int
    late: int
    held: int

    @property
    def total(self) -> int:
        return self.unknown + self.illness + self.excused


@dataclass(frozen=True)
class SubjectRow:
    subject: str
    marks: tuple[MarkOfPeriod, ...]
    average: Decimal | None
    weighted: Decimal | None
    # What the best mark counts as; None where marks count nothing.
    best: Decimal | None
    missed: Missed
    period_marks: tuple[str, ...]
    year: str
    exam: str
    final: str
    # «up» or «down» where the last marks differ from those before; the marks one after another.
    trend: str = ""
    line: Line | None = None
    debts: tuple[Debt, ...] = ()
    is_extracurricular: bool = False


@dataclass(frozen=True)
class Explained:
    """What the teacher wrote beside a mark of a period, the year, the exam or the end."""

    subject: str
    what: str
    code: str
    comment: str


@dataclass(frozen=True)
class SummaryScreen:
    family: Family
    class_name: str
    period: GradingPeriod | None
    periods: tuple[GradingPeriod, ...]
    rows: tuple[SubjectRow, ...]
    letters: tuple[tuple[str, str], ...]
    missed: Missed
    picture: Averages
    school_class: SchoolClass | None = None
    explained: tuple[Explained, ...] = ()
    # Lessons outside the curriculum: what was missed, no marks.
    circles: tuple[SubjectRow, ...] = ()

    @property
    def has_exams(self) -> bool:
        return any(row.exam for row in self.rows)

    @property
    def has_finals(self) -> bool:
        return any(row.final for row in self.rows)

    @property
    def debts(self) -> list[Debt]:
        return [debt for row in self.rows for debt in row.debts]


def summary_screen(family: Family, term: Term, *, now: datetime, on: date) -> SummaryScreen:
    """The period as it is at that moment. Seven queries, whatever the number of marks."""
    child, period = family.child, term.period
    if period is None:
        nothing = Missed(0, 0, 0, 0, 0)
        return SummaryScreen(family, "", None, (), (), (), nothing, averages([]))
    courses = courses_of(child, term)
    days = (period.starts_on, period.ends_on)
    marks, absences = _Sorted(), _Sorted()
    for mark in reading.marks(child, *days):
        marks[courses.of(mark.item.lesson.section)].append(mark)
    for absence in reading.absences(child, *days):
        absences[courses.of(absence.lesson.section)].append(absence)
    held = _held(child, period, courses, now)
    given, explained = _period_marks(child, term, courses)
    book, asked = book_of(on), _Asked(child, term, courses)
    scales = {n: book.scale_of(section, period.starts_on) for n, section in courses.latest()}
    outside = {n for n, section in courses.latest() if section.is_extracurricular}
    found = [
        _row(
            asked.learning(n, title, scales[n], marks[n], held[n], given.get(n, {})),
            marks[n], _missed(absences[n], held[n]), given.get(n, {}), term.periods, n in outside,
        )
        for n, title in courses.titles()
    ]  # fmt: skip
    rows = tuple(row for row in found if not row.is_extracurricular)
    return SummaryScreen(
        family=family,
        class_name=term.class_name,
        period=period,
        periods=tuple(term.periods),
        rows=rows,
        letters=_letters(rows),
        missed=_missed([a for found in absences.values() for a in found], sum(held.values())),
        # Bars of one length are of one scale: the five-point one.
        picture=averages((row.subject, row.weighted) for row in rows if row.best == BEST),
        school_class=term.enrollments[-1].school_class,
        explained=tuple(explained),
        circles=tuple(row for row in found if row.is_extracurricular),
    )


def _letters(rows: Iterable[SubjectRow]) -> tuple[tuple[str, str], ...]:
    """Letters of the works shown, with their names."""
    return tuple(sorted({mark.letter: mark.work for row in rows for mark in row.marks}.items()))


class _Sorted(defaultdict):
    def __init__(self) -> None:
        super().__init__(list)


def _held(child: Student, period: GradingPeriod, courses: Courses, now: datetime) -> Counter[int]:
    """Lessons by course."""
    found = reading.lessons(child, period.starts_on, period.ends_on).held_by(now)
    held: Counter[int] = Counter()
    for section, number in found.values_list("section_id").annotate(Count("pk")).order_by():
        held[courses.of_key(section)] += number
    return held


def _period_marks(
    child: Student, term: Term, courses: Courses
) -> tuple[dict[int, dict[tuple[str, int | None], str]], list[Explained]]:
    """Codes by course, then by kind and period; and what the teacher wrote beside some of them."""
    found: dict[int, dict[tuple[str, int | None], str]] = defaultdict(dict)
    year = term.enrollments[-1].school_class.year
    marks = child.period_marks.filter(section__year=year).exclude(code="")
    explained = []
    for mark in marks.select_related("section__subject", "period").order_by("pk"):
        found[courses.of(mark.section)][(mark.kind, mark.period_id)] = mark.code
        if mark.comment:
            what = mark.period.title if mark.period else mark.get_kind_display()
            explained.append(Explained(mark.section.subject.name, what, mark.code, mark.comment))
    return found, explained


class _Asked:
    """What is asked of the pupil in the period: control works that were held, and courses where marks are given."""

    def __init__(self, child: Student, term: Term, courses: Courses) -> None:
        period: Any = term.period
        days = (period.starts_on, period.ends_on)
        self._term = term
        self._works = _Sorted()
        for item in reading.works_held(child, *days):
            self._works[courses.of_key(item.lesson.section_id)].append(item)
        sections = courses.sections()
        self._marked = {courses.of_key(pk) for pk in reading.marked_sections(sections, *days)}

    def learning(
        self,
        course: int,
        title: str,
        scale: Scale,
        marks: list[Mark],
        held: int,
        given: Mapping[tuple[str, int | None], str],
    ) -> Learning:
        codes = {mark.item_id: mark.code for mark in marks}
        period: Any = self._term.period
        kind = PeriodMark.Kind.PERIOD
        told = [one for one in self._term.periods if one.starts_on <= period.starts_on]
        return Learning(
            subject=title,
            scale=scale,
            marks=[(mark.code, mark.item.weight) for mark in marks],
            held=held,
            is_marked=course in self._marked,
            works=[
                Work(item.lesson.date, item.work_type.name.lower(), codes.get(item.pk, ""))
                for item in self._works[course]
            ],
            given={one.title: given[kind, one.pk] for one in told if (kind, one.pk) in given},
            period_mark=given.get((kind, period.pk), ""),
        )


def _row(
    learning: Learning,
    marks: list[Mark],
    missed: Missed,
    given: Mapping[tuple[str, int | None], str],
    periods: list[GradingPeriod],
    is_extracurricular: bool = False,
) -> SubjectRow:
    kind, scale = PeriodMark.Kind, learning.scale
    counted = [mark.code for mark in marks if mark.item.weight]
    return SubjectRow(
        subject=learning.subject,
        marks=tuple(_mark(mark) for mark in marks),
        average=scale.average(counted),
        weighted=learning.mean,
        best=scale.best,
        missed=missed,
        period_marks=tuple(given.get((kind.PERIOD, period.pk), "") for period in periods),
        year=given.get((kind.YEAR, None), ""),
        exam=given.get((kind.EXAM, None), ""),
        final=given.get((kind.FINAL, None), ""),
        trend=trend(scale, counted),
        line=_line(scale, counted),
        debts=tuple(debts_of(learning)),
        is_extracurricular=is_extracurricular,
    )


def _line(scale: Scale, codes: list[str]) -> Line | None:
    """Marks one after another; of the five-point scale, as the other drawings."""
    values = [scale.values[code] for code in codes if code in scale.values]
    return line(values, "по порядку") if scale.best == BEST else None


def _mark(mark: Mark) -> MarkOfPeriod:
    work = mark.item.work_type
    name, title = work_and_title(mark.item)
    return MarkOfPeriod(
        date=mark.item.lesson.date,
        code=mark.code,
        letter=work.letter,
        work=name,
        weight=mark.item.weight,
        title=title,
        comment=mark.comment,
    )


def _missed(absences: Iterable[AttendanceRecord], held: int) -> Missed:
    codes = Counter(attendance_code(record.status, record.reason) for record in absences)
    return Missed(codes["н"], codes["б"], codes["ну"], codes["оп"], held)
