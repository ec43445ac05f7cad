"""Blanks of the lists, empty or with what the journal has: XLSX with a sheet of explanations, CSV."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from exchange.neutral import FORMULA_BEGINS, neutral

from .columns import ListForm

# Characters that XML of a workbook cannot hold.
CONTROL = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r")
NEEDED = "обязательно"
EXPLAINED = "Пояснения"


def told(value: Any) -> str:
    """A value as a person would type it into the list."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}".replace(".", ",")
    return str(value)


def list_workbook(
    form: ListForm,
    rows: Iterable[Sequence[Any]] = (),
    *,
    values: Mapping[str, Sequence[str]] | None = None,
    watermark: str = "",
) -> bytes:
    """The list on the first sheet, all cells text; explanations and the school's own `values` by column on the second."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(form.title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(form.columns, 1):
        width = max(12, min(36, len(column.title) + 4))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, one.title, bold=one.is_needed) for one in form.columns])
    for row in rows:
        sheet.append([_cell(sheet, told(value)) for value in row])
    _explain(book.create_sheet(EXPLAINED), form, values or {}, watermark)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _explain(
    sheet: Any, form: ListForm, values: Mapping[str, Sequence[str]], watermark: str
) -> None:
    for letter, width in zip("ABCD", (26, 14, 80, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    first = f"Заполните лист «{form.title}», первую строку не меняйте. Жирным — то, что нужно заполнить."
    for note in filter(None, [watermark, first, *form.notes]):
        sheet.append([_cell(sheet, note)])
    sheet.append([])
    head = ("Столбец", "Нужно ли", "Что писать", "Пример")
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for one in form.columns:
        needed = NEEDED if one.is_needed else ""
        sheet.append(
            [_cell(sheet, text, wrap=True) for text in (one.title, needed, one.hint, one.example)]
        )
    for title, known in values.items():
        sheet.append([])
        sheet.append([_cell(sheet, f"{title}: что есть в журнале", bold=True)])
        for text in known:
            sheet.append([_cell(sheet, text)])


def _cell(sheet: Any, text: str, *, bold: bool = False, wrap: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text.translate(CONTROL) or None)
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text.startswith(FORMULA_BEGINS)
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def list_csv(form: ListForm, rows: Iterable[Sequence[Any]] = ()) -> bytes:
    """For spreadsheets of Russian offices: semicolons and a mark of UTF-8."""
    return csv_bytes([one.title for one in form.columns], rows, delimiter=";", mark=True)


def csv_bytes(
    head: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",", mark: bool = False
) -> bytes:
    """A table whose texts no spreadsheet runs as formulas; `tables.read_table` reads them back as they were."""
    file = StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([neutral(told(value)) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig" if mark else "utf-8")
