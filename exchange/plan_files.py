"""A calendar-thematic plan in a file of a teacher: XLSX, or CSV in UTF-8 or windows-1251 (SCH-9)."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from school.plan_lines import Fault, Reading, read_plan, rows_of_text

from .problems import Problem, Unreadable
from .sheets import is_workbook, read_sheet
from .sources import refuse_large
from .tables import Table, _decode

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_plan_file(path: Path, *, name: str) -> Reading:
    """Lines of the plan with what is wrong in them; a file that cannot be read at all is one fault."""
    try:
        refuse_large(path, name)
        if is_workbook(path):
            return read_plan(read_sheet(path, name=name).lines)
        data = path.read_bytes()
        if data.startswith(OLD_WORKBOOK):
            text = "это книга старого формата XLS. Сохраните её как XLSX и загрузите снова."
            raise Unreadable(Problem(name, None, "", text))
        text = _decode(name, data, Table(name), "")
        if "\0" in text:
            raise Unreadable(
                Problem(name, None, "", "это не таблица. Сохраните её как XLSX или CSV.")
            )
        return read_plan(rows_of_text(text))
    except Unreadable as error:
        return Reading(
            (), tuple(Fault(one.line or 1, one.column, one.text) for one in error.problems)
        )


def read_uploaded(chunks: Iterable[bytes], *, name: str) -> Reading:
    """The same of a file that was just sent; nothing of it is kept."""
    with tempfile.NamedTemporaryFile() as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return read_plan_file(Path(file.name), name=name)
