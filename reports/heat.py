"""The heat map class × day as a drawing: only numbers, letters of the state and words for an inline SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from school.words import WEEKDAYS_SHORT, percent

CELL, ROW, NAMES, HEAD = 20, 18, 44, 30
FULL, MUCH, HALF = Decimal("1"), Decimal("0.9"), Decimal("0.5")


@dataclass(frozen=True)
class Share:
    filled: int
    of: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.filled) / self.of

    @property
    def state(self) -> str:
        """full, much, half or little: each has its own look, not only a colour."""
        if self.value == FULL:
            return "full"
        if self.value >= MUCH:
            return "much"
        return "half" if self.value >= HALF else "little"

    @property
    def sign(self) -> str:
        """What stands in the cell: tens of per cent, nothing where all is filled in."""
        return "" if self.state == "full" else str(int(self.value * 100))

    @property
    def words(self) -> str:
        return percent(Decimal(int(self.value * 100)) / 100)


@dataclass(frozen=True)
class HeatCell:
    x: int
    middle: int
    share: Share


@dataclass(frozen=True)
class HeatRow:
    name: str
    y: int
    middle: int
    cells: tuple[HeatCell, ...]
    shares: tuple[Share | None, ...]


@dataclass(frozen=True)
class HeatDay:
    date: date
    middle: int
    weekday: str


@dataclass(frozen=True)
class Heat:
    days: tuple[HeatDay, ...]
    rows: tuple[HeatRow, ...]
    width: int
    height: int


def heat_map(names: Mapping[int, str], shares: Mapping[tuple[int, date], Share]) -> Heat:
    """Rows in the order of `names` (class key: name), columns for the days that have lessons."""
    days = sorted({day for _, day in shares})
    at = {day: NAMES + column * CELL for column, day in enumerate(days)}
    with_lessons = {key for key, _ in shares}
    rows: list[HeatRow] = []
    for key, name in names.items():
        if key not in with_lessons:
            continue
        y = HEAD + len(rows) * ROW
        by_day = tuple(shares.get((key, day)) for day in days)
        cells = tuple(
            HeatCell(at[day], at[day] + CELL // 2, share)
            for day, share in zip(days, by_day, strict=True)
            if share
        )
        rows.append(HeatRow(name, y, y + ROW // 2, cells, by_day))
    heads = tuple(HeatDay(day, at[day] + CELL // 2, WEEKDAYS_SHORT[day.weekday()]) for day in days)
    return Heat(heads, tuple(rows), NAMES + len(days) * CELL, HEAD + len(rows) * ROW)
