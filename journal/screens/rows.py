"""Rows of the spread: a pupil with all cells and what they add up to. Of what was read, no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from journal import scales
from journal.carried import CarriedMark, Marks, PeriodCodes, in_words
from school.grading import Scale
from school.models import CourseSection, GradingPeriod

from .columns import Column
from .entries import NO_CELL, Entries, PeriodCell
from .roster import Pupil


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
class Sheet:
    """What every row of the spread is made from."""

    section: CourseSection
    period: GradingPeriod
    scale: Scale
    periods: Sequence[GradingPeriod]
    columns: Sequence[Column]
    entries: Entries
    # Cells with a mark or an absence, by pupil and place of the column.
    written: Mapping[int, Mapping[int, Cell]]
    on: date
    marks_before: Marks
    periods_before: PeriodCodes

    @property
    def is_last_period(self) -> bool:
        return self.period == self.periods[-1]


def row_of(sheet: Sheet, pupil: Pupil) -> Row:
    written = sheet.written.get(pupil.pk, {})
    key = (sheet.section.pk, pupil.pk)
    brought = sheet.marks_before.get(key, [])
    weighed = [(mark.code, mark.weight) for mark in brought]
    weighed += [
        (cell.mark, sheet.columns[place].weight)
        for place, cell in written.items()
        if cell.mark and not cell.mark.startswith(scales.WAITING)
    ]
    weighted = sheet.scale.weighted_average(weighed)
    entries, today = sheet.entries, min(sheet.on, sheet.period.ends_on)
    return Row(
        pupil=pupil,
        note=_note(pupil, sheet.period, today),
        has_left=pupil.left_by(today) is not None,
        cells=_cells(sheet, pupil),
        average=sheet.scale.average(mark for mark, weight in weighed if weight),
        weighted=weighted,
        marks=len(weighed),
        missed=len([cell for cell in written.values() if cell.absence in scales.ABSENT_CODES]),
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


def _of_periods(sheet: Sheet, pupil: Pupil) -> list[str]:
    """Marks of all periods: of one that the pupil spent in another journal the mark given there."""
    before = sheet.periods_before.get((sheet.section.pk, pupil.pk), {})
    return [
        sheet.entries.periods.get((other.pk, pupil.pk), NO_CELL)[0] or before.get(other.pk, "")
        for other in sheet.periods
    ]


def _cells(sheet: Sheet, pupil: Pupil) -> list[Cell]:
    """The pupil's cells; most are empty, so only what is written is looked at."""
    columns, written = sheet.columns, sheet.written.get(pupil.pk, {})
    if columns and pupil.is_listed_throughout(columns[0].date, columns[-1].date):
        cells = [EMPTY] * len(columns)
    else:
        cells = [EMPTY if pupil.is_listed_on(column.date) else OUT for column in columns]
    for place, cell in written.items():
        cells[place] = cell
    return cells


def written_in(columns: Sequence[Column], entries: Entries) -> dict[int, dict[int, Cell]]:
    """Cells with a mark or an absence, by pupil and place of the column."""
    items = {column.item: place for place, column in enumerate(columns) if column.item}
    lessons = {column.lesson: place for place, column in enumerate(columns) if column.is_first}
    found: dict[int, dict[int, Cell]] = {}
    for (lesson, student), (absence, _) in entries.attendance.items():
        if absence and lesson in lessons:
            found.setdefault(student, {})[lessons[lesson]] = Cell(absence=absence)
    for (item, student), (mark, _) in entries.marks.items():
        if mark and item in items:
            cells, place = found.setdefault(student, {}), items[item]
            has_comment = (item, student) in entries.comments
            absence = cells[place].absence if place in cells else ""
            cells[place] = Cell(mark, absence, has_comment=has_comment)
    return found


def _note(pupil: Pupil, period: GradingPeriod, today: date) -> str:
    """«прибыл 12.10», «выбыла 3.10»: why a part of the row is empty."""
    ending = "а" if pupil.is_female else ""
    left, came = pupil.left_by(today), pupil.came_after(period.starts_on)
    if left:
        return f"выбыл{ending} {left.day}.{left:%m}"
    return f"прибыл{ending} {came.day}.{came:%m}" if came else ""
