"""A filled-in list, XLSX or CSV (UTF-8 or windows-1251), as a table of rows by the titles of its columns."""

from pathlib import Path

from exchange.sheets import is_workbook, read_sheet, refuse_many
from exchange.sources import refuse_large
from exchange.tables import Table, read_table, table_of

from .columns import ListForm


def open_list(path: Path, *, form: ListForm, name: str = "") -> Table:
    """Rows that can be read, and troubles with their line and column. Raises Unreadable."""
    name = name or path.name
    refuse_large(path, name)
    if is_workbook(path):
        sheet = read_sheet(path, name=name)
        width = len(sheet.lines[0][1]) if sheet.lines else 0
        padded = ((line, cells + [""] * (width - len(cells))) for line, cells in sheet.lines)
        return table_of(
            Table(name), padded, form.known, kind=form.kind, troubles=sheet.troubles
        )  # fmt: skip
    table = read_table(name, path.read_bytes(), form.known, kind=form.kind)
    refuse_many(len(table.rows) + len(table.refused), name)
    return table
