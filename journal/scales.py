"""Marks are codes on a scale, not integers. Averages are decimal and round half up (regulation § 7–8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FIVE_POINT, PASS_FAIL, UNGRADED = "five_point", "pass_fail", "ungraded"
DIGITS = ("5", "4", "3", "2", "1")
NOT_ASSESSED, EXEMPT, WITHOUT_MARKS = "н/а", "осв", "безотм"
# The mark is deferred because of illness: it comes later, by a request (teacher's duties 12).
DEFERRED = "отср"
PASS, FAIL = "зач", "незач"

CODES = [*DIGITS, PASS, FAIL]
PERIOD_CODES = [*DIGITS[:4], PASS, FAIL, NOT_ASSESSED, EXEMPT, WITHOUT_MARKS, DEFERRED]

MARKS_OF: dict[str, Sequence[str]] = {
    FIVE_POINT: DIGITS,
    PASS_FAIL: (PASS, FAIL),
    UNGRADED: (),
}
PERIOD_MARKS_OF: dict[str, Sequence[str]] = {
    FIVE_POINT: (*DIGITS[:4], NOT_ASSESSED, EXEMPT, DEFERRED),
    PASS_FAIL: (PASS, FAIL, NOT_ASSESSED, EXEMPT, DEFERRED),
    UNGRADED: (WITHOUT_MARKS, EXEMPT),
}
ABSENT_CODES = {"н": ("absent", ""), "б": ("absent", "illness"), "ну": ("absent", "excused")}
LATE_CODE = "оп"
ATTENDANCE_CODES = {**ABSENT_CODES, LATE_CODE: ("late", ""), "": ("present", "")}
_CODE_OF = {fact: code for code, fact in ATTENDANCE_CODES.items()}

# What a hand types instead of the code itself: a Latin letter of the same key or look, a short form.
_TYPED = {
    "n": "н", "y": "н", ",": "б", "b": "б", "ye": "ну", "nu": "ну", "у": "ну", "e": "ну", "jg": "оп",
    "за": "зач", "зачет": "зач", "зачёт": "зач", "нз": "незач", "незачет": "незач", "незачёт": "незач",
    "на": "н/а", "о": "осв", "бо": "безотм", "от": "отср",
}  # fmt: skip


class UnknownCode(ValueError):
    """What was typed is not a code of this scale."""


@dataclass(frozen=True)
class Thresholds:
    """From which average the school proposes each mark; the defaults are the usual ones."""

    five: Decimal = Decimal("4.50")
    four: Decimal = Decimal("3.50")
    three: Decimal = Decimal("2.50")


USUAL = Thresholds()


def attendance_code(status: str, reason: str) -> str:
    """The code on the page of the two facts: «н», «б», «ну», «оп» or nothing."""
    return _CODE_OF[(status, reason)]


def read_attendance(text: str) -> tuple[str, str]:
    """Status and reason of a typed code. Raises UnknownCode."""
    typed = _plain(text)
    if typed not in ATTENDANCE_CODES:
        raise UnknownCode(f"«{text.strip()}» — не код посещаемости. Есть коды: н, б, ну, оп.")
    return ATTENDANCE_CODES[typed]


def read_mark(scale: str, text: str) -> str:
    """The mark a person typed, as a code of the scale; empty takes the mark away. Raises UnknownCode."""
    return _read(text, MARKS_OF[scale])


def read_period_mark(scale: str, text: str) -> str:
    """The same for the mark of a period, which may also be «осв», «н/а», «безотм» or «отср» (п. 2.9)."""
    return _read(text, PERIOD_MARKS_OF[scale])


def _read(text: str, codes: Sequence[str]) -> str:
    typed = _plain(text)
    if typed and typed not in codes:
        known = f"Есть отметки: {', '.join(codes)}." if codes else "Его ведут без отметок."
        raise UnknownCode(f"«{text.strip()}» — не отметка этого курса. {known}")
    return typed


def _plain(text: str) -> str:
    typed = text.strip().lower()
    return _TYPED.get(typed, typed)


def average(codes: Iterable[str]) -> Decimal | None:
    """Mean of the digits, two places, half up; None when there is none."""
    return weighted_average((code, 1) for code in codes)


def weighted_average(marks: Iterable[tuple[str, int]]) -> Decimal | None:
    """Σ(m·w)/Σw of the digits, two places, half up; None when there is none (regulation § 8.5)."""
    total = weights = 0
    for code, weight in marks:
        if code in DIGITS:
            total += int(code) * weight
            weights += weight
    if not weights:
        return None
    return (Decimal(total) / weights).quantize(Decimal("0.01"), ROUND_HALF_UP)


def proposed_mark(mean: Decimal | None, thresholds: Thresholds = USUAL) -> str:
    """The mark the school's thresholds propose; empty when there is nothing to go by (§ 8.6)."""
    if mean is None:
        return ""
    if mean >= thresholds.five:
        return "5"
    if mean >= thresholds.four:
        return "4"
    return "3" if mean >= thresholds.three else "2"


def year_mark(periods: Iterable[str], thresholds: Thresholds = USUAL) -> str:
    """The year's mark proposed from the marks of its periods (§ 8.7)."""
    return proposed_mark(average(periods), thresholds)
