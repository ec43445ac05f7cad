"""The journal's spread: one section in one period. Pupils down, lessons across; five queries, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from journal import scales
from journal.access import neighbours
from journal.models import WorkType
from school import words
from school.models import CourseSection, GradingPeriod, Student

from .columns import Column, GridLesson, read_lessons
from .entries import NO_CELL, Entries, PeriodCell, read_entries
from .roster import Pupil, roster


class Cell(NamedTuple):
    """What stands in a cell. `is_out`: the pupil was not on the list that day."""

    mark: str = ""
    absence: str = ""
    is_out: bool = False


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


@dataclass(frozen=True, slots=True)
class GridScreen:
    section: CourseSection
    period: GradingPeriod
    periods: Sequence[GradingPeriod]
    previous: CourseSection | None
    following: CourseSection | None
    lessons: Sequence[GridLesson]
    rows: Sequence[Row]
    versions: dict[int, dict[str, int]]
    usual_work: WorkType | None
    is_last_period: bool
    may_fill: bool

    @property
    def columns(self) -> list[Column]:
        return [column for lesson in self.lessons for column in lesson.columns]

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
        return scales.MARKS_OF[self.section.scale]

    @property
    def period_marks_of_scale(self) -> Sequence[str]:
        return scales.PERIOD_MARKS_OF[self.section.scale]


def grid_screen(
    section: CourseSection,
    *,
    period: GradingPeriod,
    periods: Sequence[GradingPeriod],
    user: User,
    among: QuerySet[Student] | None,
    now: datetime,
    on: date,
) -> GridScreen:
    """The spread of one of the section's periods. `section` comes from access.journal_to_see."""
    pupils = roster(section, period.starts_on, period.ends_on, among=among)
    entries = read_entries(section, period)
    lessons = read_lessons(section, period, entries, now, on)
    columns = [column for lesson in lessons for column in lesson.columns]
    is_last = period == periods[-1]
    rows = [
        _row(pupil, section, period, periods, columns, entries, on, is_last) for pupil in pupils
    ]
    around = list(neighbours(section, user, on=on))
    place = around.index(section) if section in around else None
    return GridScreen(
        section=section,
        period=period,
        periods=periods,
        previous=around[place - 1] if place else None,
        following=around[place + 1] if place is not None and place + 1 < len(around) else None,
        lessons=lessons,
        rows=rows,
        versions=_versions(pupils, columns, entries, period),
        usual_work=WorkType.objects.usual() if section.is_taught else None,  # type: ignore[attr-defined]
        is_last_period=is_last,
        may_fill=section.is_taught,  # type: ignore[attr-defined]
    )


def current_period(periods: Sequence[GradingPeriod], on: date) -> GradingPeriod:
    """The period of that day; in the holidays the one that has ended."""
    begun = [period for period in periods if period.starts_on <= on]
    return begun[-1] if begun else periods[0]


def _row(
    pupil: Pupil,
    section: CourseSection,
    period: GradingPeriod,
    periods: Sequence[GradingPeriod],
    columns: Sequence[Column],
    entries: Entries,
    on: date,
    is_last: bool,
) -> Row:
    cells = [_cell(pupil, column, entries) for column in columns]
    weighed = [
        (cell.mark, column.weight) for cell, column in zip(cells, columns, strict=True) if cell.mark
    ]
    weighted = scales.weighted_average(weighed)
    of_periods = [entries.periods.get((other.pk, pupil.pk), PeriodCell()).code for other in periods]
    return Row(
        pupil=pupil,
        note=_note(pupil, period, on),
        has_left=pupil.left_by(min(on, period.ends_on)) is not None,
        cells=cells,
        average=scales.average(mark for mark, _ in weighed),
        weighted=weighted,
        marks=len(weighed),
        missed=sum(cell.absence in scales.ABSENT_CODES for cell in cells),
        proposed=scales.proposed_mark(weighted) if section.scale == scales.FIVE_POINT else "",
        period=entries.periods.get((period.pk, pupil.pk), PeriodCell()),
        proposed_year=scales.year_mark(of_periods) if is_last else "",
        year=entries.year.get(pupil.pk, PeriodCell()),
    )


def _cell(pupil: Pupil, column: Column, entries: Entries) -> Cell:
    mark = entries.marks.get((column.item, pupil.pk), NO_CELL)[0] if column.item else ""
    absence = (
        entries.attendance.get((column.lesson, pupil.pk), NO_CELL)[0] if column.is_first else ""
    )
    if not mark and not absence:
        return EMPTY if pupil.is_listed_on(column.date) else OUT
    return Cell(mark, absence)


def _note(pupil: Pupil, period: GradingPeriod, on: date) -> str:
    """«прибыл 12.10», «выбыла 3.10»: why a part of the row is empty."""
    ending = "а" if pupil.is_female else ""
    left, came = pupil.left_by(min(on, period.ends_on)), pupil.came_after(period.starts_on)
    if left:
        return f"выбыл{ending} {left.day}.{left:%m}"
    return f"прибыл{ending} {came.day}.{came:%m}" if came else ""


def _versions(
    pupils: Sequence[Pupil], columns: Sequence[Column], entries: Entries, period: GradingPeriod
) -> dict[int, dict[str, int]]:
    """Versions that the page cannot tell from what it shows, by pupil and column: {student: {"m3": 2}}.

    A filled cell is of version 1 and an empty one of version 0 unless it stands here.
    """
    unusual: dict[int, dict[str, int]] = {}

    def note(student: int, key: str, value: str, version: int) -> None:
        if version != bool(value):
            unusual.setdefault(student, {})[key] = version

    for place, column in enumerate(columns):
        for pupil in pupils:
            if column.item:
                note(pupil.pk, f"m{place}", *entries.marks.get((column.item, pupil.pk), NO_CELL))
            if column.is_first:
                note(
                    pupil.pk,
                    f"a{place}",
                    *entries.attendance.get((column.lesson, pupil.pk), NO_CELL),
                )
    for pupil in pupils:
        note(pupil.pk, "period", *entries.periods.get((period.pk, pupil.pk), NO_CELL))
        note(pupil.pk, "year", *entries.year.get(pupil.pk, NO_CELL))
    return unusual
