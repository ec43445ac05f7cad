"""The official record: lessons, marks, attendance, homework, period marks, locks and corrections."""

from .attendance import AttendanceRecord, DailyAbsence
from .corrections import CorrectionRequest
from .deadlines import DeadlineFact, Outage
from .lessons import Homework, Lesson, LessonQuerySet
from .locks import PeriodLock, PeriodReopening
from .marks import LineItem, Mark, WorkType, WorkTypeQuerySet
from .moves import LessonMove
from .period_marks import PeriodMark

__all__ = [
    "AttendanceRecord",
    "CorrectionRequest",
    "DailyAbsence",
    "DeadlineFact",
    "Homework",
    "Lesson",
    "LessonMove",
    "LessonQuerySet",
    "LineItem",
    "Mark",
    "Outage",
    "PeriodLock",
    "PeriodMark",
    "PeriodReopening",
    "WorkType",
    "WorkTypeQuerySet",
]
