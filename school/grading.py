"""Systems of marks: which codes may stand in a journal, what they count as, which mark a mean proposes. Pure.

A mark is a code, not a number; some codes count as a number in the mean. Means have two places, half up, and the
school's thresholds propose the mark of a period (regulation § 7, 8.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

FIVE_POINT, PASS_FAIL, UNGRADED, OWN = "five_point", "pass_fail", "ungraded", "own"
NOT_ASSESSED, EXEMPT, WITHOUT_MARKS = "н/а", "осв", "безотм"
# The mark is deferred because of illness: it comes later, by a request (teacher's duties 12).
DEFERRED = "отср"
# Marks of a period that every system has (B 2.9).
OF_PERIODS: Mapping[str, tuple[str, ...]] = {
    FIVE_POINT: (NOT_ASSESSED, EXEMPT, DEFERRED),
    PASS_FAIL: (NOT_ASSESSED, EXEMPT, DEFERRED),
    UNGRADED: (WITHOUT_MARKS, EXEMPT),
    OWN: (NOT_ASSESSED, EXEMPT, DEFERRED),
}
# Codes of attendance and of periods: a mark of the same letters could not be told from them.
TAKEN = frozenset({"н", "б", "ну", "оп", "п", "g", NOT_ASSESSED, EXEMPT, WITHOUT_MARKS, DEFERRED})
LONGEST_CODE, MOST_CODES, GREATEST = 5, 15, Decimal(100)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Code:
    """A mark: `value` is what it counts as in the mean, or None; `threshold` the mean from which it is proposed."""

    code: str
    words: str = ""
    value: Decimal | None = None
    threshold: Decimal | None = None
    in_lessons: bool = True
    in_periods: bool = True

    @property
    def is_worth_itself(self) -> bool:
        """«5» counts as 5: nothing to explain."""
        return _text(self.value) == self.code


@dataclass(frozen=True)
class Scale:
    """A system of marks as in force on one day; `codes` in their order, the best first."""

    kind: str
    name: str
    codes: tuple[Code, ...] = ()

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Codes of lessons."""
        return tuple(code.code for code in self.codes if code.in_lessons)

    @cached_property
    def period_marks(self) -> tuple[str, ...]:
        own = (code.code for code in self.codes if code.in_periods)
        return (*own, *OF_PERIODS[self.kind])

    @cached_property
    def values(self) -> Mapping[str, Decimal]:
        return {code.code: code.value for code in self.codes if code.value is not None}

    @cached_property
    def proposals(self) -> tuple[tuple[str, Decimal | None], ...]:
        """Marks that a mean can propose, the best first; the last one needs no threshold."""
        counted = [code for code in self.codes if code.in_periods and code.value is not None]
        best_first = sorted(counted, key=lambda code: code.value or 0, reverse=True)
        return tuple((code.code, code.threshold) for code in best_first)

    @property
    def failing(self) -> str:
        """The mark of a period that says the subject is not passed: the lowest of two or more, else empty."""
        own = [code for code in self.codes if code.in_periods]
        if len(own) < 2:
            return ""
        return self.proposals[-1][0] if self.proposals else own[-1].code

    @property
    def best(self) -> Decimal | None:
        """What the best mark counts as."""
        return max(self.values.values(), default=None)

    def weighted_average(self, marks: Iterable[tuple[str, int]]) -> Decimal | None:
        """Σ(m·w)/Σw of what counts, two places, half up; None when nothing counts (§ 8.5). Weight 0 counts nothing."""
        total, weights = Decimal(0), 0
        for code, weight in marks:
            value = self.values.get(code)
            if value is not None:
                total += value * weight
                weights += weight
        return (total / weights).quantize(HUNDREDTH, ROUND_HALF_UP) if weights else None

    def average(self, codes: Iterable[str]) -> Decimal | None:
        return self.weighted_average((code, 1) for code in codes)

    def proposed(self, mean: Decimal | None) -> str:
        """The mark the thresholds propose; empty where there is nothing to go by."""
        if mean is None:
            return ""
        for code, threshold in self.proposals:
            if threshold is None or mean >= threshold:
                return code
        return ""

    def nearest(self, mean: Decimal | None) -> str:
        """The mark of a period whose value is the nearest to the mean, half up; empty where there is none."""
        if mean is None or not self.proposals:
            return ""
        for (code, _), (below, _) in pairwise(self.proposals):
            if 2 * mean >= self.values[code] + self.values[below]:
                return code
        return self.proposals[-1][0]

    @cached_property
    def step(self) -> Decimal | None:
        """By how much one mark of a period is worth more than the next one, at the least."""
        worth = [self.values[code] for code, _ in self.proposals]
        return min((better - worse for better, worse in pairwise(worth)), default=None)

    def proposed_of(self, periods: Iterable[str]) -> str:
        """The year's mark proposed from the marks of its periods (§ 8.7)."""
        return self.proposed(self.average(periods))


_GRADES = (("5", "отлично", "4.5"), ("4", "хорошо", "3.5"), ("3", "удовлетворительно", "2.5"))
USUAL: Mapping[str, Scale] = {
    FIVE_POINT: Scale(FIVE_POINT, "Пятибалльная", (
        *(Code(code, words, Decimal(code), Decimal(from_)) for code, words, from_ in _GRADES),
        Code("2", "неудовлетворительно", Decimal(2)),
        Code("1", "", Decimal(1), in_periods=False),
    )),
    PASS_FAIL: Scale(PASS_FAIL, "Зачёт / незачёт", (Code("зач", "зачёт"), Code("незач", "незачёт"))),
    UNGRADED: Scale(UNGRADED, "Без отметок"),
}  # fmt: skip


def codes_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Code, ...]:
    """Of the document that a version keeps."""
    return tuple(
        Code(
            one["code"], one.get("words", ""), _number(one.get("value")), _number(one.get("threshold")),
            one.get("in_lessons", True), one.get("in_periods", True),
        )
        for one in stored
    )  # fmt: skip


def document_of(codes: Iterable[Code]) -> list[dict[str, Any]]:
    """What a version keeps: numbers as text, so that nothing is lost of them."""
    return [
        {
            "code": one.code, "words": one.words, "value": _text(one.value),
            "threshold": _text(one.threshold), "in_lessons": one.in_lessons, "in_periods": one.in_periods,
        }
        for one in codes
    ]  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _text(number: Decimal | None) -> str | None:
    return f"{number.normalize():f}" if number is not None else None


def faults_of(kind: str, codes: Sequence[Code]) -> list[tuple[int, str, str]]:
    """What is wrong with the codes of a version: place from 0, field («» of the whole), the sentence."""
    found: list[tuple[int, str, str]] = []
    seen: dict[str, int] = {}
    for place, one in enumerate(codes):
        key = one.code.lower()
        if key in seen:
            found.append((place, "code", f"Такая отметка уже есть в строке {seen[key] + 1}."))
        elif key in TAKEN and kind == OWN:
            found.append(
                (place, "code", "Так обозначают отсутствие или запись за период. Назовите иначе.")
            )
        elif any(letter.isspace() or letter in '"<>&,;' for letter in one.code):
            found.append((place, "code", "Без пробелов, запятых и кавычек."))
        if not (one.in_lessons or one.in_periods):
            found.append(
                (place, "in_lessons", "Отметьте, где она ставится: на уроке или за период.")
            )
        seen.setdefault(key, place)
    if (
        kind == FIVE_POINT
        and [(c.code, c.value, c.in_lessons, c.in_periods) for c in codes] != _FIVE
    ):
        found.append((0, "", "У пятибалльной системы меняют только слова и пороги."))
    if not any(one.in_lessons for one in codes) or not any(one.in_periods for one in codes):
        found.append((0, "", "Нужна хотя бы одна отметка на уроке и одна за период."))
    return found + _faults_of_thresholds(codes)


_FIVE = [(c.code, c.value, c.in_lessons, c.in_periods) for c in USUAL[FIVE_POINT].codes]


def _faults_of_thresholds(codes: Sequence[Code]) -> list[tuple[int, str, str]]:
    """Every mark of a period that counts, but the lowest, is proposed from its own mean, the better from a higher one."""
    counted = [(n, c) for n, c in enumerate(codes) if c.in_periods and c.value is not None]
    counted.sort(key=lambda pair: pair[1].value or 0, reverse=True)
    found = [
        (n, "threshold", "Порог есть только у отметки за период, которая считается.")
        for n, c in enumerate(codes)
        if c.threshold is not None and (n, c) not in counted
    ]
    for better, worse in pairwise(counted):
        if better[1].value == worse[1].value:
            found.append((worse[0], "value", f"Столько же стоит «{better[1].code}»."))
    for place, (number, one) in enumerate(counted):
        above = counted[place - 1][1] if place else None
        if place == len(counted) - 1:
            if one.threshold is not None:
                found.append(
                    (
                        number,
                        "threshold",
                        "У низшей отметки порога нет: её предлагают ниже остальных.",
                    )
                )
        elif one.threshold is None:
            found.append(
                (number, "threshold", "Напишите, с какого среднего предлагать эту отметку.")
            )
        elif above and above.threshold is not None and one.threshold >= above.threshold:
            found.append((number, "threshold", f"Порог не ниже, чем у «{above.code}»."))
    return found
