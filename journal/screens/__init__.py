"""What the journal's pages show: frozen values, read in a known number of queries."""

from .grid import GridScreen, current_period, grid_screen
from .lesson import ATTENDANCE_CHOICES, Answer, LessonScreen, column_state, lesson_screen
from .sections import SectionsScreen, sections_screen
from .today import TodayScreen, today_screen

__all__ = [
    "ATTENDANCE_CHOICES",
    "Answer",
    "GridScreen",
    "LessonScreen",
    "SectionsScreen",
    "TodayScreen",
    "column_state",
    "current_period",
    "grid_screen",
    "lesson_screen",
    "sections_screen",
    "today_screen",
]
