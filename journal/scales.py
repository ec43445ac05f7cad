"""Marks are codes on a scale, not integers. Averages are decimal and round half up (regulation § 7–8).

What the codes are and count as says the school's own system of marks (`school.grading`); here they are read from
what a hand typed. A scale is named («five_point») for the usual one, or is a Scale as in force on a day.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from school import grading
from school.grading import (
    DEFERRED,
    EXEMPT,
    FIVE_POINT,
    NOT_ASSESSED,
    PASS_FAIL,
    UNGRADED,
    WITHOUT_MARKS,
    Scale,
)

__all__ = [
    "DEFERRED", "EXEMPT", "FIVE_POINT", "NOT_ASSESSED", "PASS_FAIL", "UNGRADED", "WITHOUT_MARKS", "Scale",
]  # fmt: skip

PASS, FAIL = "зач", "незач"
MARKS_OF: Mapping[str, Sequence[str]] = {kind: one.marks for kind, one in grading.USUAL.items()}
PERIOD_MARKS_OF: Mapping[str, Sequence[str]] = {
    kind: one.period_marks for kind, one in grading.USUAL.items()
}
DIGITS = MARKS_OF[FIVE_POINT]
ABSENT_CODES = {"н": ("absent", ""), "б": ("absent", "illness"), "ну": ("absent", "excused")}
LATE_CODE = "оп"
LATE = "late"
# A lesson lasts no longer (SanPiN 2.4.3648-20): whoever comes later was absent.
LATEST = 45
ATTENDANCE_CODES = {**ABSENT_CODES, LATE_CODE: (LATE, ""), "": ("present", "")}
_CODE_OF = {fact: code for code, fact in ATTENDANCE_CODES.items()}

# What a hand types instead of the code itself: a Latin letter of the same key or look, a short form.
TYPED = {
    "n": "н", "y": "н", "h": "н", ",": "б", "b": "б", "ye": "ну", "nu": "ну", "у": "ну", "e": "ну", "jg": "оп",
    "за": "зач", "зачет": "зач", "зачёт": "зач", "нз": "незач", "незачет": "незач", "незачёт": "незач",
    "на": "н/а", "о": "осв", "бо": "безотм", "от": "отср",
}  # fmt: skip


# No mark yet: the answer is waited for until a day; «. 05.12» with the day.
WAITING = "."
WAITED_FOR = timedelta(days=7)
_WAITING = re.compile(r"\.\s*(?:(\d{1,2})[.,/](\d{1,2})\.?)?")

# «оп 7», «оп7», «оп 7 мин», and the same on the other layout.
_LATE_BY = re.compile(r"(?:оп|jg)\s*(\d{1,3})(?:\s*мин\.?)?")


class UnknownCode(ValueError):
    """What was typed is not a code of this scale."""


class Presence(NamedTuple):
    """What the teacher saw, why it was so, and by how many minutes late where it was noted."""

    status: str
    reason: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Thresholds:
    """From which average each mark of the five-point scale is proposed; the defaults are the usual ones."""

    five: Decimal = Decimal("4.50")
    four: Decimal = Decimal("3.50")
    three: Decimal = Decimal("2.50")


USUAL = Thresholds()


UNEXPLAINED = Presence("absent")


def five_point(thresholds: Thresholds = USUAL) -> Scale:
    """The five-point scale with these thresholds."""
    usual = grading.USUAL[FIVE_POINT]
    of = {"5": thresholds.five, "4": thresholds.four, "3": thresholds.three}
    return replace(usual, codes=tuple(replace(c, threshold=of.get(c.code)) for c in usual.codes))


def attendance_code(status: str, reason: str, minutes: int | None = None) -> str:
    """The code on the page of the facts: «н», «б», «ну», «оп», «оп 7» or nothing."""
    code = _CODE_OF[(status, reason)]
    return f"{code} {minutes}" if minutes else code


def read_attendance(text: str) -> Presence:
    """The facts of a typed code. Raises UnknownCode."""
    late = _LATE_BY.fullmatch(text.strip().lower())
    if late:
        return _late_by(int(late[1]))
    typed = _plain(text)
    if typed not in ATTENDANCE_CODES:
        raise UnknownCode(f"«{text.strip()}» — не код посещаемости. Есть коды: н, б, ну, оп.")
    return Presence(*ATTENDANCE_CODES[typed])


def _late_by(minutes: int) -> Presence:
    if not 1 <= minutes <= LATEST:
        raise UnknownCode(
            f"Опоздание пишут в минутах, от 1 до {LATEST}: оп 7. Кто пришёл позже, того на уроке не было: н."
        )
    return Presence(LATE, "", minutes)


def read_mark(scale: str | Scale, text: str) -> str:
    """The mark a person typed, as a code of the scale; empty takes the mark away. Raises UnknownCode."""
    return _read(text, scale_named(scale).marks)


def mark_text(code: str, waits_until: date | None) -> str:
    """What stands in the cell of a mark: its code, or «. 05.12» while the answer is waited for."""
    return f"{WAITING} {waits_until:%d.%m}" if waits_until else code


def read_cell(
    scale: str | Scale, text: str, *, lesson_on: date, today: date
) -> tuple[str, date | None]:
    """The mark a person typed in a cell, or the day until which the answer is waited for. Raises UnknownCode.

    A day has no year: it is the first such day from the lesson on. A bare point waits a week.
    """
    point = _WAITING.fullmatch(text.strip().lower())
    marks = scale_named(scale).marks
    if point is None or not marks or text.strip() in marks:
        return read_mark(scale, text), None
    if point[1] is None:
        return "", max(today, lesson_on) + WAITED_FOR
    return "", _day_after(lesson_on, int(point[1]), int(point[2]))


def _day_after(first: date, day: int, month: int) -> date:
    for year in (first.year, first.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= first:
            return found
    raise UnknownCode(
        f"«{day:02}.{month:02}» — нет такого дня. Напишите, до какого дня ждать: . 05.12"
    )


def read_period_mark(scale: str | Scale, text: str) -> str:
    """The same for the mark of a period, which may also be «осв», «н/а», «безотм» or «отср» (п. 2.9)."""
    return _read(text, scale_named(scale).period_marks)


def scale_named(scale: str | Scale) -> Scale:
    return grading.USUAL[scale] if isinstance(scale, str) else scale


def _read(text: str, codes: Sequence[str]) -> str:
    bare = text.strip().lower()
    # As it stands first: a Latin «B» of the school's own system is no «б» of the key beside it.
    for typed in (bare, _plain(text)):
        found = next((code for code in codes if code.lower() == typed), None)
        if found is not None or not typed:
            return found or ""
    known = f"Есть отметки: {', '.join(codes)}." if codes else "Его ведут без отметок."
    raise UnknownCode(f"«{text.strip()}» — не отметка этого курса. {known}")


def _plain(text: str) -> str:
    typed = text.strip().lower()
    return TYPED.get(typed, typed)


def average(codes: Iterable[str]) -> Decimal | None:
    """Mean of the digits, two places, half up; None when there is none."""
    return grading.USUAL[FIVE_POINT].average(codes)


def weighted_average(marks: Iterable[tuple[str, int]]) -> Decimal | None:
    """Σ(m·w)/Σw of the digits, two places, half up; None when there is none (regulation § 8.5)."""
    return grading.USUAL[FIVE_POINT].weighted_average(marks)


def proposed_mark(mean: Decimal | None, thresholds: Thresholds = USUAL) -> str:
    """The mark the school's thresholds propose; empty when there is nothing to go by (§ 8.6)."""
    return five_point(thresholds).proposed(mean)


def year_mark(periods: Iterable[str], thresholds: Thresholds = USUAL) -> str:
    """The year's mark proposed from the marks of its periods (§ 8.7)."""
    return proposed_mark(average(periods), thresholds)
