"""A class at a glance: who needs attention and why, means by subject, absences, who has not read the diary."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from diary.access import ClassTerm
from diary.attention import DOWN, Attention, Debt, Learning, Work, attention, debts_of, trend
from diary.pictures import BEST, Line, line
from journal.scales import ABSENT_CODES, LATE_CODE
from school.grading import USUAL, Scale
from school.models import CourseSection, GradingPeriod, Subject
from school.rulebook import RuleBook, book_of

from . import class_reading as reading
from .readers import Silent, silent_families
from .summary import Missed

WEEK = timedelta(days=6)
FIVE = USUAL["five_point"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A pupil's mean in a subject; `trend` is «up», «down» or empty."""

    mean: Decimal | None
    trend: str


@dataclass(frozen=True)
class PupilRow:
    """`week` is of the last seven days."""

    pk: int
    name: str
    cells: tuple[Cell | None, ...]
    mean: Decimal | None
    line: Line | None
    week: Missed
    missed: Missed
    debts: tuple[Debt, ...]
    attention: Attention


@dataclass(frozen=True)
class ClassScreen:
    term: ClassTerm
    subjects: Sequence[Subject]
    journals: Sequence[CourseSection]
    # Those who need attention first, and the same by alphabet.
    rows: Sequence[PupilRow]
    by_name: Sequence[PupilRow]
    silent: Sequence[Silent]

    @property
    def needy(self) -> int:
        return sum(bool(row.attention.points) for row in self.rows)


def class_screen(term: ClassTerm, *, now: datetime, on: date) -> ClassScreen:
    """At most thirteen queries, whatever the number of pupils."""
    names = reading.pupils(term.school_class, term.day)
    silent = silent_families(names, since=term.school_class.year.starts_on, on=on)
    if term.period is None:
        return ClassScreen(term, (), (), (), (), silent)
    facts = _Facts(term, term.period, list(names), book_of(on), now)
    rows = [facts.row(pk, name) for pk, name in names.items()]
    needy = sorted(rows, key=lambda row: -row.attention.points)
    return ClassScreen(term, facts.subjects, facts.journals, needy, rows, silent)


class _Facts:
    """All that is read of the pupils in the period, by pupil and subject."""

    def __init__(
        self,
        term: ClassTerm,
        period: GradingPeriod,
        students: Sequence[int],
        book: RuleBook,
        now: datetime,
    ) -> None:
        self._listed = listed = reading.lists(term.school_class, students, period, now)
        self._scales = {
            pk: book.scale_of(section, period.starts_on) for pk, section in listed.sections.items()
        }
        sections = listed.sections.values()
        self.journals = [one for one in sections if one.of_class]  # type: ignore[attr-defined]
        # Outside the curriculum there is nothing to show by subject: no marks, no debts.
        taught = [one for one in sections if not one.is_extracurricular]
        self.subjects = list({one.subject_id: one.subject for one in taught}.values())
        self._marks: dict[int, list[reading.Given]] = defaultdict(list)
        self._marked = set()
        for mark in reading.marks(students, period):
            self._marks[mark.student].append(mark)
            self._marked.add(mark.section)
        self._controls: dict[int, list[reading.Control]] = defaultdict(list)
        for work in reading.controls(list(listed.sections), period):
            self._controls[work.section].append(work)
        told = [one for one in term.periods if one.starts_on <= period.starts_on]
        self._titles = {one.pk: one.title for one in told}
        self._given = reading.period_marks(students, told)
        self._period, self._term = period, term
        self._away = _by_student(_absences(term, period, students))

    def row(self, student: int, name: str) -> PupilRow:
        learning = self._learning(student)
        cells = {key: _cell(one) for key, one in learning.items()}
        debts = tuple(debt for one in learning.values() for debt in debts_of(one))
        missed, week = self._missed(student)
        falling = [
            one.subject for key, one in learning.items() if cells[key].trend == DOWN
        ]  # fmt: skip
        return PupilRow(
            pk=student,
            name=name,
            cells=tuple(cells.get(subject.pk) for subject in self.subjects),
            mean=FIVE.weighted_average(mark for _, mark in self._five(student)),
            line=self._line(student),
            week=week,
            missed=missed,
            debts=debts,
            attention=attention(
                debts=len(debts), falling=falling, missed=missed.total,
                unexplained=missed.unknown, held=missed.held,
            ),
        )  # fmt: skip

    def _learning(self, student: int) -> dict[int, Learning]:
        """By subject: journals one after another, or two at once, are one."""
        sections: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
        for pk, first, last in self._listed.of(student):
            section = self._listed.sections.get(pk)
            if section and not section.is_extracurricular:
                sections[section.subject_id].append((pk, first, last))
        own = {mark.item: mark.code for mark in self._marks[student]}
        return {
            subject.pk: self._of_subject(student, subject, sections[subject.pk], own)
            for subject in self.subjects
            if sections[subject.pk]
        }

    def _of_subject(
        self,
        student: int,
        subject: Subject,
        terms: Sequence[tuple[int, date, date | None]],
        own: Mapping[int, str],
    ) -> Learning:
        keys = {pk for pk, _, _ in terms}
        given: dict[int, str] = {}
        for pk in keys:
            given |= self._given.get((student, pk), {})
        return Learning(
            subject=subject.name,
            scale=self._scale(terms),
            marks=[(m.code, m.weight) for m in self._marks[student] if m.section in keys],
            held=sum(self._listed.held(*term) for term in terms),
            is_marked=bool(keys & self._marked),
            works=[
                Work(work.day, work.name, own.get(work.item, ""))
                for pk, first, last in terms
                for work in self._controls[pk]
                if first <= work.day <= (last or work.day)
            ],
            given={title: given[pk] for pk, title in self._titles.items() if pk in given},
            period_mark=given.get(self._period.pk, ""),
        )

    def _scale(self, terms: Sequence[tuple[int, date, date | None]]) -> Scale:
        return self._scales[terms[-1][0]]

    def _missed(self, student: int) -> tuple[Missed, Missed]:
        """Of the period, and of the last seven days."""
        first = self._term.day - WEEK
        listed = self._listed
        held = sum(listed.held(*term) for term in listed.of(student))
        away = self._away[student]
        period = [one.code for one in away if self._period.starts_on <= one.day]
        return _counted(period, held), _counted([one.code for one in away if one.day >= first], 0)

    def _five(self, student: int) -> Iterable[tuple[reading.Given, tuple[str, int]]]:
        """Marks of the five-point scale: others cannot be put in one mean with them."""
        for mark in self._marks[student]:
            scale = self._scales.get(mark.section)
            if scale and scale.best == BEST:
                yield mark, (mark.code, mark.weight)

    def _line(self, student: int) -> Line | None:
        weeks: dict[Any, list[tuple[str, int]]] = defaultdict(list)
        for mark, counted in self._five(student):
            weeks[mark.day.isocalendar()[:2]].append(counted)
        means = [FIVE.weighted_average(found) for _, found in sorted(weeks.items())]
        return line([mean for mean in means if mean is not None], "по неделям")


def _cell(one: Learning) -> Cell:
    return Cell(one.mean, trend(one.scale, [code for code, weight in one.marks if weight]))


def _absences(
    term: ClassTerm, period: GradingPeriod, students: Sequence[int]
) -> Iterable[reading.Away]:
    first = min(period.starts_on, term.day - WEEK) if term.is_current else period.starts_on
    return reading.absences(students, first, period.ends_on)


def _by_student(rows: Iterable[reading.Away]) -> Mapping[int, list[reading.Away]]:
    found: dict[int, list[reading.Away]] = defaultdict(list)
    for row in rows:
        found[row.student].append(row)
    return found


def _counted(codes: Sequence[str], held: int) -> Missed:
    counted = Counter(codes)
    unknown, illness, excused = (counted[code] for code in ABSENT_CODES)
    return Missed(unknown, illness, excused, counted[LATE_CODE], held)
