"""What the pages of the diary show: plain values, read in a known number of queries. Nothing is written here."""

from .notices import unread_notices
from .school_class import ClassScreen, class_screen
from .summary import SummaryScreen, summary_screen
from .tasks import homework_file
from .week import WeekScreen, start_of_diary, week_screen

__all__ = [
    "ClassScreen",
    "SummaryScreen",
    "WeekScreen",
    "class_screen",
    "homework_file",
    "start_of_diary",
    "summary_screen",
    "unread_notices",
    "week_screen",
]
