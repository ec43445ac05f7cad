"""Pages of the school, one file a subject."""

from .classes import classes, school_class, timetable

__all__ = ["classes", "school_class", "timetable"]
