"""Terms of a timetable file: which of them holds the first day, and what is taught in it."""

from datetime import date

from exchange.fet import Timetable as TimetableFile
from exchange.ledger import Ledger
from exchange.problems import Problem
from school.models import GradingPeriod, SchoolYear
from school.words import count_of


def take_term(table: TimetableFile, year: SchoolYear, on: date, ledger: Ledger) -> None:
    """Leave the activities of the term of that day; the others are told of, to be loaded from their own day."""
    if not any(one.terms for one in table.activities):
        return
    number = max(len(one.terms) for one in table.activities)
    at = term_of(year, on, number)
    kept = [one for one in table.activities if not one.terms or one.terms[at : at + 1] == "1"]
    left = len(table.activities) - len(kept)
    name = table.terms[at] if at < len(table.terms) else str(at + 1)
    text = f"в файле {count_of(number, 'часть', 'части', 'частей')} года: загружаются уроки части «{name}»"
    if left:
        text += f", без {count_of(left, 'карточки', 'карточек', 'карточек')} других частей. Загрузите файл ещё раз "
        text += "с первого дня следующей части"
    ledger.warn(Problem(table.file, None, "", f"{text}.", "timetables"))
    table.activities = tuple(kept)


def term_of(year: SchoolYear, on: date, number: int) -> int:
    """Which of that many parts of the year the day is in, from 0: by periods of that number, else in equal parts."""
    kinds: dict[str, list[date]] = {}
    periods = GradingPeriod.objects.filter(year=year).order_by("starts_on")
    for kind, first in periods.values_list("kind", "starts_on"):
        kinds.setdefault(kind, []).append(first)
    for starts in kinds.values():
        days = sorted(set(starts))
        if len(days) == number:
            return max(sum(first <= on for first in days) - 1, 0)
    length = (year.ends_on - year.starts_on).days + 1
    return min(max((on - year.starts_on).days, 0) * number // length, number - 1)
