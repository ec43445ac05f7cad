"""Public holidays by the Labour Code, art. 112, and the days off that follow from them; the production calendar."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from .words import date_dots, weekday

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 6, 7
NEW_YEAR = "Новогодние каникулы"
# Month, day, name.
BY_LAW = (
    *((1, day, NEW_YEAR) for day in (1, 2, 3, 4, 5, 6)),
    (1, 7, "Рождество Христово"),
    (1, 8, NEW_YEAR),
    (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"),
    (5, 1, "Праздник Весны и Труда"),
    (5, 9, "День Победы"),
    (6, 12, "День России"),
    (11, 4, "День народного единства"),
)


@dataclass(frozen=True)
class OfficialDay:
    """A day that the state made other than its weekday: a day off, or a working Saturday.

    `follows` is the weekday (1 is Monday) whose day off the working Saturday gave; None where it is not said.
    `days_a_week` is 5 where it concerns nobody who learns on Saturdays: there is no day off of theirs to move.
    """

    date: date
    title: str
    is_working: bool = False
    follows: int | None = None
    days_a_week: int | None = None


def holidays_by_law(first: date, last: date) -> list[OfficialDay]:
    """Days off of these days that need no decree: the holidays, and a weekend's day off put on the day after.

    Holidays of January that fall on a weekend give their days off by a decree of each year, so they give none here.
    """
    found = {
        day: OfficialDay(day, name)
        for year in range(first.year, last.year + 1)
        for month, number, name in BY_LAW
        if first <= (day := date(year, month, number)) <= last
    }
    for holiday in sorted(found):
        if holiday.month == 1 or holiday.isoweekday() < SATURDAY:
            continue
        moved = holiday + ONE_DAY
        while moved in found or moved.isoweekday() >= SATURDAY:
            moved += ONE_DAY
        if moved <= last:
            found[moved] = _moved(moved, holiday)
    return [found[day] for day in sorted(found)]


def _moved(day: date, source: date) -> OfficialDay:
    title = f"Выходной, перенесён с {date_dots(source)}"
    return OfficialDay(day, title, days_a_week=5 if source.isoweekday() == SATURDAY else None)


class Unreadable(ValueError):
    """The file is not a production calendar; the text says why, to a person."""


def read_production_calendar(content: bytes) -> list[OfficialDay]:
    """Days of a production calendar: XML of xmlcalendar.ru for a year, or the CSV of open data for many years.

    Ordinary weekends are not told. Raises Unreadable.
    """
    if len(content) > 2_000_000:
        raise Unreadable("Файл больше 2 МБ. Производственный календарь столько не занимает.")
    if content.lstrip()[:1] == b"<":
        return list(_from_xml(content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("windows-1251", errors="replace")
    return list(_from_csv(text))


# Kinds of days in the XML.
OFF, SHORTENED, WORKING = "1", "2", "3"


def _from_xml(content: bytes) -> Iterator[OfficialDay]:
    try:
        root: Element = ElementTree.fromstring(content)
    except Exception as error:
        raise Unreadable("Файл XML повреждён: его не удалось прочитать до конца.") from error
    if root.tag != "calendar" or not (root.get("year") or "").isdigit():
        raise Unreadable('В файле XML нет календаря: ждали <calendar year="2026">.')
    year = int(root.get("year", "0"))
    names = {one.get("id"): one.get("title", "") for one in root.iter("holiday")}
    rows = [(_day(year, one.get("d", "")), one) for one in root.iter("day")]
    given = {_day(year, one.get("f", "")): day.isoweekday() for day, one in rows if one.get("f")}
    worked = {one.get("d") for _, one in rows if one.get("t") in (SHORTENED, WORKING)}
    for day, one in rows:
        if one.get("t") == OFF:
            title = names.get(one.get("h"), "") or "Нерабочий день"
            source = one.get("f")
            moved = _moved(day, _day(year, source)) if source else OfficialDay(day, title)
            # A Saturday that everybody works for it: the day off is everybody's.
            yield replace(moved, days_a_week=None) if source in worked else moved
        elif one.get("t") in (SHORTENED, WORKING) and day.isoweekday() >= SATURDAY:
            yield _working(day, given.get(day))


def _day(year: int, text: str) -> date:
    try:
        month, number = (int(part) for part in text.split("."))
        return date(year, month, number)
    except ValueError as error:
        raise Unreadable(
            f"В файле стоит день «{text}». Ждали месяц и число, например 05.09."
        ) from error


def _working(day: date, follows: int | None) -> OfficialDay:
    title = f"Рабочая {weekday(day)}" if day.isoweekday() == SATURDAY else "Рабочее воскресенье"
    return OfficialDay(day, title, True, follows, 5 if day.isoweekday() == SATURDAY else None)


def _from_csv(text: str) -> Iterator[OfficialDay]:
    """A line a year: days off of each month, «22*» is a shortened day, «30+» a day off moved there."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or not rows[0] or not rows[0][0].startswith("Год") or len(rows[0]) < 13:
        raise Unreadable(
            "Это не производственный календарь: в первой строке ждали «Год/Месяц» и двенадцать месяцев."
        )
    for line, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if len(row) < 13 or not row[0].strip().isdigit():
            raise Unreadable(f"Строка {line}: ждали год и дни двенадцати месяцев.")
        year = int(row[0])
        for month, cell in enumerate(row[1:13], 1):
            yield from _month(year, month, cell, line)


def _month(year: int, month: int, cell: str, line: int) -> Iterator[OfficialDay]:
    off: dict[int, str] = {}
    shortened = set()
    for part in filter(None, (piece.strip() for piece in cell.split(","))):
        number = part.rstrip("*+")
        if not number.isdigit():
            raise Unreadable(f"Строка {line}: «{part}» – не день месяца.")
        if part.endswith("*"):
            shortened.add(int(number))
        else:
            off[int(number)] = part
    by_law = {(m, d): name for m, d, name in BY_LAW}
    for day in _days_of(year, month, line, [*off, *shortened]):
        holiday = by_law.get((month, day.day))
        if day.day in off and (holiday or day.isoweekday() < SATURDAY):
            yield OfficialDay(day, holiday or "Перенесённый выходной")
        elif day.day not in off and day.isoweekday() == SATURDAY:
            yield _working(day, None)


def _days_of(year: int, month: int, line: int, numbers: Iterable[int]) -> list[date]:
    try:
        first = date(year, month, 1)
        for number in numbers:
            first.replace(day=number)
    except ValueError as error:
        raise Unreadable(
            f"Строка {line}: такого дня в {month}-м месяце {year} года нет."
        ) from error
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
    return [first + timedelta(days=n) for n in range(last.day)]
