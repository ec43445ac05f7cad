"""Sheets of XLSX workbooks, read within limits and as they are: a formula is told of, never its result."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .problems import Problem, Unreadable
from .sources import refuse_large, refuse_packed

MAX_ROWS = 10_000
MAX_COLUMNS = 60
# A column formatted to its end holds a million empty rows.
EMPTY_ROWS_READ = 500
FORMULA = "формула вместо значения. Впишите само значение."
BROKEN_CELL = "в ячейке ошибка формулы. Впишите значение."
BROKEN = (
    "книга повреждена и не открывается. Сохраните её заново в формате XLSX и загрузите ещё раз."
)
WRONG_BOOK = (
    DefusedXmlException, InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError,
    KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass
class Sheet:
    """Lines by their number; `troubles` are of single cells, by line and place from 0."""

    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    troubles: dict[tuple[int, int], str] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Told by the first bytes, not by the name."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def read_sheet(path: Path, *, name: str) -> Sheet:
    """The first sheet of a workbook; raises Unreadable where it is not one, or is too large."""
    refuse_large(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_packed(archive, name)
            _refuse_declarations(archive, name)
        # Opened here: the library looks at the name of a path, and an upload has none.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            return _sheet(book.worksheets[0], name)
    except WRONG_BOOK as error:
        raise Unreadable(Problem(name, None, "", BROKEN)) from error


def _refuse_declarations(archive: zipfile.ZipFile, name: str) -> None:
    """A workbook declares no entities: what does is made to harm."""
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            with archive.open(info) as member:
                head = member.read(4096)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                text = "внутри книги есть объявления, каких у таблиц не бывает. Она не читается."
                raise Unreadable(Problem(name, None, "", text))


def _sheet(sheet: Any, name: str) -> Sheet:
    found = Sheet()
    empty = 0
    for place, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        texts = [_text(cell, place, index, found.troubles) for index, cell in enumerate(row)]
        while texts and not texts[-1]:
            texts.pop()
        empty = 0 if texts else empty + 1
        if empty > EMPTY_ROWS_READ:
            break
        if texts:
            found.lines.append((place, texts))
        refuse_many(len(found.lines), name)
    return found


def refuse_many(count: int, name: str) -> None:
    if count > MAX_ROWS + 1:
        text = f"строк больше {MAX_ROWS}. Разделите файл на несколько и загрузите по очереди."
        raise Unreadable(Problem(name, None, "", text))


def _text(cell: Any, line: int, index: int, troubles: dict[tuple[int, int], str]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        troubles[line, index] = FORMULA
    elif cell.data_type == "e":
        troubles[line, index] = BROKEN_CELL
    return _told(value)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime):
        has_time = value.time() != time()
        return f"{value:%d.%m.%Y %H:%M}" if has_time else f"{value:%d.%m.%Y}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


def lines_of(sheet: Sheet) -> tuple[Iterator[tuple[int, list[str]]], Mapping[tuple[int, int], str]]:
    """What `tables.table_of` takes."""
    return iter(sheet.lines), sheet.troubles
