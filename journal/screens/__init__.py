"""What the journal's pages show: frozen values, read in a known number of queries."""

from .absences import AbsencesScreen, absences_screen
from .closing import Closing, LockScreen, LocksScreen, lock_screen, locks_screen, usual_term
from .corrections import AskScreen, CorrectionsScreen, ask_screen, corrections_screen
from .grid import GridScreen, current_period, grid_screen
from .homework import AssignmentShown, HomeworkScreen
from .lesson import ATTENDANCE_CHOICES, Answer, LessonScreen, column_state, lesson_screen
from .register import RegisterRow, RegisterScreen, register_screen
from .sections import SectionsScreen, sections_screen
from .substitutions import SubstitutionsScreen, meetings_of, substitutions_screen
from .today import TodayScreen, today_screen

__all__ = [
    "ATTENDANCE_CHOICES",
    "AbsencesScreen",
    "Answer",
    "AskScreen",
    "AssignmentShown",
    "Closing",
    "CorrectionsScreen",
    "GridScreen",
    "HomeworkScreen",
    "LessonScreen",
    "LockScreen",
    "LocksScreen",
    "RegisterRow",
    "RegisterScreen",
    "SectionsScreen",
    "SubstitutionsScreen",
    "TodayScreen",
    "absences_screen",
    "ask_screen",
    "column_state",
    "corrections_screen",
    "current_period",
    "grid_screen",
    "lesson_screen",
    "lock_screen",
    "locks_screen",
    "meetings_of",
    "register_screen",
    "sections_screen",
    "substitutions_screen",
    "today_screen",
    "usual_term",
]
