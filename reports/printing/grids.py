"""Big ruled grids: a page of marks, a page of a month.

A table of 700 cells with borders costs WeasyPrint a third of a second. So lines, shades and the few cells
too wide for the common type are one drawing (SVG), and a pupil's cells are one line of text set apart by
narrow spaces; only the marks of periods stand in cells of their own. Everything is in millimetres.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from .absences import MonthPage
from .fitting import POINT, width, wrap
from .spreads import (
    ABSENT_FROM_LIST,
    LESSON_COLUMN,
    NAME_COLUMN,
    NAME_SIZE,
    NUMBER_COLUMN,
    PERIOD,
    PERIOD_COLUMN,
    Spread,
    name_height,
)

NARROW = "PT Sans Narrow"
MONTH_ROW, MARGIN = 5.5, 0.2


@dataclass(frozen=True, slots=True)
class Style:
    """How texts of the drawing are set; `size` in points."""

    size: float
    weight: str = "normal"
    family: str = NARROW

    @property
    def height(self) -> float:
        return round(self.size * POINT, 3)


HEAD, TURNED = Style(7), Style(7.5)


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid: `cells` are (class, text), a text with tabs holding a whole run of columns."""

    height: str
    number: str
    name: str
    notes: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Grid:
    """What the page shows: the drawing under it, columns (classes) and lines of text."""

    width: float
    height: float
    look: str
    name_title: str
    columns: tuple[str, ...]
    head: tuple[tuple[str, str], ...] = ()
    lines: list[Line] = field(default_factory=list)
    path: str = ""
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    texts: dict[Style, list[Text]] = field(default_factory=lambda: defaultdict(list))
    turned: list[Text] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> list[tuple[Style, list[Text]]]:
        return list(self.texts.items())

    def rule(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Lines down at `xs` and across at `ys`, over the whole of each other."""
        self.path += "".join(f"M{xs[0]:.2f} {y:.2f}H{xs[-1]:.2f}" for y in ys)
        self.path += "".join(f"M{x:.2f} {ys[0]:.2f}V{ys[-1]:.2f}" for x in xs)

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        self.fills.append((round(x, 2), round(y, 2), round(width, 2), round(height, 2)))

    def write(self, style: Style, x: float, middle: float, text: str) -> None:
        """The text in the drawing, centred at the point."""
        self.texts[style].append(Text(round(x, 2), round(middle + style.height * 0.36, 2), text))

    def write_small(self, left: float, right: float, middle: float, text: str) -> None:
        """A text too wide for the common type, in the largest narrow type that fits between the lines."""
        sizes = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
        room = right - left - 0.4
        size = next((size for size in sizes if width(text, size, "PTN57F.ttf") <= room), 5.0)
        self.write(Style(size), (left + right) / 2, middle, text)

    def write_lines(self, x: float, middle: float, lines: Sequence[str]) -> None:
        """A few short lines one under another."""
        style, step = Style(5.6), 2.1
        for number, line in enumerate(lines):
            self.write(style, x, middle + step * (number - (len(lines) - 1) / 2), line)

    @property
    def frame(self) -> tuple[float, float]:
        """Width and height of the drawing with a margin, so that a line at the edge is drawn whole."""
        return round(self.width + 2 * MARGIN, 2), round(self.height + 2 * MARGIN, 2)

    def row(self, height: float) -> str:
        """The class of lines of this height."""
        name = f"h{round(height * 10)}"
        self.rules[name] = f"height:{height:.1f}mm"
        return name


@dataclass(frozen=True, slots=True)
class Face:
    """A type for a line of cells: `space` is what word-spacing in print-volume.css leaves of a space, in ems.

    A quarter of a figure, so that figures stand exactly under each other.
    """

    file: str
    size: float
    space: float

    def width(self, text: str) -> float:
        return width(text, self.size, self.file)


CELL = Face("PTS55F.ttf", 8.5, 0.136)
DAY = Face("PTN57F.ttf", 7, 0.112)
TOTAL = Face("PTN77F.ttf", 7, 0.119)


def spaced(texts: Sequence[str], columns: Sequence[float], face: Face) -> str:
    """Texts of a run of columns as one line: each in the middle of its column, by spaces."""
    step = face.space * face.size * POINT
    line, pen, left = "", 0.0, 0.0
    for text, wide in zip(texts, columns, strict=True):
        if text:
            spaces = max(0, round((left + (wide - face.width(text)) / 2 - pen) / step))
            line += " " * spaces + text
            pen += spaces * step + face.width(text)
        left += wide
    return line


def column_classes(widths: Sequence[float]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Classes of columns so wide, and their rules."""
    names = [f"w{round(wide * 100)}" for wide in widths]
    return tuple(names), {
        name: f"width:{wide:.2f}mm" for name, wide in zip(names, widths, strict=True)
    }


# --- Marks ---------------------------------------------------------------------------------------
WIDEST_CELL = 5.0


def marks_grid(spread: Spread) -> Grid:
    """The left page: months and days across, pupils down."""
    segments = _segments([head.kind == PERIOD for head in spread.heads])
    widths = [PERIOD_COLUMN if head.kind == PERIOD else LESSON_COLUMN for head in spread.heads]
    names, rules = column_classes([sum(widths[first:after]) for first, after in segments])
    edges = _edges(NUMBER_COLUMN + NAME_COLUMN, widths)
    heights = [
        round(max(spread.row, name_height(line.name, line.notes)), 1) for line in spread.lines
    ]
    rows = _edges(2 * MONTH_ROW, heights)
    grid = Grid(edges[-1], rows[-1], "marks", "Фамилия, имя обучающегося", names, rules=rules)
    _marks_head(grid, spread, edges, segments)
    grid.rule([0, NUMBER_COLUMN, *edges], rows)
    for line, top, height in zip(spread.lines, rows, heights, strict=False):
        texts = []
        for (kind, text), left, right in zip(line.cells, edges, edges[1:], strict=False):
            if kind in (PERIOD, ABSENT_FROM_LIST):
                grid.fill(left, top, right - left, height)
            if kind != PERIOD and CELL.width(text) > WIDEST_CELL:
                grid.write_small(left, right, top + height / 2, text)
                text = ""
            texts.append(text)
        cells = _runs(spread, segments, texts, CELL)
        grid.lines.append(Line(grid.row(height), str(line.number), line.name, line.notes, cells))
    return grid


def _runs(
    spread: Spread, segments: Sequence[tuple[int, int]], texts: Sequence[str], face: Face
) -> tuple[tuple[str, str], ...]:
    """Runs of lessons as lines, periods as cells."""
    return tuple(
        ("p", texts[first])
        if spread.heads[first].kind == PERIOD
        else ("run", spaced(texts[first:after], [LESSON_COLUMN] * (after - first), face))
        for first, after in segments
    )


def _marks_head(
    grid: Grid, spread: Spread, edges: Sequence[float], segments: Sequence[tuple[int, int]]
) -> None:
    grid.head = _runs(spread, segments, [head.text for head in spread.heads], DAY)
    grid.rule([0, NUMBER_COLUMN, edges[0]], [0, 2 * MONTH_ROW])
    column = 0
    for title, span in spread.months:
        left, right = edges[column], edges[column + (span or 1)]
        if span:
            grid.rule([left, right], [0, MONTH_ROW])
            grid.write(HEAD, (left + right) / 2, MONTH_ROW / 2, title)
        else:
            grid.rule([left, right], [0, 2 * MONTH_ROW])
        column += span or 1
    for head, right in zip(spread.heads, edges[1:], strict=True):
        if head.kind != PERIOD:
            grid.path += f"M{right:.2f} {MONTH_ROW}V{2 * MONTH_ROW}"


def _segments(stands_alone: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of columns (first, after the last); a column that stands alone is a run of its own."""
    runs: list[list[int]] = []
    for position, alone in enumerate(stands_alone):
        if runs and not alone and not stands_alone[position - 1]:
            runs[-1][1] = position + 1
        else:
            runs.append([position, position + 1])
    return [(first, after) for first, after in runs]


# --- A month of missed lessons -------------------------------------------------------------------
DAY_COLUMN, TOTAL_COLUMN, MONTH_HEAD, TOTAL_ROW = 3.6, 5.0, 27.0, 6.0
MONTH_NAME, MONTH_HEIGHT, MONTH_LINE, WIDEST_DAY = 37.0, 216.0, 7.2, 3.5
TOTALS = (
    "Всего уроков",
    "в т. ч. по болезни",
    "по уваж. причине",
    "без уваж. причины",
    "Опозданий",
)


def month_grid(page: MonthPage) -> Grid:
    """31 days across with the totals, pupils down, the class's totals below."""
    names, rules = column_classes([31 * DAY_COLUMN, len(TOTALS) * TOTAL_COLUMN])
    widths = [DAY_COLUMN] * 31 + [TOTAL_COLUMN] * len(TOTALS)
    usual = min(MONTH_LINE, MONTH_HEIGHT / max(1, len(page.lines)))
    heights = [
        round(max(usual, len(wrap(line.name, MONTH_NAME - 2, NAME_SIZE)) * 3.2 + 0.4), 1)
        for line in page.lines
    ]
    edges = _edges(NUMBER_COLUMN + MONTH_NAME, widths)
    rows = _edges(MONTH_HEAD, [*heights, TOTAL_ROW])
    grid = Grid(edges[-1], rows[-1], "month", "Фамилия, имя", names, rules=rules)
    _month_head(grid, page, edges, rows)
    for line, top, height in zip(page.lines, rows, heights, strict=False):
        days = list(line.cells)
        for position, text in enumerate(days):
            if DAY.width(text) > WIDEST_DAY:
                centre = edges[position] + DAY_COLUMN / 2, top + height / 2
                grid.write_lines(*centre, text.split())
                days[position] = ""
        cells = (("run", spaced(days, [DAY_COLUMN] * 31, DAY)), _totals(line.totals, ""))
        grid.lines.append(Line(grid.row(height), str(line.number), line.name, (), cells))
    grid.lines.append(
        Line(
            grid.row(TOTAL_ROW), "", "Всего по классу", (), (("run", ""), _totals(page.totals, "0"))
        )
    )
    return grid


def _totals(totals: Sequence[int], nothing: str) -> tuple[str, str]:
    texts = [str(total) if total else nothing for total in totals]
    return "totals", spaced(texts, [TOTAL_COLUMN] * len(TOTALS), TOTAL)


def _month_head(grid: Grid, page: MonthPage, edges: Sequence[float], rows: Sequence[float]) -> None:
    days = [str(day) for day, _ in page.days]
    grid.head = (("run", spaced(days, [DAY_COLUMN] * 31, DAY)), ("totals", ""))
    grid.rule([0, NUMBER_COLUMN, *edges], [0, *rows])
    for (_, taught), left, right in zip(page.days, edges, edges[1:], strict=False):
        if not taught:
            grid.fill(left, 0, right - left, rows[-1])
    for title, left in zip(TOTALS, edges[31:], strict=False):
        x = left + TOTAL_COLUMN / 2 + TURNED.height * 0.36
        grid.turned.append(Text(round(x, 2), MONTH_HEAD - 1, title))


def _edges(start: float, sizes: Sequence[float]) -> list[float]:
    edges = [start]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges
