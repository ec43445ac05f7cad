"""Lists and timetables of other systems become the journal's own rows; see each action."""

from .lists import import_oneroster
from .timetables import import_timetable

__all__ = ["import_oneroster", "import_timetable"]
