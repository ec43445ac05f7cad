"""The official record: lessons, marks, attendance, homework, period marks, locks and corrections."""

from .assignments import Assignment, AssignmentPupil, AssignmentQuerySet, HomeworkFile
from .attendance import AttendanceRecord, DailyAbsence
from .corrections import CorrectionRequest
from .deadlines import DeadlineFact, Outage
from .exams import Exam
from .lessons import Homework, HomeworkKind, Lesson, LessonQuerySet
from .locks import PeriodLock, PeriodReopening
from .make_ups import CommissionMember, MakeUp, MakeUpProtocol, MarkDeferral
from .marks import LineItem, Mark, WorkType, WorkTypeQuerySet
from .moves import LessonMove
from .notes import AbsenceNote
from .period_marks import PeriodMark
from .signatures import PageSignature, SignedText

__all__ = [
    "AbsenceNote",
    "Assignment",
    "AssignmentPupil",
    "AssignmentQuerySet",
    "AttendanceRecord",
    "CommissionMember",
    "CorrectionRequest",
    "DailyAbsence",
    "DeadlineFact",
    "Exam",
    "Homework",
    "HomeworkFile",
    "HomeworkKind",
    "Lesson",
    "LessonMove",
    "LessonQuerySet",
    "LineItem",
    "MakeUp",
    "MakeUpProtocol",
    "Mark",
    "MarkDeferral",
    "Outage",
    "PageSignature",
    "PeriodLock",
    "PeriodMark",
    "PeriodReopening",
    "SignedText",
    "WorkType",
    "WorkTypeQuerySet",
]
