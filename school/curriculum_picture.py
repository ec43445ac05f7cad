"""Hours a week of every grade against the maxima, as a drawing made on the server: only numbers and words for an SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .federal_plan import weekly_maximum
from .hours import Sum, plain_hours

ROW, BAR, NAMES, SCALE, TOP, VALUES = 26, 14, 58, 220, 6, 84


@dataclass(frozen=True)
class WeekBar:
    """A grade: hours of both parts of the plan one after the other, and where the maximum stands."""

    name: str
    y: int
    middle: int
    federal: int
    school: int
    limit: int
    words: str
    is_over: bool


@dataclass(frozen=True)
class Weeks:
    bars: tuple[WeekBar, ...]
    width: int
    height: int
    left: int
    bar: int
    values: int


def weeks_picture(sums: Iterable[Sum], days_a_week: int) -> Weeks:
    """Hours a week of every grade against the most that is allowed."""
    sums = list(sums)
    limits = {each.grade: weekly_maximum(each.grade, days_a_week) for each in sums}
    widest = max([Decimal(1), *map(Decimal, limits.values()), *(each.pupil for each in sums)])

    def long(hours: Decimal | int) -> int:
        return int(hours * SCALE / widest)

    bars = tuple(
        WeekBar(
            name=f"{each.grade} класс",
            y=TOP + row * ROW + (ROW - BAR) // 2,
            middle=TOP + row * ROW + ROW // 2,
            federal=long(each.federal),
            school=long(each.pupil) - long(each.federal),
            limit=NAMES + long(limits[each.grade]),
            words=f"{plain_hours(each.pupil)} из {limits[each.grade]}",
            is_over=each.pupil > limits[each.grade],
        )
        for row, each in enumerate(sums)
    )
    return Weeks(
        bars=bars,
        width=NAMES + SCALE + VALUES,
        height=TOP * 2 + len(bars) * ROW,
        left=NAMES,
        bar=BAR,
        values=NAMES + SCALE + 10,
    )
