"""Cells of a list as values; a row tells of everything that is wrong with it at once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from exchange.problems import Problem
from exchange.tables import Row

from .columns import Column, ListForm

FIRST_DAY = date(1920, 1, 1)
FAR = timedelta(days=366)
OLDEST_PUPIL, YOUNGEST_PUPIL = timedelta(days=366 * 90), timedelta(days=365 * 3)
MOST_HOURS = 40
SEXES = {
    **dict.fromkeys(("м", "муж", "мужской", "male", "m"), "male"),
    **dict.fromkeys(("ж", "жен", "женский", "female", "f"), "female"),
}
# No repetition within a repetition: a long cell must not keep the worker for ever.
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’`.\-()])*")


class Fault(Exception):
    """A cell that cannot be used: its column and what is wrong."""

    def __init__(self, column: str, text: str):
        self.column, self.text = column, text
        super().__init__(text)


@dataclass
class Line:
    """A row of the list with its values by the titles of columns (None where the cell is empty).

    What it means for the journal is added later: `changes` are column, before and after; `note` is told beside.
    """

    row: Row
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    is_new: bool = False
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    note: str = ""
    title: str = ""

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    def refuse(self, column: str, text: str) -> None:
        self.problems.append(self.row.problem(column, text))

    @property
    def is_good(self) -> bool:
        return not self.problems


def read_lines(rows: Iterable[Row], form: ListForm, *, today: date) -> list[Line]:
    """Every row with its values; a row with a fault names each of them by its column."""
    return [_line(row, form, today) for row in rows]


def _line(row: Row, form: ListForm, today: date) -> Line:
    line = Line(row, {})
    for column in form.columns:
        try:
            line.values[column.title] = value_of(row[column.title], column, today)
        except Fault as fault:
            line.refuse(fault.column, fault.text)
    return line


def value_of(text: str, column: Column, today: date) -> Any:
    """The value of a cell, None where it is empty. Raises Fault."""
    if not text:
        if column.is_needed and not column.may_be_empty:
            raise Fault(column.title, "пусто, а это нужно заполнить.")
        return None
    if len(text) > column.limit:
        raise Fault(column.title, f"длиннее {column.limit} знаков (здесь {len(text)}). Сократите.")
    return _READ[column.sort](text, column.title, today)


def _text(text: str, title: str, today: date) -> str:
    return text


def _name(text: str, title: str, today: date) -> str:
    if not NAME.fullmatch(text):
        raise Fault(title, f"«{shown(text)}» не похоже на {title.lower()}: должны быть буквы.")
    return text


def _day(text: str, title: str, today: date) -> date:
    found = day_of(text)
    if found is None:
        raise Fault(title, f"«{shown(text)}» не дата. Запишите её так: 01.09.2025.")
    if not FIRST_DAY <= found <= today + FAR:
        raise Fault(title, f"{text}: проверьте год.")
    return found


def _past(text: str, title: str, today: date) -> date:
    found = _day(text, title, today)
    if found > today:
        raise Fault(title, f"{found:%d.%m.%Y} ещё не наступило. Проверьте дату.")
    return found


def _born(text: str, title: str, today: date) -> date:
    found = _past(text, title, today)
    if not OLDEST_PUPIL >= today - found >= YOUNGEST_PUPIL:
        raise Fault(title, f"{found:%d.%m.%Y}: проверьте год рождения.")
    return found


def _sex(text: str, title: str, today: date) -> str:
    found = SEXES.get(text.lower().rstrip("."))
    if found is None:
        raise Fault(title, f"«{shown(text)}» не читается: напишите м или ж.")
    return found


def _phone(text: str, title: str, today: date) -> str:
    digits = re.sub(r"\D", "", text)
    if not 5 <= len(digits) <= 15 or re.search(r"[^\d+()\-–—. ]", text):
        raise Fault(title, f"«{shown(text)}» не похоже на телефон: +7 900 123-45-67.")
    return text


def _email(text: str, title: str, today: date) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Fault(title, f"«{shown(text)}» не похоже на адрес почты.") from error
    return text


def _hours(text: str, title: str, today: date) -> Decimal:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Fault(title, f"«{shown(text)}» не число. Запишите так: 3 или 2,5.") from None
    if not found.is_finite() or not 0 < found <= MOST_HOURS or found != round(found, 1):
        raise Fault(title, f"«{shown(text)}»: часов от 0,1 до {MOST_HOURS}, с одной цифрой.")
    return found


_READ: dict[str, Callable[[str, str, date], Any]] = {
    "text": _text, "code": _text, "name": _name, "day": _day, "past": _past, "born": _born,
    "sex": _sex, "phone": _phone, "email": _email, "hours": _hours,
}  # fmt: skip


def day_of(text: str) -> date | None:
    """A date as 01.09.2025 or 2025-09-01; None where it is none."""
    ours = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: 00:00(?::00)?)?", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text)
    try:
        if ours:
            return date(int(ours[3]), int(ours[2]), int(ours[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
