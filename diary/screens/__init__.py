"""What the pages of the diary show: plain values, read in a known number of queries. Nothing is written here."""

from .summary import SummaryScreen, summary_screen
from .week import WeekScreen, start_of_diary, week_screen

__all__ = ["SummaryScreen", "WeekScreen", "start_of_diary", "summary_screen", "week_screen"]
