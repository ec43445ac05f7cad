"""How much homework a day may take (СанПиН 1.2.3685-21) and how much it takes. Pure: pieces in, minutes out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Minutes a day by grade. The first grade: up to an hour by the ministry's word, none in the older norm.
NORMS: Mapping[int, int] = {
    1: 60,
    **dict.fromkeys((2, 3), 90),
    **dict.fromkeys((4, 5), 120),
    **dict.fromkeys((6, 7, 8), 150),
    **dict.fromkeys((9, 10, 11), 210),
}
SOURCE = "СанПиН 1.2.3685-21"
NEAR = 90  # per cent of the norm


class Verdict(StrEnum):
    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Piece:
    """Homework of so many minutes for that day; `pupils` are whom it is for."""

    day: date
    minutes: int
    pupils: frozenset[int]


def norm_of(grade: int) -> int:
    """Minutes of homework a day, in sum of all subjects. Clamped to grades 1 to 11."""
    return NORMS[min(max(grade, 1), 11)]


def verdict(minutes: int, norm: int) -> Verdict:
    """Near from nine tenths of the norm, over only above it."""
    if minutes > norm:
        return Verdict.OVER
    return Verdict.NEAR if minutes * 100 >= norm * NEAR else Verdict.WITHIN


def heaviest(pieces: Iterable[Piece], pupils: Collection[int]) -> dict[date, int]:
    """For each day the minutes of the pupil of these who has most: groups that learn at one hour are not added up."""
    sums: dict[tuple[date, int], int] = {}
    wanted = frozenset(pupils)
    for piece in pieces:
        for pupil in piece.pupils & wanted:
            at = piece.day, pupil
            sums[at] = sums.get(at, 0) + piece.minutes
    found: dict[date, int] = {}
    for (day, _), minutes in sums.items():
        found[day] = max(found.get(day, 0), minutes)
    return found


def duration(minutes: int) -> str:
    """«1 ч 30 мин», «45 мин», «2 ч»."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} ч"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} мин")
    return " ".join(parts)
