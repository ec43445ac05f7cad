"""The journal's spread: one section in one period. Pupils down, lessons across; five queries, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from journal import scales
from journal.access import Journal
from journal.carried import CarriedMark, Marks, PeriodCodes, in_words, of_newcomers
from journal.models import WorkType
from journal.norms import usual_minimum
from school import words
from school.days import today_of
from school.grading import Scale
from school.models import CourseSection, GradingPeriod, Student
from school.rulebook import book_of

from .cell_facts import comments, versions
from .closing import Closing, closing_of_period, is_complete
from .columns import Column, GridLesson, read_lessons
from .entries import NO_CELL, Entries, PeriodCell, read_entries
from .roster import Pupil, roster


class Cell(NamedTuple):
    """What stands in a cell. `is_out`: the pupil was not on the list that day."""

    mark: str = ""
    absence: str = ""
    is_out: bool = False
    has_comment: bool = False


EMPTY, OUT = Cell(), Cell(is_out=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil with all cells and what they add up to."""

    pupil: Pupil
    note: str
    has_left: bool
    cells: Sequence[Cell]
    average: Decimal | None
    weighted: Decimal | None
    marks: int
    missed: int
    proposed: str
    period: PeriodCell
    proposed_year: str
    year: PeriodCell
    # Marks of the period from the journal before: they count in the averages.
    carried: Sequence[CarriedMark] = ()
    # Till when the empty mark of the period and of the year is put off by an order.
    put_off: tuple[str, str] = ("", "")

    @property
    def brought(self) -> str:
        """«из 7А: 5, 4»."""
        return in_words(self.carried)

    @property
    def told(self) -> str:
        """Beside the name, where there is little room: «из 7А, прибыл 6.10»."""
        sources = ", ".join(dict.fromkeys(mark.source for mark in self.carried))
        return f"из {sources}, {self.note}" if sources else self.note


@dataclass(frozen=True, slots=True)
class GridScreen:
    section: CourseSection
    period: GradingPeriod
    # Marks of the journal as on the period's first day.
    scale: Scale
    periods: Sequence[GradingPeriod]
    previous: CourseSection | None
    following: CourseSection | None
    lessons: Sequence[GridLesson]
    rows: Sequence[Row]
    versions: Mapping[int, dict[str, int]]
    # On marks: of each pupil by place of the column.
    comments: Mapping[int, dict[int, str]]
    # Until when an answer is waited for where the hand says no day.
    wait_until: date
    # From which on changes are fresh (journal.screens.fresh).
    moment: int
    # Marks a pupil should have by the end of the period; 0 where nobody has said.
    least: int
    usual_work: WorkType | None
    is_last_period: bool
    may_fill: bool
    closing: Closing

    @property
    def has_marks(self) -> bool:
        """False outside the curriculum: columns of lessons hold attendance, beside them stands what was missed."""
        return not self.section.is_extracurricular

    @property
    def few(self) -> int:
        """How many of the list have fewer marks than they should."""
        return sum(row.marks < self.least and not row.has_left for row in self.rows)

    @property
    def columns(self) -> list[Column]:
        return [column for lesson in self.lessons for column in lesson.columns]

    @property
    def newcomers(self) -> list[Row]:
        """Rows of who brought marks along."""
        return [row for row in self.rows if row.carried]

    @property
    def months(self) -> list[tuple[str, int]]:
        """Names of the months with how many columns each spans."""
        names = (words.month_name(column.date) for column in self.columns)
        return [(name, len(list(group))) for name, group in groupby(names)]

    @property
    def column_kinds(self) -> list[tuple[str, int]]:
        """Classes of the columns in a row, with how many each holds: today's stands out."""
        kinds = [
            "c-day today" if lesson.is_today else "c-day"
            for lesson in self.lessons
            for _ in lesson.columns
        ]
        return [(kind, len(list(group))) for kind, group in groupby(kinds)]

    @property
    def marks_of_scale(self) -> Sequence[str]:
        return self.scale.marks

    @property
    def period_marks_of_scale(self) -> Sequence[str]:
        return self.scale.period_marks


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every row of the spread is made from."""

    section: CourseSection
    period: GradingPeriod
    scale: Scale
    periods: Sequence[GradingPeriod]
    columns: Sequence[Column]
    entries: Entries
    on: date
    marks_before: Marks
    periods_before: PeriodCodes

    @property
    def is_last_period(self) -> bool:
        return self.period == self.periods[-1]


def grid_screen(
    journal: Journal,
    *,
    period: GradingPeriod,
    periods: Sequence[GradingPeriod],
    among: QuerySet[Student] | None,
    now: datetime,
    on: date,
) -> GridScreen:
    """The spread of one of the journal's periods."""
    section = journal.section
    pupils = roster(section, period.starts_on, period.ends_on, among=among)
    entries = read_entries(section, period)
    lessons = read_lessons(section, period, entries, now, on)
    columns = [column for lesson in lessons for column in lesson.columns]
    scale = book_of(on).scale_of(section, period.starts_on)
    came = [first for pupil in pupils for first, _ in pupil.terms]
    before = of_newcomers(section.pk, period, periods, came)
    shown = {pupil.pk for pupil in pupils}
    sheet = _Sheet(section, period, scale, periods, columns, entries, on, *before)
    around = journal.around
    place = around.index(section) if section in around else None
    rows = [_row(sheet, pupil) for pupil in pupils]
    closing = closing_of_period(section, period, is_last=sheet.is_last_period, now=now)
    return GridScreen(
        section=section,
        period=period,
        scale=scale,
        periods=periods,
        previous=around[place - 1] if place else None,
        following=around[place + 1] if place is not None and place + 1 < len(around) else None,
        lessons=lessons,
        rows=rows,
        versions=versions(columns, entries, period, shown),
        comments=comments(columns, entries, shown),
        moment=entries.moment,
        least=_least(section, period, on),
        wait_until=timezone.localdate(now) + scales.WAITED_FOR,
        usual_work=WorkType.objects.usual(min(on, period.ends_on)) if journal.may_fill else None,
        is_last_period=sheet.is_last_period,
        may_fill=journal.may_fill,
        closing=replace(closing, unlocked=_unlocked(sheet, rows, closing))
        if journal.may_fill
        else closing,
    )


def _least(section: CourseSection, period: GradingPeriod, on: date) -> int:
    if section.scale == section.Scale.UNGRADED:
        return 0
    decided = book_of(on).on(min(period.ends_on, today_of(on)))
    return usual_minimum(section.weekly_hours, period.kind, decided)


def _unlocked(sheet: _Sheet, rows: Sequence[Row], closing: Closing) -> str:
    """Marks that all stand while no lock came of them: they were set before locks were kept, or the list grew shorter."""
    busy = {lock.kind for lock in (closing.coming, closing.opened and closing.opened.lock) if lock}
    listed = [row for row in rows if row.pupil.is_listed_on(sheet.period.ends_on)]
    if not closing.period and not busy and is_complete([row.period for row in listed]):
        return "period"
    if sheet.is_last_period and not closing.year and "year" not in busy:
        return "year" if is_complete([row.year for row in listed]) else ""
    return ""


def current_period(periods: Sequence[GradingPeriod], on: date) -> GradingPeriod:
    """The period of that day; in the holidays the one that has ended."""
    begun = [period for period in periods if period.starts_on <= on]
    return begun[-1] if begun else periods[0]


def _row(sheet: _Sheet, pupil: Pupil) -> Row:
    cells = _cells(sheet, pupil)
    key = (sheet.section.pk, pupil.pk)
    brought = sheet.marks_before.get(key, [])
    weighed = [(mark.code, mark.weight) for mark in brought]
    weighed += [
        (cell.mark, column.weight)
        for cell, column in zip(cells, sheet.columns, strict=True)
        if cell.mark and not cell.mark.startswith(scales.WAITING)
    ]
    weighted = sheet.scale.weighted_average(weighed)
    entries, today = sheet.entries, min(sheet.on, sheet.period.ends_on)
    return Row(
        pupil=pupil,
        note=_note(pupil, sheet.period, today),
        has_left=pupil.left_by(today) is not None,
        cells=cells,
        average=sheet.scale.average(mark for mark, weight in weighed if weight),
        weighted=weighted,
        marks=len(weighed),
        missed=len([cell for cell in cells if cell.absence in scales.ABSENT_CODES]),
        proposed=sheet.scale.proposed(weighted),
        period=entries.periods.get((sheet.period.pk, pupil.pk), PeriodCell()),
        proposed_year=sheet.scale.proposed_of(_of_periods(sheet, pupil))
        if sheet.is_last_period
        else "",
        year=entries.year.get(pupil.pk, PeriodCell()),
        carried=brought,
        put_off=(
            entries.put_off.get((sheet.period.pk, pupil.pk), ""),
            entries.put_off.get((None, pupil.pk), ""),
        ),
    )


def _of_periods(sheet: _Sheet, pupil: Pupil) -> list[str]:
    """Marks of all periods: of one that the pupil spent in another journal the mark given there."""
    before = sheet.periods_before.get((sheet.section.pk, pupil.pk), {})
    return [
        sheet.entries.periods.get((other.pk, pupil.pk), NO_CELL)[0] or before.get(other.pk, "")
        for other in sheet.periods
    ]


def _cells(sheet: _Sheet, pupil: Pupil) -> list[Cell]:
    """The pupil's cells; written so that 1,200 of them take a millisecond."""
    marks, attendance, student = sheet.entries.marks, sheet.entries.attendance, pupil.pk
    told = sheet.entries.comments
    always = sheet.columns and pupil.is_listed_throughout(
        sheet.columns[0].date, sheet.columns[-1].date
    )
    cells = []
    for column in sheet.columns:
        mark = marks.get((column.item, student), NO_CELL)[0] if column.item else ""
        absence = attendance.get((column.lesson, student), NO_CELL)[0] if column.is_first else ""
        if mark or absence:
            has_comment = bool(mark) and (column.item, student) in told
            cells.append(Cell(mark, absence, has_comment=has_comment))
        else:
            cells.append(EMPTY if always or pupil.is_listed_on(column.date) else OUT)
    return cells


def _note(pupil: Pupil, period: GradingPeriod, today: date) -> str:
    """«прибыл 12.10», «выбыла 3.10»: why a part of the row is empty."""
    ending = "а" if pupil.is_female else ""
    left, came = pupil.left_by(today), pupil.came_after(period.starts_on)
    if left:
        return f"выбыл{ending} {left.day}.{left:%m}"
    return f"прибыл{ending} {came.day}.{came:%m}" if came else ""
