"""Lists and timetables of other systems become the journal's own rows; see each action."""

from .jobs import Refused, apply, begin, check, upload
from .lists import import_oneroster
from .outgoing import file_of
from .timetables import import_timetable

__all__ = [
    "Refused",
    "apply",
    "begin",
    "check",
    "file_of",
    "import_oneroster",
    "import_timetable",
    "upload",
]
