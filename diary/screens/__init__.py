"""What the pages of the diary show: plain values, read in a known number of queries. Nothing is written here."""

from .notices import unread_notices
from .summary import SummaryScreen, summary_screen
from .week import WeekScreen, start_of_diary, week_screen

__all__ = [
    "SummaryScreen",
    "WeekScreen",
    "start_of_diary",
    "summary_screen",
    "unread_notices",
    "week_screen",
]
