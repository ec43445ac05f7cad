"""FET timetables (.fet, also gzipped), read and written without a database."""

from .reading import open_timetable, read_fet, read_timetable
from .values import (
    GROUP,
    HIGHEST_GRADE,
    MAIN,
    SUBGROUP,
    YEAR,
    Activity,
    Hour,
    StudentSet,
    Timetable,
)
from .writing import write_fet

__all__ = [
    "GROUP",
    "HIGHEST_GRADE",
    "MAIN",
    "SUBGROUP",
    "YEAR",
    "Activity",
    "Hour",
    "StudentSet",
    "Timetable",
    "open_timetable",
    "read_fet",
    "read_timetable",
    "write_fet",
]
