"""Drawings of the diary, made on the server: only numbers for an inline SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from school.words import number

ROW, BAR, NAMES, SCALE, TOP = 24, 12, 150, 150, 20
BEST = Decimal(5)
LINE_WIDTH, LINE_HEIGHT, EDGE = 96, 24, 3


@dataclass(frozen=True)
class Bar:
    name: str
    value: Decimal
    y: int
    text_y: int
    length: int


@dataclass(frozen=True)
class Tick:
    mark: int
    x: int


@dataclass(frozen=True)
class Averages:
    """Horizontal bars from 0 to 5; all lengths in units of the drawing."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    left: int
    values: int
    bar: int


def averages(values: Iterable[tuple[str, Decimal | None]]) -> Averages:
    """A bar for each subject that has an average."""
    known = [(name, value) for name, value in values if value is not None]
    bars = tuple(
        Bar(
            name=name if len(name) <= 20 else f"{name[:19].rstrip()}…",
            value=value,
            y=TOP + row * ROW + (ROW - BAR) // 2,
            text_y=TOP + row * ROW + ROW // 2,
            length=int(value * SCALE / BEST),
        )
        for row, (name, value) in enumerate(known)
    )
    ticks = tuple(Tick(mark, NAMES + mark * SCALE // 5) for mark in range(1, 6))
    return Averages(
        bars=bars,
        ticks=ticks,
        width=NAMES + SCALE + 40,
        height=TOP + len(known) * ROW + 4,
        left=NAMES,
        values=NAMES + SCALE + 8,
        bar=BAR,
    )


@dataclass(frozen=True)
class Line:
    """How means went from week to week: points of a polyline, the last of them, and the same in words."""

    points: str
    last_x: int
    last_y: int
    told: str
    width: int = LINE_WIDTH
    height: int = LINE_HEIGHT


def line(values: Sequence[Decimal], said: str) -> Line | None:
    """A sparkline from 2 to 5; None of less than two values, which show no way. `said` begins what is told."""
    if len(values) < 2:
        return None
    step = Decimal(LINE_WIDTH - 2 * EDGE) / (len(values) - 1)
    height, low = LINE_HEIGHT - 2 * EDGE, Decimal(2)
    points = [
        (
            EDGE + round(n * step),
            EDGE + round(height * (BEST - min(max(value, low), BEST)) / (BEST - low)),
        )
        for n, value in enumerate(values)
    ]
    told = f"{said}: {'; '.join(number(value, 1) for value in values)}"
    drawn = " ".join(f"{x},{y}" for x, y in points)
    return Line(drawn, *points[-1], told)
