"""The history of readiness as a drawing: a line by days, deadlines as upright lines; only numbers for an inline SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.models import ReadinessDay
from school.stages import Deadline
from school.words import day_month

LEFT, RIGHT, TOP, WIDTH, HEIGHT, FOOT = 34, 12, 40, 560, 120, 18
# Words of deadlines stand in three lines, so that near ones do not meet.
FIRST_LINE, LINES, LINE = 8, 3, 12
TICKS = (0, 50, 100)


@dataclass(frozen=True)
class Dot:
    """A day of the history."""

    x: int
    y: int
    day: date
    percent: int


@dataclass(frozen=True)
class Upright:
    """A deadline; its words stand to the left of the line where there is no room to the right."""

    x: int
    y: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Level:
    y: int
    percent: int


@dataclass(frozen=True)
class History:
    dots: tuple[Dot, ...]
    line: str
    uprights: tuple[Upright, ...]
    levels: tuple[Level, ...]
    first: str
    last: str
    left: int = LEFT
    right: int = LEFT + WIDTH
    top: int = TOP
    bottom: int = TOP + HEIGHT
    foot: int = TOP + HEIGHT + FOOT - 4
    width: int = LEFT + WIDTH + RIGHT
    height: int = TOP + HEIGHT + FOOT


def history_of(days: Sequence[ReadinessDay], deadlines: Iterable[Deadline]) -> History | None:
    """From the first day kept to the last one or the last deadline; None before there are two days."""
    if len(days) < 2:
        return None
    deadlines = list(deadlines)
    first = days[0].day
    last = max([days[-1].day, *(one.day for one in deadlines)])

    def x(day: date) -> int:
        return LEFT + WIDTH * (day - first).days // (last - first).days

    def y(percent: int) -> int:
        return TOP + HEIGHT * (100 - percent) // 100

    dots = tuple(Dot(x(one.day), y(one.percent), one.day, one.percent) for one in days)
    shown = [one for one in deadlines if first <= one.day <= last]
    return History(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        uprights=tuple(
            Upright(
                x(one.day),
                FIRST_LINE + LINE * (place % LINES),
                day_month(one.day),
                "end" if x(one.day) > WIDTH // 2 else "start",
            )
            for place, one in enumerate(shown)
        ),
        levels=tuple(Level(y(percent), percent) for percent in TICKS),
        first=day_month(first),
        last=day_month(last),
    )
