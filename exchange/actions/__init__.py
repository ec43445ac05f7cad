"""Lists and timetables of other systems become the journal's own rows; see each action."""

from .jobs import Refused, apply, begin, check, forget, upload
from .list_import import import_list
from .lists import import_oneroster
from .outgoing import file_of
from .outgoing_lists import blank_of, filled_list, year_of_blank
from .outgoing_oneroster import bundle_of
from .timetables import import_timetable
from .undo import begin_undo, undo

__all__ = [
    "Refused",
    "apply",
    "begin",
    "begin_undo",
    "blank_of",
    "bundle_of",
    "check",
    "file_of",
    "filled_list",
    "forget",
    "import_list",
    "import_oneroster",
    "import_timetable",
    "undo",
    "upload",
    "year_of_blank",
]
