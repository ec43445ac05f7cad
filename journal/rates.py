"""Shares that a school reports of marks, and how far a pupil is from a better one (regulation § 8.1-8.5, 8.8). Pure.

Percents and means have two places, half up, as decimals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from school.grading import HUNDREDTH, NOT_ASSESSED

# How much of the course each mark says was learnt (V. P. Simonov); «н/а» counts 7.
LEARNT: Mapping[str, int] = {"5": 100, "4": 64, "3": 36, "2": 16, NOT_ASSESSED: 7}
GOOD, PASSED, COUNTED = ("5", "4"), ("5", "4", "3"), ("5", "4", "3", "2")


@dataclass(frozen=True, slots=True)
class Rates:
    """Of a subject; each is None where nobody has a mark.

    `success` and `quality` are percents of pupils, those freed and those without a mark not counted, «н/а» counted.
    """

    pupils: int
    success: Decimal | None
    quality: Decimal | None
    learning_degree: Decimal | None
    # The variant that leaves «н/а» out of both parts.
    learning_degree_of_assessed: Decimal | None
    mean: Decimal | None


def rates(counts: Mapping[str, int]) -> Rates:
    """Of counts by code; codes other than «5» to «2» and «н/а» are of pupils who are not counted."""
    digits = {code: counts.get(code, 0) for code in COUNTED}
    assessed, missed = sum(digits.values()), counts.get(NOT_ASSESSED, 0)
    pupils = assessed + missed
    learnt = sum(LEARNT[code] * number for code, number in digits.items())
    return Rates(
        pupils=pupils,
        success=_share(100 * sum(digits[code] for code in PASSED), pupils),
        quality=_share(100 * sum(digits[code] for code in GOOD), pupils),
        learning_degree=_share(learnt + LEARNT[NOT_ASSESSED] * missed, pupils),
        learning_degree_of_assessed=_share(learnt, assessed),
        mean=_share(sum(int(code) * number for code, number in digits.items()), assessed),
    )


def _share(part: int, of: int) -> Decimal | None:
    return rounded(Decimal(part) / of) if of else None


def rounded(number: Decimal) -> Decimal:
    """Two places, half up."""
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)


def marks_needed(
    total: Decimal, weights: int, threshold: Decimal, mark: Decimal, weight: int = 1
) -> int | None:
    """How many marks of that value and weight bring the weighted mean to the threshold; None where none ever do.

    `total` is Σ(m·w) of what stands, `weights` Σw.
    """
    lacking = threshold * weights - total
    if lacking <= 0:
        return 0
    if mark <= threshold:
        return None
    return int((lacking / (weight * (mark - threshold))).to_integral_value(ROUND_CEILING))
