"""What the pages of the school show: plain values, read in a known number of queries."""

from .classes import ClassesScreen, ClassScreen, class_screen, classes_screen
from .week import TimetableScreen, timetable_choices, timetable_screen

__all__ = [
    "ClassScreen",
    "ClassesScreen",
    "TimetableScreen",
    "class_screen",
    "classes_screen",
    "timetable_choices",
    "timetable_screen",
]
