"""Lines of a calendar-thematic plan, and how they are read from tables as teachers keep them (SCH-9). Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .plan_columns import Column, Columns, columns_of, plain_words

PART, LESSON, CONTROL, PRACTICE = "part", "lesson", "control", "practice"
HALF, MOST_HOURS = Decimal("0.5"), Decimal(99)
LONGEST_TOPIC, LONGEST_HOMEWORK, LONGEST_NOTE = 500, 1000, 300
# Six fields a line: what one form may send.
MOST_LINES = 300

# What a topic begins with, or the cell of its kind says.
IS_CONTROL = re.compile(r"контрольн(ая|ое|ый)|\bк\.? ?р\.? ?№|\bкр №", re.IGNORECASE)
IS_PRACTICE = re.compile(r"практическ(ая|ое)|лабораторн(ая|ое)|\bл\.? ?р\.? ?№", re.IGNORECASE)
# «Модуль 2», but not «Модуль числа»: that is a topic.
IS_PART = re.compile(r"(раздел|глава)\b|(модуль|блок)\s*(№|\d|[IVX]+\b|«)", re.IGNORECASE)
IS_TOTAL = re.compile(r"(итого|всего|общее количество)\b", re.IGNORECASE)
SPAN = re.compile(r"(\d{1,3})\s*[-–—]\s*(\d{1,3})")
NOT_HOURS = "«{}» – не число часов. Напишите 1, 2 или 0,5."


class NotHours(ValueError):
    """These are no hours of a line; the text says why, to a person."""


@dataclass(frozen=True)
class PlanLine:
    """A line as it is typed: `hours` is 0 for the head of a part. `pk` is the key of its row where it has one."""

    kind: str
    topic: str
    hours: Decimal
    homework: str = ""
    note: str = ""
    pk: int | None = None

    @property
    def is_part(self) -> bool:
        return self.kind == PART


@dataclass(frozen=True)
class ReadLine:
    """A line as it stands in a file, hours as they are written: it becomes a line once it is right."""

    kind: str
    topic: str
    hours: str
    homework: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a file: its line from 1, its column as the file calls it."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        column = f", столбец «{self.column}»" if self.column else ""
        return f"Строка {self.line}{column}: {self.text}"


@dataclass(frozen=True)
class Reading:
    """`faults` have to be put right before the lines are kept."""

    lines: tuple[ReadLine, ...]
    faults: tuple[Fault, ...] = ()


def read_hours(text: str) -> Decimal:
    """«2», «0,5», «1.0», «2 ч» as hours with halves. Raises NotHours."""
    bare = re.sub(r"\s*(ч|час|часа|часов)\.?$", "", text.strip().lower())
    try:
        hours = Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise NotHours(NOT_HOURS.format(text.strip()[:40])) from error
    if not hours.is_finite() or not 0 < hours <= MOST_HOURS:
        raise NotHours(f"«{text.strip()[:40]}»: часов может быть от 0,5 до 99.")
    if (hours * 2) % 1:
        raise NotHours(f"«{text.strip()[:40]}»: часы пишут с точностью до половины, 0,5 или 1.")
    return hours.normalize() + 0


@dataclass(frozen=True)
class PartSum:
    """Hours of a part: of its head (None above the first one) to the next."""

    title: str
    hours: Decimal
    lines: int


def sums_by_part(lines: Iterable[PlanLine]) -> list[PartSum]:
    """Parts in their order; lines before the first head are a part without a name."""
    found: list[PartSum] = []
    for line in lines:
        if line.is_part:
            found.append(PartSum(line.topic, Decimal(0), 0))
            continue
        if not found:
            found.append(PartSum("", Decimal(0), 0))
        last = found[-1]
        found[-1] = PartSum(last.title, last.hours + line.hours, last.lines + 1)
    return found


def total_hours(lines: Iterable[PlanLine]) -> Decimal:
    return sum((line.hours for line in lines if not line.is_part), Decimal(0))


# --- Reading -------------------------------------------------------------------------------------
Row = tuple[int, Sequence[str]]


def rows_of_text(text: str) -> list[Row]:
    """Rows of CSV or of what was copied from a table: parted by tabs, semicolons, or commas under a head."""
    if "\t" in text:
        delimiter = "\t"
    elif any(";" in line for line in text.splitlines()[:20]):
        delimiter = ";"
    else:
        first = text.strip().split("\n", 1)[0]
        has_head = columns_of([[cell.strip('" ') for cell in first.split(",")]]).is_named
        delimiter = "," if has_head else "\x1f"
    if delimiter != "\x1f":
        try:
            return _quoted(text, delimiter)
        except csv.Error:
            # A quotation mark that is not closed: then it is a mark like any other.
            pass
    return [
        (number, line.split(delimiter)) for number, line in enumerate(text.splitlines(), start=1)
    ]


def _quoted(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    for cells in reader:
        rows.append((line, cells))
        line = reader.line_num + 1
    return rows


def read_plan(rows: Sequence[Row]) -> Reading:
    """Lines of a plan from the rows of a table, each with its number there; empty rows say nothing."""
    told = [(line, [_clean(cell) for cell in cells]) for line, cells in rows]
    told = [(line, cells) for line, cells in told if any(cells)]
    columns = columns_of([cells for _, cells in told[:20]])
    reader = _Reader(columns)
    for line, cells in told[columns.head + 1 :]:
        reader.read(line, cells)
    if len(reader.lines) > MOST_LINES:
        text = f"в плане не больше {MOST_LINES} строк. Проверьте, тот ли это файл."
        return Reading((), (Fault(told[-1][0], "", text),))
    if not reader.lines and not reader.faults:
        return Reading(
            (), (Fault(1, "", "тем не найдено. Нужен столбец «Тема» и строки под ним."),)
        )
    return Reading(tuple(reader.lines), tuple(reader.faults))


def _clean(cell: str) -> str:
    text = " ".join(str(cell).replace("\0", "").split())
    return "" if text in {"-", "–", "—"} else text


class _Reader:
    """Reads row after row; parts may stand in rows of their own or in a column."""

    def __init__(self, columns: Columns):
        self.columns = columns
        self.lines: list[ReadLine] = []
        self.faults: list[Fault] = []
        self.part = ""

    def read(self, line: int, cells: Sequence[str]) -> None:
        cell = {name: self.columns.value(name, cells) for name in Column}
        word = plain_words(cell[Column.KIND])
        if word in {"план", "plan"} or IS_TOTAL.match(cell[Column.TOPIC] or _only(cells)):
            return
        head = self._head_of_part(cell, cells, word)
        if head:
            self._begin_part(line, head)
            return
        if cell[Column.PART] and cell[Column.PART] != self.part:
            self._begin_part(line, cell[Column.PART])
        self._add(line, cell, word)

    def _head_of_part(self, cell: dict[Column, str], cells: Sequence[str], word: str) -> str:
        topic, hours = cell[Column.TOPIC], cell[Column.HOURS]
        if word == "раздел":
            return topic
        if IS_PART.match(topic) and not cell[Column.NUMBER]:
            return topic
        only = _only(cells)
        is_alone = bool(only) and not hours and self.columns.has(Column.HOURS)
        return only if is_alone and not only.isdecimal() else ""

    def _begin_part(self, line: int, title: str) -> None:
        self.part = title
        self._check(line, Column.TOPIC, title, LONGEST_TOPIC)
        self.lines.append(ReadLine(PART, title, ""))

    def _add(self, line: int, cell: dict[Column, str], word: str) -> None:
        topic = cell[Column.TOPIC]
        if not topic:
            self._fault(line, Column.TOPIC, "тема не указана. Напишите её или уберите строку.")
        self._check(line, Column.TOPIC, topic, LONGEST_TOPIC)
        self._check(line, Column.HOMEWORK, cell[Column.HOMEWORK], LONGEST_HOMEWORK)
        self._check(line, Column.NOTE, cell[Column.NOTE], LONGEST_NOTE)
        hours = self._hours(line, cell)
        kind = _kind_of(word, topic)
        self.lines.append(ReadLine(kind, topic, hours, cell[Column.HOMEWORK], cell[Column.NOTE]))

    def _hours(self, line: int, cell: dict[Column, str]) -> str:
        written = cell[Column.HOURS]
        if not self.columns.has(Column.HOURS):
            span = SPAN.fullmatch(cell[Column.NUMBER])
            return str(max(int(span[2]) - int(span[1]) + 1, 1)) if span else "1"
        if not written:
            self._fault(line, Column.HOURS, "часы не указаны. Напишите число.")
            return ""
        try:
            return str(read_hours(written)).replace(".", ",")
        except NotHours as error:
            self._fault(line, Column.HOURS, str(error))
            return written[:20]

    def _check(self, line: int, column: Column, text: str, longest: int) -> None:
        if len(text) > longest:
            self._fault(line, column, f"больше {longest} знаков. Сократите текст.")

    def _fault(self, line: int, column: Column, text: str) -> None:
        self.faults.append(Fault(line, self.columns.called(column), text))


def _only(cells: Sequence[str]) -> str:
    """The text of a row that has only one cell filled in: the head of a part across the table."""
    filled = [cell for cell in cells if cell]
    return filled[0] if len(filled) == 1 else ""


def _kind_of(word: str, topic: str) -> str:
    for said in (word, topic):
        if IS_CONTROL.match(said):
            return CONTROL
        if IS_PRACTICE.match(said):
            return PRACTICE
    return LESSON
