"""Lists of a school as people keep them in spreadsheets: staff, pupils, parents, load. Read without a database."""

from .columns import LISTS, OF_YEAR, Column, ListForm
from .reading import open_list
from .values import Fault, Line, read_lines
from .writing import list_csv, list_workbook

__all__ = [
    "LISTS",
    "OF_YEAR",
    "Column",
    "Fault",
    "Line",
    "ListForm",
    "list_csv",
    "list_workbook",
    "open_list",
    "read_lines",
]
