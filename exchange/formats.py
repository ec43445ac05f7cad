"""A timetable of any program we read, told by the root of its XML."""

from pathlib import Path

from .asc import read_asc
from .fet import Timetable, read_fet
from .problems import Problem, Unreadable
from .sources import read_xml
from .xhstt import read_xhstt
from .xml_tree import parse

READERS = {"fet": read_fet, "timetable": read_asc, "HighSchoolTimetableArchive": read_xhstt}


def open_timetable(path: Path, *, name: str = "") -> Timetable:
    """The timetable of a file of FET, aSc Timetables or XHSTT; raises Unreadable where it is none of them."""
    name = name or path.name
    return read_timetable(read_xml(path, name=name), file=name)


def read_timetable(data: bytes, *, file: str) -> Timetable:
    """The same of bytes that are read already."""
    root = parse(data, file=file)
    if root.tag not in READERS:
        text = f"это не расписание FET, aSc или XHSTT: корень файла «{root.tag}». Сохраните расписание заново."
        raise Unreadable(Problem(file, root.line, "", text))
    return READERS[root.tag](root, file=file)
