"""Values of single cells: dates, yes and no, lists of grades, words of the format."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from exchange.problems import Problem
from exchange.tables import Row

from .columns import EMPTY_COLUMN, NO, YES


class Refused(Exception):
    """The row cannot be used; holds the problem."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem))


def filled(row: Row, column: str) -> str:
    """The value, which must be there."""
    if not row[column]:
        what = EMPTY_COLUMN.get(column, "значения нет")
        raise Refused(row.problem(column, f"{what}. Заполните столбец и загрузите файл снова."))
    return row[column]


def day(row: Row, column: str) -> date | None:
    """A date as 2025-09-01 (a time after it is dropped) or 01.09.2025; None when empty."""
    value = row[column]
    if not value:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", value)
    ours = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", value)
    try:
        if iso:
            found = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif ours:
            found = date(int(ours[3]), int(ours[2]), int(ours[1]))
        else:
            found = None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2100:
        text = f"«{shown(value)}» не дата. Запишите её так: 2025-09-01."
        raise Refused(row.problem(column, text))
    return found


def needed_day(row: Row, column: str) -> date:
    found = day(row, column)
    if found is None:
        raise Refused(row.problem(column, "нет даты. Заполните столбец и загрузите файл снова."))
    return found


def yes(row: Row, column: str, *, default: bool) -> bool:
    value = row[column].lower()
    if not value:
        return default
    if value in YES or value in NO:
        return value in YES
    text = f"«{shown(row[column])}» не читается: нужно true или false."
    raise Refused(row.problem(column, text))


def word(row: Row, column: str, known: dict[str, str]) -> str:
    """A word of the format, whatever its case."""
    value = filled(row, column)
    if value.lower() not in known:
        text = f"«{shown(value)}» не читается: нужно одно из слов {', '.join(known)}."
        raise Refused(row.problem(column, text))
    return known[value.lower()]


def grades(row: Row) -> tuple[int, ...]:
    """Numbers of the grades, 1 to 13; other codes (kindergarten, post-graduate) are left out."""
    found = (re.fullmatch(r"0*(\d{1,2})", part) for part in row.many("grades"))
    return tuple(int(match[1]) for match in found if match and 1 <= int(match[1]) <= 13)


def hours(value: str) -> Decimal | None:
    """Hours of a metadata column, «3» or «2.5»; None when it is neither."""
    return Decimal(value) if re.fullmatch(r"\d{1,3}(\.\d)?", value) else None


def unique(rows: Iterable[Row], refused: list[Problem]) -> list[Row]:
    """Rows with their own sourcedId; a repeated one is refused with the line of the first."""
    first: dict[str, int] = {}
    kept: list[Row] = []
    for row in rows:
        key = row["sourcedId"]
        if key and key in first:
            text = f"«{shown(key)}» уже есть в строке {first[key]}. Оставьте одну из строк."
            refused.append(row.problem("sourcedId", text))
            continue
        first[key] = row.line
        kept.append(row)
    return kept


def shown(value: str) -> str:
    """A value short enough to stand in a sentence."""
    return value if len(value) <= 60 else f"{value[:57]}…"
