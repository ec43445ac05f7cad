"""What the journal's pages show: frozen values, read in a known number of queries."""

from .absences import AbsencesScreen, absences_screen
from .closing import Closing, LockScreen, LocksScreen, lock_screen, locks_screen, usual_term
from .corrections import AskScreen, CorrectionsScreen, ask_screen, corrections_screen
from .finals import FinalRow, FinalsScreen, Tab, finals_screen, tabs_of
from .fresh import among as fresh_among
from .fresh import fresh
from .grid import GridScreen, current_period, grid_screen
from .homework import AssignmentShown, HomeworkScreen
from .lesson import ATTENDANCE_CHOICES, Answer, LessonScreen, column_state, lesson_screen
from .notes import NotesScreen, notes_screen, waiting_notes
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
    "FinalRow",
    "FinalsScreen",
    "GridScreen",
    "HomeworkScreen",
    "LessonScreen",
    "LockScreen",
    "LocksScreen",
    "NotesScreen",
    "RegisterRow",
    "RegisterScreen",
    "SectionsScreen",
    "SubstitutionsScreen",
    "Tab",
    "TodayScreen",
    "absences_screen",
    "ask_screen",
    "column_state",
    "corrections_screen",
    "current_period",
    "finals_screen",
    "fresh",
    "fresh_among",
    "grid_screen",
    "lesson_screen",
    "lock_screen",
    "locks_screen",
    "meetings_of",
    "notes_screen",
    "register_screen",
    "sections_screen",
    "substitutions_screen",
    "tabs_of",
    "today_screen",
    "usual_term",
    "waiting_notes",
]
