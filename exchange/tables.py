"""CSV tables as schools really save them: encodings, delimiters, misspelt columns, ragged rows."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from school.words import count_of

from .neutral import restored
from .problems import Problem, Unreadable

MAX_CELL = 4000
OWN = "metadata.journal"
CYRILLIC = re.compile("[А-Яа-яЁё№«»—–]")
WRONG_CASE = re.compile("[а-яё][А-ЯЁ]")


@dataclass(frozen=True)
class Columns:
    """Columns a file may have, and those it cannot do without."""

    known: tuple[str, ...]
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """Trimmed values by column; `metadata` holds the `metadata.*` columns that are filled in.

    `own` holds those that this journal wrote itself (`metadata.journalKind` as «Kind»), also empty ones.
    """

    file: str
    line: int
    values: dict[str, str]
    metadata: dict[str, str]
    kind: str
    own: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """A cell that holds a list: «q1,q2»."""
        return tuple(part for part in (part.strip() for part in self[column].split(",")) if part)

    def problem(self, column: str, text: str) -> Problem:
        return Problem(self.file, self.line, column, text, self.kind)


@dataclass
class Table:
    """Rows that can be read, and what cannot."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_table(file: str, data: bytes, columns: Columns, *, kind: str = "") -> Table:
    """The table of a CSV file; raises Unreadable when no row of it can be trusted."""
    table = Table(file)
    text = _decode(file, data, table, kind)
    records = (
        (line, [restored(cell) for cell in cells]) for line, cells in _records(file, text, kind)
    )
    return table_of(table, records, columns, kind=kind)


def table_of(
    table: Table,
    records: Iterator[tuple[int, list[str]]],
    columns: Columns,
    *,
    kind: str = "",
    troubles: Mapping[tuple[int, int], str] | None = None,
) -> Table:
    """The first record names the columns. `troubles` are of single cells, by line and place from 0: these rows are refused."""
    line, header = next(records, (1, []))
    if not any(name.strip() for name in header):
        raise Unreadable(Problem(table.file, 1, "", "нет строки с названиями столбцов.", kind))
    while header and not header[-1].strip():
        header.pop()
    names = _named(header, columns, table, kind)
    _refuse_missing(names, columns, table, kind)
    table.columns = tuple(name for name in names if name)
    for line, record in records:
        if any(cell.strip() for cell in record):
            told = [
                Problem(table.file, line, name, troubles[line, place], kind)
                for place, name in enumerate(names)
                if troubles and name and (line, place) in troubles
            ]
            table.refused += told
            if not told:
                _add(table, names, line, record, kind)
    return table


def _decode(file: str, data: bytes, table: Table, kind: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = "файл сохранён в кодировке UTF-16. Сохраните его как CSV UTF-8."
        raise Unreadable(Problem(file, 1, "", text, kind))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place_of(data, error.start)
    guess = _windows_1251(data)
    if guess is None:
        text = (
            "символы не читаются: файл сохранён не в UTF-8. Откройте его и сохраните как CSV UTF-8."
        )
        raise Unreadable(Problem(file, line, column, text, kind))
    text = (
        "файл в кодировке windows-1251, он прочитан. Проверьте фамилии в предварительном просмотре."
    )
    table.warnings.append(Problem(file, line, column, text, kind))
    return guess


def _place_of(data: bytes, offset: int) -> tuple[int, str]:
    """Line from 1 and the column's name (or its number) of a byte that is not UTF-8."""
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    delimiter = _delimiter(data[: data.find(b"\n") + 1].decode("latin-1"))
    told = data[start:offset].decode("latin-1").replace("\r", " ")
    try:
        before = next(csv.reader([told], delimiter=delimiter), [""])
    except csv.Error:
        before = [""]
    number = max(len(before), 1)
    head = data.split(b"\n", 1)[0].decode("utf-8-sig", "replace").split(delimiter)
    named = line > 1 and number <= len(head) and "\ufffd" not in head[number - 1]
    return line, head[number - 1].strip().strip('"') if named else str(number)


def _windows_1251(data: bytes) -> str | None:
    """The text if its bytes read as Russian in windows-1251, else None."""
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        return None
    foreign = [letter for letter in text if ord(letter) > 127]
    letters = sum(1 for letter in foreign if CYRILLIC.match(letter))
    # KOI8-R read as windows-1251 has its capitals upside down; UTF-8 has half of it in odd signs
    turned = len(WRONG_CASE.findall(text))
    words = len(re.findall("[А-ЯЁа-яё]+", text))
    is_russian = bool(foreign) and letters >= 0.9 * len(foreign) and turned <= 0.1 * words
    return text if is_russian else None


def _delimiter(head: str) -> str:
    return ";" if head.count(";") > head.count(",") else ","


def _records(file: str, text: str, kind: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line each begins at."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(head), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wrong = (
                "кавычки не закрыты или стоят не на месте. Исправьте строку и загрузите файл снова."
            )
            raise Unreadable(Problem(file, line, "", wrong, kind)) from error
        yield line, record


def _named(header: list[str], columns: Columns, table: Table, kind: str) -> list[str]:
    """Canonical names of the columns in their order; empty for one that is not read."""
    by_lower = {name.lower(): name for name in columns.known}
    exact = {name.strip().lower() for name in header}
    names: list[str] = []
    for written in (name.strip() for name in header):
        name = by_lower.get(written.lower(), "")
        if not name and written.lower().startswith("metadata."):
            name = written
        elif not name and written:
            missing = [known for known in by_lower if known not in exact]
            near = get_close_matches(written.lower(), missing, n=1, cutoff=0.9)
            name = by_lower[near[0]] if near else ""
            text = (
                f"прочитан как «{name}»." if name else "столбец не загружается: его нет в формате."
            )
            table.warnings.append(Problem(table.file, 1, written, text, kind))
        if name and name in names:
            text = "такой столбец уже есть. Оставьте один."
            raise Unreadable(Problem(table.file, 1, written, text, kind))
        names.append(name)
    return names


def _refuse_missing(names: list[str], columns: Columns, table: Table, kind: str) -> None:
    absent = [name for name in columns.required if name not in names]
    if absent:
        text = "столбца нет. Добавьте его и загрузите файл снова."
        raise Unreadable(Problem(table.file, 1, name, text, kind) for name in absent)


def _add(table: Table, names: list[str], line: int, record: list[str], kind: str) -> None:
    extra = any(cell.strip() for cell in record[len(names) :])
    if len(record) < len(names) or extra:
        told = count_of(len(record), "значение", "значения", "значений")
        text = f"в строке {told}, а столбцов {len(names)}. Исправьте строку."
        table.refused.append(Problem(table.file, line, "", text, kind))
        return
    values: dict[str, str] = {}
    metadata: dict[str, str] = {}
    own: dict[str, str] = {}
    for name, cell in zip(names, record, strict=False):
        wrong = _wrong_with(cell)
        if wrong and name:
            table.refused.append(Problem(table.file, line, name, wrong, kind))
            return
        value = " ".join(unicodedata.normalize("NFC", cell).split())
        if name.startswith(OWN):
            own[name.removeprefix(OWN)] = value
        elif name.startswith("metadata.") and value:
            metadata[name.removeprefix("metadata.")] = value
        elif name and value:
            values[name] = value
    table.rows.append(Row(table.file, line, values, metadata, kind, own))


def _wrong_with(cell: str) -> str:
    if "\0" in cell:
        return "нечитаемый знак внутри значения. Введите его заново."
    if len(cell) > MAX_CELL:
        return f"значение длиннее {MAX_CELL} знаков. Сократите его."
    return ""
