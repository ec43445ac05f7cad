"""What the sanitary rules say of bells (СП 2.4.3648-20, 3.4.16 and around), and what contradicts itself. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations, pairwise

from .counts import grades_words
from .words import clock, count_of, date_dots

EARLIEST, LATEST = time(8), time(19)
SHORTEST_BREAK, LONG_BREAK, LONGEST_BREAK, TWO_LONG = 10, 20, 30, 2
BETWEEN_SHIFTS = 30
LONGEST_LESSON = 45
# Grades that learn in the first shift only.
FIRST_SHIFT_ONLY = (1, 5, 9, 10, 11)


@dataclass(frozen=True)
class Ring:
    """A lesson of a schedule, from bell to bell."""

    number: int
    starts_at: time
    ends_at: time


def minutes(first: time, second: time) -> int:
    """From the first to the second; negative where the second is earlier."""
    return (second.hour - first.hour) * 60 + second.minute - first.minute


def why_impossible(rings: Sequence[Ring]) -> Iterator[tuple[int, str]]:
    """Rows of one schedule that cannot be, by place: lessons over one another, numbers twice."""
    for place, ring in enumerate(rings):
        if ring.starts_at >= ring.ends_at:
            yield place, f"{ring.number}-й урок кончается раньше, чем начинается."
        for other in rings[:place]:
            if other.number == ring.number:
                yield place, f"{ring.number}-й урок записан дважды."
            elif other.starts_at < ring.ends_at and ring.starts_at < other.ends_at:
                yield place, f"{ring.number}-й урок накладывается на {other.number}-й."
            elif (other.number < ring.number) != (other.starts_at < ring.starts_at):
                yield place, f"{ring.number}-й урок стоит не по порядку времени с {other.number}-м."


def norms_of(shift: int, rings: Iterable[Ring]) -> list[str]:
    """What in the bells of a shift departs from the sanitary rules; told, never refused."""
    rings = sorted(rings, key=lambda ring: ring.starts_at)
    if not rings:
        return ["Уроков в расписании нет."]
    found = []
    if shift > 2:
        found.append("Третья смена не допускается.")
    if any(ring.number == 0 for ring in rings):
        found.append("Нулевые уроки не допускаются.")
    if rings[0].starts_at < EARLIEST:
        found.append(f"Уроки начинаются в {clock(rings[0].starts_at)}, а положено не раньше 8:00.")
    if shift == 2 and rings[-1].ends_at > LATEST:
        found.append(
            f"Вторая смена кончается в {clock(rings[-1].ends_at)}, а положено не позже 19:00."
        )
    for ring in rings:
        length = minutes(ring.starts_at, ring.ends_at)
        if length > LONGEST_LESSON:
            found.append(f"{ring.number}-й урок длится {length} мин, а положено не больше 45.")
    return [*found, *_breaks(rings)]


def _breaks(rings: Sequence[Ring]) -> Iterator[str]:
    breaks = [
        (first, minutes(first.ends_at, second.starts_at)) for first, second in pairwise(rings)
    ]
    for ring, length in breaks:
        if length < SHORTEST_BREAK:
            yield f"Перемена после {ring.number}-го урока {length} мин, а положено не меньше 10."
    lengths = [length for _, length in breaks]
    # Of the day's first lessons: with three or fewer there is no second break to be the long one.
    if len(lengths) >= TWO_LONG and not any(length >= LONG_BREAK for length in lengths):
        yield "Нет большой перемены: нужна одна на 20–30 минут или две по 20."


def norms_of_shifts(
    schedules: Iterable[tuple[str, int, Sequence[Ring]]], classes: Iterable[tuple[str, int, int]]
) -> list[str]:
    """What departs from the rules between shifts. Schedules are name, shift, lessons; classes name, grade, shift."""
    found = []
    lasts = [
        max(ring.ends_at for ring in rings) for _, shift, rings in schedules if shift == 1 and rings
    ]
    starts = [
        (name, min(ring.starts_at for ring in rings))
        for name, shift, rings in schedules
        if shift == 2 and rings
    ]
    for name, first in starts:
        gap = minutes(max(lasts), first) if lasts else BETWEEN_SHIFTS
        if gap < BETWEEN_SHIFTS:
            found.append(
                f"«{name}» начинается в {clock(first)}: между сменами положено не меньше 30 минут."
            )
    wrong = sorted(
        {(grade, name) for name, grade, shift in classes if shift > 1 and grade in FIRST_SHIFT_ONLY}
    )
    if wrong:
        names = ", ".join(name for _, name in wrong)
        found.append(f"{names}: {grades_words(FIRST_SHIFT_ONLY)} учатся только в первую смену.")
    return found


@dataclass(frozen=True)
class Term:
    """A row of the working regime as rules see it: for whom (a comparable key), weekday or None, both days."""

    whom: tuple[str, int, int]
    weekday: int | None
    starts_on: date
    ends_on: date


def regime_faults(rows: Sequence[Term], first: date, last: date) -> Iterator[tuple[int, str]]:
    """Rows of the working regime that cannot be, by place: outside the year, two of one kind at one time."""
    for place, row in enumerate(rows):
        if row.starts_on > row.ends_on:
            yield place, "Последний день раньше первого."
        elif row.starts_on < first or row.ends_on > last:
            yield place, f"Дни выходят за учебный год (с {date_dots(first)} по {date_dots(last)})."
    for (_, one), (place, two) in combinations(enumerate(rows), 2):
        same = (one.whom, one.weekday) == (two.whom, two.weekday)
        # A day inside a longer term is an exception from it; equal or crossing terms contradict each other.
        if same and _crosses(one, two):
            yield (
                place,
                f"Для тех же уже указаны звонки с {date_dots(one.starts_on)} по {date_dots(one.ends_on)}.",
            )


def _crosses(one: Term, two: Term) -> bool:
    if one.ends_on < two.starts_on or two.ends_on < one.starts_on:
        return False
    inside = one.starts_on <= two.starts_on and two.ends_on <= one.ends_on
    around = two.starts_on <= one.starts_on and one.ends_on <= two.ends_on
    return inside == around


def lengths_words(rings: Iterable[Ring]) -> str:
    """«40 мин», «35–45 мин», «уроков нет»."""
    lengths = sorted({minutes(ring.starts_at, ring.ends_at) for ring in rings})
    if not lengths:
        return "уроков нет"
    return f"{lengths[0]} мин" if len(lengths) == 1 else f"{lengths[0]}–{lengths[-1]} мин"


def first_grade_norms(lengths: Mapping[str, int]) -> list[str]:
    """Lessons of grade 1 are 35 minutes from September to December, then 40; `lengths` are the longest by half."""
    norms = {"сентябре – декабре": 35, "январе – мае": 40}
    return [
        f"В 1 классе в {half} уроки по {count_of(length, 'минуте', 'минуты', 'минут')}, "
        f"а положено не больше {norms[half]}."
        for half, length in lengths.items()
        if length > norms[half]
    ]
