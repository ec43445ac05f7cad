"""The summary of a period: by subject, marks, averages, missed lessons, marks of periods and of the year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from diary.access import Family, Term
from diary.pictures import BEST, Averages, averages
from diary.words import work_and_title
from journal.carried import may_go_on
from journal.models import AttendanceRecord, Mark, PeriodMark
from journal.scales import attendance_code
from school.grading import Scale
from school.models import CourseSection, GradingPeriod, SectionEnrollment, Student
from school.rulebook import book_of

from . import reading


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

    @property
    def has_exams(self) -> bool:
        return any(row.exam for row in self.rows)

    @property
    def has_finals(self) -> bool:
        return any(row.final for row in self.rows)


def summary_screen(family: Family, term: Term, *, now: datetime, on: date) -> SummaryScreen:
    """The period as it is at that moment. Five queries, whatever the number of marks."""
    child, period = family.child, term.period
    if period is None:
        nothing = Missed(0, 0, 0, 0, 0)
        return SummaryScreen(family, "", None, (), (), (), nothing, averages([]))
    courses = _courses(child, term)
    days = (period.starts_on, period.ends_on)
    marks, absences = _Sorted(), _Sorted()
    for mark in reading.marks(child, *days):
        marks[courses.of(mark.item.lesson.section)].append(mark)
    for absence in reading.absences(child, *days):
        absences[courses.of(absence.lesson.section)].append(absence)
    held: Counter[int] = Counter()
    for section, number in _held(child, period, now):
        held[courses.of_key(section)] += number
    given = _period_marks(child, term, courses)
    book = book_of(on)
    scales = {n: book.scale_of(section, period.starts_on) for n, section in courses.latest()}
    rows = tuple(
        _row(
            title, marks[n], scales[n], _missed(absences[n], held[n]), given.get(n, {}), term.periods
        )
        for n, title in courses.titles()
    )  # fmt: skip
    shown = {mark.letter: mark.work for row in rows for mark in row.marks}
    return SummaryScreen(
        family=family,
        class_name=term.class_name,
        period=period,
        periods=tuple(term.periods),
        rows=rows,
        letters=tuple(sorted(shown.items())),
        missed=_missed([a for found in absences.values() for a in found], sum(held.values())),
        # Bars of one length are of one scale: the five-point one.
        picture=averages((row.subject, row.weighted) for row in rows if row.best == BEST),
    )


class _Sorted(defaultdict):
    def __init__(self) -> None:
        super().__init__(list)


class _Courses:
    """Sections one after another of the same subject are one course: a child who changed class goes on."""

    def __init__(self, enrollments: Iterable[SectionEnrollment]) -> None:
        self._numbers: dict[int, int] = {}
        self._sections: list[CourseSection] = []
        latest: list[SectionEnrollment] = []
        for enrollment in enrollments:
            earlier = (n for n, last in enumerate(latest) if _goes_on(last, enrollment))
            number = self._numbers.get(enrollment.section_id, next(earlier, len(latest)))
            self._numbers[enrollment.section_id] = number
            self._sections[number : number + 1] = [enrollment.section]
            latest[number : number + 1] = [enrollment]

    def of(self, section: CourseSection) -> int:
        """Number of the section's course; a section whose list never had the pupil is a course of its own."""
        if section.pk not in self._numbers:
            self._numbers[section.pk] = len(self._sections)
            self._sections.append(section)
        return self._numbers[section.pk]

    def of_key(self, section: int) -> int:
        return self._numbers[section]

    def latest(self) -> Iterable[tuple[int, CourseSection]]:
        """The section a course goes on in."""
        return enumerate(self._sections)

    def titles(self) -> Iterable[tuple[int, str]]:
        subjects = Counter(section.subject_id for section in self._sections)
        for number, section in enumerate(self._sections):
            group = section.name if subjects[section.subject_id] > 1 else ""
            yield number, f"{section.subject.name} ({group})" if group else section.subject.name


def _courses(child: Student, term: Term) -> _Courses:
    """Courses of the pupil in the year of the period, by the order of subjects."""
    year = term.enrollments[-1].school_class.year
    found = child.section_enrollments.filter(section__year=year).select_related("section__subject")
    subject = "section__subject"
    return _Courses(found.order_by(f"{subject}__position", f"{subject}__name", "starts_on", "pk"))


def _goes_on(last: SectionEnrollment, enrollment: SectionEnrollment) -> bool:
    return (
        last.section.subject_id == enrollment.section.subject_id
        and may_go_on(last.section.kind, enrollment.section.kind)
        and last.ends_on is not None
        and last.ends_on < enrollment.starts_on
    )


def _held(child: Student, period: GradingPeriod, now: datetime) -> Iterable[tuple[int, int]]:
    found = reading.lessons(child, period.starts_on, period.ends_on).held_by(now)
    return found.values_list("section_id").annotate(Count("pk")).order_by()


def _period_marks(
    child: Student, term: Term, courses: _Courses
) -> dict[int, dict[tuple[str, int | None], str]]:
    """Codes by course, then by kind and period."""
    found: dict[int, dict[tuple[str, int | None], str]] = defaultdict(dict)
    year = term.enrollments[-1].school_class.year
    marks = child.period_marks.filter(section__year=year).exclude(code="")
    for mark in marks.select_related("section__subject").order_by("pk"):
        found[courses.of(mark.section)][(mark.kind, mark.period_id)] = mark.code
    return found


def _row(
    title: str,
    marks: list[Mark],
    scale: Scale,
    missed: Missed,
    given: Mapping[tuple[str, int | None], str],
    periods: list[GradingPeriod],
) -> SubjectRow:
    kind = PeriodMark.Kind
    return SubjectRow(
        subject=title,
        marks=tuple(_mark(mark) for mark in marks),
        average=scale.average(mark.code for mark in marks if mark.item.weight),
        weighted=scale.weighted_average((mark.code, mark.item.weight) for mark in marks),
        best=scale.best,
        missed=missed,
        period_marks=tuple(given.get((kind.PERIOD, period.pk), "") for period in periods),
        year=given.get((kind.YEAR, None), ""),
        exam=given.get((kind.EXAM, None), ""),
        final=given.get((kind.FINAL, None), ""),
    )


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
