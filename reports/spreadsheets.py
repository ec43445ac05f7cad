"""Tables as XLSX: written row by row, without ever becoming a formula in somebody's spreadsheet."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A text that begins so is run as a formula by spreadsheets, now or when it is saved as CSV and opened again.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
# Characters that XML of a workbook cannot hold.
CONTROL = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r")
Value = str | int | Decimal | None


def workbook(
    title: str,
    notes: Iterable[str],
    head: Sequence[str],
    rows: Iterable[Sequence[Value]],
    watermark: str = "",
) -> bytes:
    """One sheet: notes, a bold head that stays in sight, rows. Numbers stay numbers.

    `watermark` stands above the notes, on every printed sheet and in the document's properties.
    """
    notes = [*filter(None, [watermark]), *notes]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    if watermark:
        _mark(book, sheet, title, watermark)
    sheet.freeze_panes = f"A{len(notes) + 2}"
    for number, name in enumerate(head):
        sheet.column_dimensions[get_column_letter(number + 1)].width = max(
            12, min(40, len(name) + 2)
        )
    for note in notes:
        sheet.append([_cell(sheet, note)])
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _mark(book: Any, sheet: Any, title: str, watermark: str) -> None:
    printed = watermark.translate(CONTROL).replace("&", "&&")
    for place in (sheet.oddHeader, sheet.oddFooter):
        place.center.text = printed
        place.center.size = 8
    book.properties.title = title
    book.properties.creator = book.properties.lastModifiedBy = "Электронный журнал"
    book.properties.description = watermark.translate(CONTROL)


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = value.translate(CONTROL)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_BEGINS)
    if bold:
        cell.font = Font(bold=True)
    return cell
