"""FET timetables (.fet, also gzipped), read without a database."""

from .reading import open_timetable, read_timetable
from .values import Activity, Hour, StudentSet, Timetable

__all__ = ["Activity", "Hour", "StudentSet", "Timetable", "open_timetable", "read_timetable"]
