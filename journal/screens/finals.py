"""Marks of a period, the year, the exam and the end on one page: what is proposed, what stands, what to look at (JRN-6)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from journal import period_rules
from journal.access import Journal
from journal.models import AttendanceRecord, Exam, Lesson, MarkDeferral, PeriodMark
from journal.norms import usual_minimum
from journal.period_facts import NOTHING, Asked, Basis, Given, bases, given_marks
from journal.rates import Rates, rates
from school.grading import FIVE_POINT, Scale
from school.models import CourseSection, GradingPeriod, Student
from school.regulation import Regulation
from school.rulebook import book_of
from school.words import count_of

from .closing import Closing, closing_of_period
from .roster import Pupil, roster

Kind = PeriodMark.Kind
OF_YEAR = {Kind.YEAR: "Год", Kind.EXAM: "Экзамен", Kind.FINAL: "Итоговая"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A column of marks: of a period (`key` is its own), of the year, the exam or the end (`key` is the kind)."""

    key: str
    title: str
    kind: str
    period: GradingPeriod | None = None


@dataclass(frozen=True, slots=True)
class FinalCell:
    """What stands: the code, its explanation and version."""

    code: str = ""
    comment: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class FinalRow:
    """A pupil. `others` are codes of the other columns in their order, `deferred` tells of a mark put off."""

    pupil: Pupil
    others: Sequence[str]
    cell: FinalCell
    basis: Basis
    missed: int
    is_awaited: bool
    warnings: Sequence[str]
    deferred: str = ""


@dataclass(frozen=True, slots=True)
class FinalsScreen:
    """`others` are the columns beside, those that hold a mark."""

    section: CourseSection
    tabs: Sequence[Tab]
    tab: Tab
    others: Sequence[Tab]
    scale: Scale
    rows: Sequence[FinalRow]
    may_fill: bool
    closing: Closing
    least: int
    held: int
    exam: Exam | None

    @property
    def why_closed(self) -> str:
        return self.closing.why.get(self.tab.kind, "")

    @property
    def empty(self) -> list[str]:
        """Names of those whose mark is awaited: with any of them the period is not closed."""
        return [row.pupil.name for row in self.rows if row.is_awaited and not row.cell.code]

    @property
    def rates(self) -> Rates | None:
        """Of the marks that stand (regulation § 8.1-8.3), whoever left before the end not counted; of five points only."""
        counted = [
            row.cell.code
            for row in self.rows
            if row.is_awaited or row.deferred or self.tab.kind == Kind.EXAM
        ]
        found = rates(Counter(counted))
        return found if found.pupils and self.section.scale == FIVE_POINT else None

    @property
    def proposes(self) -> bool:
        """Whether the button has anything to set."""
        return any(row.is_awaited and row.basis.proposed and not row.cell.code for row in self.rows)

    @property
    def doubtful(self) -> list[FinalRow]:
        """Rows with something to look at before the period is closed."""
        return [row for row in self.rows if row.warnings]


def tabs_of(periods: Sequence[GradingPeriod]) -> list[Tab]:
    """Periods in their order, then the year, the exam, the end."""
    found = [Tab(str(one.pk), one.title, Kind.PERIOD, one) for one in periods]
    return found + [Tab(kind.value, title, kind) for kind, title in OF_YEAR.items()]


def finals_screen(
    journal: Journal,
    *,
    tab: Tab,
    periods: Sequence[GradingPeriod],
    among: QuerySet[Student] | None,
    now: datetime,
    on: date,
) -> FinalsScreen:
    """One column of marks with the others beside it. Some nine queries, whatever the number of pupils."""
    section = journal.section
    first, last = _days(tab, section.year.starts_on, section.year.ends_on)
    pupils = roster(section, first, last, among=among)
    sheet = _sheet(section, tab, periods, pupils, (first, last), on)
    return FinalsScreen(
        section=section,
        tabs=tabs_of(periods),
        tab=tab,
        others=sheet.others,
        scale=sheet.scale,
        rows=[_row(sheet, pupil) for pupil in pupils],
        may_fill=journal.may_fill,
        closing=_closing(section, tab, periods, now),
        least=sheet.least,
        held=_held(section, first, last, now) if tab.kind == Kind.PERIOD else 0,
        exam=Exam.objects.filter(section=section).first() if tab.kind == Kind.EXAM else None,
    )


def _stands(given: Given, tabs: Sequence[Tab]) -> dict[str, Mapping[int, str]]:
    """Codes of every column by pupil."""
    return {
        tab.key: given.own.get((tab.kind, tab.period.pk if tab.period else None), {})
        for tab in tabs
    }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every row is made from."""

    tab: Tab
    others: Sequence[Tab]
    scale: Scale
    last: date
    given: Mapping[str, Mapping[int, str]]
    cells: Mapping[int, FinalCell]
    bases: Mapping[int, Basis]
    missed: Mapping[int, int]
    deferred: Mapping[int, str]
    least: int


def _sheet(
    section: CourseSection,
    tab: Tab,
    periods: Sequence[GradingPeriod],
    pupils: Sequence[Pupil],
    days: tuple[date, date],
    on: date,
) -> _Sheet:
    first, last = days
    book, tabs = book_of(on), tabs_of(periods)
    scale = book.scale_of(section, tab.period.starts_on if tab.period else section.year.ends_on)
    came = [start for pupil in pupils for start, _ in pupil.terms]
    given = given_marks(section.pk)
    stands = _stands(given, tabs)
    asked = Asked(section, tab.kind, tab.period, periods, scale, came)
    return _Sheet(
        tab=tab,
        others=[one for one in tabs if one.key != tab.key and any(stands[one.key].values())],
        scale=scale,
        last=last,
        given=stands,
        cells=_cells(section, tab),
        bases=bases(asked, [pupil.pk for pupil in pupils], given),
        missed=_missed(section, first, last),
        deferred=_deferred(section, tab, on),
        least=_least(section, tab, book.on(min(last, on))),
    )


def _row(sheet: _Sheet, pupil: Pupil) -> FinalRow:
    cell = sheet.cells.get(pupil.pk, FinalCell())
    basis = sheet.bases.get(pupil.pk, NOTHING)
    deferred = sheet.deferred.get(pupil.pk, "")
    is_awaited = sheet.tab.kind != Kind.EXAM and not deferred and pupil.is_listed_on(sheet.last)
    return FinalRow(
        pupil=pupil,
        others=[sheet.given[other.key].get(pupil.pk, "") for other in sheet.others],
        cell=cell,
        basis=basis,
        missed=sheet.missed.get(pupil.pk, 0),
        is_awaited=is_awaited,
        warnings=_warnings(sheet, cell, basis) if is_awaited or cell.code else (),
        deferred=deferred,
    )


def _warnings(sheet: _Sheet, cell: FinalCell, basis: Basis) -> list[str]:
    """What to look at before the period is closed; none of it forbids anything (regulation § 8.6, 8.9)."""
    found = []
    counted = cell.code or basis.proposed
    if sheet.tab.kind == Kind.PERIOD and cell.code in ("", *sheet.scale.values):
        if basis.marks < sheet.least:
            told = (
                count_of(basis.marks, "отметка", "отметки", "отметок")
                if basis.marks
                else "отметок нет"
            )
            found.append(f"мало отметок: {told}, нужно {sheet.least}")
        if basis.controls is not None and period_rules.contradicts(
            sheet.scale, basis.controls, counted
        ):
            found.append(f"контрольные говорят иное: их средний {_number(basis.controls)}")
    if period_rules.differs(sheet.scale, basis.proposed, cell.code) and not cell.comment:
        found.append(f"предлагается {basis.proposed}, поставлено {cell.code}, пояснения нет")
    return found


def _number(value: Decimal) -> str:
    return f"{value}".replace(".", ",")


def _days(tab: Tab, first: date, last: date) -> tuple[date, date]:
    return (tab.period.starts_on, tab.period.ends_on) if tab.period else (first, last)


def _cells(section: CourseSection, tab: Tab) -> dict[int, FinalCell]:
    rows = PeriodMark.objects.filter(section=section, kind=tab.kind, period=tab.period)
    values = rows.values_list("student_id", "code", "comment", "version")
    return {student: FinalCell(code, why, version) for student, code, why, version in values}


def _missed(section: CourseSection, first: date, last: date) -> dict[int, int]:
    """Lessons missed by each pupil."""
    absent = AttendanceRecord.objects.filter(
        lesson__section=section, lesson__date__range=(first, last), status="absent"
    )
    return dict(absent.values_list("student_id").annotate(Count("pk")).order_by())


def _held(section: CourseSection, first: date, last: date, now: datetime) -> int:
    lessons = Lesson.objects.filter(section=section, date__range=(first, last), ends_at__lte=now)
    return lessons.exclude(status=Lesson.Status.CANCELLED).count()


def _deferred(section: CourseSection, tab: Tab, on: date) -> dict[int, str]:
    """Marks of the period or the year put off by an order, in words; one that has run out is awaited again."""
    if tab.kind not in (Kind.PERIOD, Kind.YEAR):
        return {}
    rows = MarkDeferral.objects.filter(section=section, period=tab.period, deferred_until__gte=on)
    return {row.student_id: str(row) for row in rows}


def _least(section: CourseSection, tab: Tab, decided: Regulation) -> int:
    """Marks needed by the end of the period, by hours a week; at least the fewest that a mark of a period needs."""
    if tab.period is None or section.scale != FIVE_POINT:
        return 0
    return max(usual_minimum(section.weekly_hours, tab.period.kind, decided), decided.fewest_marks)


def _closing(
    section: CourseSection, tab: Tab, periods: Sequence[GradingPeriod], now: datetime
) -> Closing:
    return closing_of_period(
        section, tab.period or periods[-1], is_last=tab.kind == Kind.YEAR, now=now
    )
