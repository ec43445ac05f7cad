"""The official record: lessons, marks, attendance, homework, period marks."""

from .attendance import AttendanceRecord
from .lessons import Homework, Lesson, LessonQuerySet
from .marks import LineItem, Mark, WorkType, WorkTypeQuerySet
from .period_marks import PeriodMark

__all__ = [
    "AttendanceRecord",
    "Homework",
    "Lesson",
    "LessonQuerySet",
    "LineItem",
    "Mark",
    "PeriodMark",
    "WorkType",
    "WorkTypeQuerySet",
]
