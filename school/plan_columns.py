"""Columns of a plan's table, by the names teachers give them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    NUMBER = "№"
    KIND = "Вид"
    PART = "Раздел"
    TOPIC = "Тема"
    HOURS = "Часы"
    HOMEWORK = "Домашнее задание"
    NOTE = "Примечание"


# By words without signs and with Е for Ё (`plain_words`).
NAMES: Mapping[str, Column] = {
    name: column
    for column, names in {
        Column.NUMBER: ("", "n", "номер", "номер урока", "урока", "п п", "урок", "занятия"),
        Column.KIND: (
            "вид", "тип", "вид работы", "тип урока", "вид занятия", "вид урока", "форма контроля", "контроль",
            "вид контроля", "форма занятия", "вид формы контроля", "виды контроля",
        ),
        Column.PART: ("раздел", "название раздела", "наименование раздела", "глава", "модуль", "раздел программы"),
        Column.TOPIC: (
            "тема", "тема урока", "темы", "тема занятия", "название темы", "наименование темы", "темы уроков",
            "содержание", "содержание урока", "содержание материала", "наименование разделов и тем",
            "раздел тема", "разделы и темы", "тема раздела", "название", "изучаемый материал", "topic",
            "наименование разделов и тем программы", "название разделов и тем", "содержание учебного материала",
        ),
        Column.HOURS: (
            "часы", "часов", "час", "ч", "кол во часов", "количество часов", "к во часов", "число часов",
            "всего часов", "всего", "кол часов", "кол во", "количество", "hours", "объем часов",
        ),
        Column.HOMEWORK: (
            "домашнее задание", "дз", "д з", "дом задание", "задание на дом", "домашняя работа", "д задание",
        ),
        Column.NOTE: ("примечание", "примечания", "комментарий", "заметки", "прим"),
    }.items()
    for name in names
}  # fmt: skip
# Columns of a plan that are not kept: days follow from the timetable.
PASSED_OVER = re.compile(r"дата|план$|факт|^по плану|^корректировка")


def plain_words(text: str) -> str:
    """Lower case, Ё as Е, letters and digits only: «Кол-во часов» as «кол во часов», «№ п/п» as «п п»."""
    return " ".join(re.findall(r"[a-zа-я0-9]+", text.lower().replace("ё", "е")))


@dataclass(frozen=True)
class Columns:
    """Where each column stands, what the file calls it, and the row of the head (-1: there is none)."""

    places: Mapping[Column, int]
    names: Mapping[Column, str]
    head: int = -1

    @property
    def is_named(self) -> bool:
        return self.head >= 0

    def has(self, column: Column) -> bool:
        return column in self.places

    def value(self, column: Column, cells: Sequence[str]) -> str:
        place = self.places.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    def called(self, column: Column) -> str:
        """As the file calls it; without a head by its number, else by what it is."""
        if column in self.names:
            return self.names[column]
        return str(self.places[column] + 1) if column in self.places else column.value


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Columns by the first row that looks like a head; where there is none, by what stands in the rows."""
    for number, cells in enumerate(rows):
        places: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            column = NAMES.get(plain_words(cell)) if cell else None
            if column and column not in places and not PASSED_OVER.search(plain_words(cell)):
                places[column] = place
        # One word alone may be a topic: «Раздел» of a heading, «Тема» of a lesson.
        if len(places) >= 2 and Column.TOPIC in places and Column.HOURS not in _numbers(cells):
            return Columns(
                places, {column: cells[place] for column, place in places.items()}, number
            )
        if len(places) >= 2 and {Column.PART, Column.HOURS} <= places.keys():
            places[Column.TOPIC] = places.pop(Column.PART)
            names = {column: cells[place] for column, place in places.items()}
            return Columns(places, names, number)
    return Columns(_guessed(rows), {})


def _numbers(cells: Sequence[str]) -> set[Column]:
    """A head has no hours in it: a row that has is a line."""
    return {Column.HOURS} if any(re.fullmatch(r"\d+([.,]\d+)?", cell) for cell in cells) else set()


KEYWORDS = {"план", "раздел", "урок", "plan", "контрольная", "практическая"}


def _guessed(rows: Sequence[Sequence[str]]) -> dict[Column, int]:
    """By what stands in most rows: words of the kind first, a number first, or at once the topic."""
    filled = [cells for cells in rows if len([cell for cell in cells if cell]) > 1]
    if not filled:
        return {Column.TOPIC: 0}
    firsts = [plain_words(cells[0]) for cells in filled]
    if sum(first in KEYWORDS for first in firsts) * 2 > len(firsts):
        order = [Column.KIND, Column.NUMBER, Column.TOPIC, Column.HOURS]
    elif sum(bool(re.fullmatch(r"\d+( \d+)?", first)) for first in firsts) * 2 > len(firsts):
        order = [Column.NUMBER, Column.TOPIC, Column.HOURS]
    else:
        order = [Column.TOPIC, Column.HOURS]
    width = max(len(cells) for cells in filled)
    return {
        column: place
        for place, column in enumerate([*order, Column.HOMEWORK, Column.NOTE])
        if place < width
    }
