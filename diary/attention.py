"""Debts and trends of a pupil, and who of a class needs attention first (B 16.1; homeroom 6). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from school.grading import DEFERRED, NOT_ASSESSED, Scale
from school.words import count_of, day_month, number

# A subject with fewer lessons behind it may well have no marks yet.
LESSONS_TO_A_MARK = 5
# The last marks are held against those before them; a smaller difference says nothing.
LAST, CHANGE = 3, Decimal("0.8")
UP, DOWN = "up", "down"
# How much each thing weighs in the order of the list; a debt is the heaviest.
DEBT, FALLING, OFTEN_AWAY, UNEXPLAINED = 3, 2, 3, 1
# One lesson or two are noise: nobody has had the time to say why.
FEW_UNEXPLAINED, MOST_UNEXPLAINED = 2, 10
# A pupil who missed this part of the lessons is behind, whatever the marks say.
MUCH = Decimal("0.33")


@dataclass(frozen=True, slots=True)
class Work:
    """A control work that was held for this pupil: its mark, empty while there is none."""

    held_on: date
    name: str
    code: str = ""


@dataclass(frozen=True)
class Learning:
    """What is known of a pupil in one subject and one period.

    `marks` are codes with their weights, by date; `is_marked`: somebody of the list has marks; `given` are marks of
    periods before by their titles, `period_mark` that of the period itself: after it only that one matters.
    """

    subject: str
    scale: Scale
    marks: Sequence[tuple[str, int]] = ()
    held: int = 0
    is_marked: bool = True
    works: Sequence[Work] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    period_mark: str = ""

    @property
    def mean(self) -> Decimal | None:
        return self.scale.weighted_average(self.marks)


@dataclass(frozen=True, slots=True)
class Debt:
    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}"


def debts_of(one: Learning) -> list[Debt]:
    """What the pupil owes in the subject: marks of periods that are bad or not there, and what the period is heading for."""
    said = [
        f"{title}: {words}"
        for title, code in one.given.items()
        if (words := _owed(code, one.scale))
    ]
    if not one.period_mark:
        said += _owed_in_period(one)
    return [Debt(one.subject, words) for words in said]


OWED = {NOT_ASSESSED: "не аттестован(а)", DEFERRED: "отметка отложена"}


def _owed(code: str, scale: Scale) -> str:
    return OWED.get(code) or (code if scale.failing and code == scale.failing else "")


def _owed_in_period(one: Learning) -> list[str]:
    said, mean = [], one.mean
    if one.scale.failing and one.scale.proposed(mean) == one.scale.failing:
        said.append(f"средний балл {number(mean, 2)}")
    said += [words for work in one.works if (words := _not_passed(work, one.scale))]
    if one.scale.marks and one.is_marked and not one.marks and one.held >= LESSONS_TO_A_MARK:
        said.append(f"нет отметок за {count_of(one.held, 'урок', 'урока', 'уроков')}")
    return said


def _not_passed(work: Work, scale: Scale) -> str:
    told = f"{work.name} {day_month(work.held_on)}"
    if not work.code:
        return f"{told}: нет отметки"
    value = scale.values.get(work.code)
    is_failed = value is not None and scale.failing and scale.proposed(value) == scale.failing
    return f"{told}: {work.code}" if is_failed or work.code == scale.failing else ""


def trend(scale: Scale, codes: Sequence[str]) -> str:
    """«up» or «down» where the mean of the last marks differs from that of all before them, else empty."""
    values = [scale.values[code] for code in codes if code in scale.values]
    last, before = values[-LAST:], values[:-LAST]
    if len(before) < LAST:
        return ""
    change = _mean(last) - _mean(before)
    return UP if change >= CHANGE else DOWN if change <= -CHANGE else ""


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


@dataclass(frozen=True, slots=True)
class Attention:
    """Why a pupil needs attention, in words, and how soon: more points stand higher."""

    points: int
    words: tuple[str, ...]


def attention(
    *, debts: int, falling: Iterable[str], missed: int, unexplained: int, held: int
) -> Attention:
    """Of one pupil: number of debts, subjects whose marks fall, lessons missed, of them unexplained, lessons held."""
    falling = list(falling)
    words, points = [], debts * DEBT + len(falling) * FALLING
    if debts:
        words.append(count_of(debts, "долг", "долга", "долгов"))
    if falling:
        words.append(f"отметки снижаются: {', '.join(falling)}")
    if unexplained > FEW_UNEXPLAINED:
        words.append(f"без причины {count_of(unexplained, 'урок', 'урока', 'уроков')}")
        points += min(unexplained, MOST_UNEXPLAINED) * UNEXPLAINED
    if held and missed >= held * MUCH:
        words.append(f"пропущено {missed} из {held}")
        points += OFTEN_AWAY
    return Attention(points, tuple(words))
