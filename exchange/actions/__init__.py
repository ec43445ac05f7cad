"""Lists and timetables of other systems become the journal's own rows; see each action."""

from .lists import import_oneroster

__all__ = ["import_oneroster"]
