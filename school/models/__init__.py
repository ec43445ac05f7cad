"""The school as arranged for a year. Everything is dated: the past is never rewritten."""

from .calendar import (
    BellSchedule,
    CalendarDay,
    GradingPeriod,
    HolidayBreak,
    School,
    SchoolYear,
    TimeSlot,
)
from .classes import ClassEnrollment, CombinedClass, Homeroom, SchoolClass
from .curriculum import ClassCurriculum, Curriculum, CurriculumLine
from .events import EventAudience, ReadinessDeadline, SchoolEvent
from .grading import GradingChoice, GradingSystem, GradingVersion, RegulationValue, ScaleKind
from .grants import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    READ_REPORTS,
    ClassGrant,
    SectionGrant,
    StudentGrant,
)
from .individual import IndividualPlan
from .movement import EnrollmentEvent
from .people import GuardianLink, PersonCard, StaffMember, Student
from .plans import LessonPlan, LessonPlanItem, LessonPlanSection
from .regimes import WorkingRegime
from .sections import (
    CourseSection,
    SectionClass,
    SectionEnrollment,
    Subject,
    TeachingLoad,
    extracurricular,
)
from .substitutions import StaffAbsence, Substitution
from .timetables import Room, Timetable, TimetableEntry
from .works import ControlWork, ControlWorkLimits, ControlWorkSchedule

__all__ = [
    "FILL_JOURNAL",
    "READ_CLASS",
    "READ_JOURNAL",
    "READ_PUPIL",
    "READ_REPORTS",
    "BellSchedule",
    "CalendarDay",
    "ClassCurriculum",
    "ClassEnrollment",
    "ClassGrant",
    "CombinedClass",
    "ControlWork",
    "ControlWorkLimits",
    "ControlWorkSchedule",
    "CourseSection",
    "Curriculum",
    "CurriculumLine",
    "EnrollmentEvent",
    "EventAudience",
    "GradingChoice",
    "GradingPeriod",
    "GradingSystem",
    "GradingVersion",
    "GuardianLink",
    "HolidayBreak",
    "Homeroom",
    "IndividualPlan",
    "LessonPlan",
    "LessonPlanItem",
    "LessonPlanSection",
    "PersonCard",
    "ReadinessDeadline",
    "RegulationValue",
    "Room",
    "ScaleKind",
    "School",
    "SchoolClass",
    "SchoolEvent",
    "SchoolYear",
    "SectionClass",
    "SectionEnrollment",
    "SectionGrant",
    "StaffAbsence",
    "StaffMember",
    "Student",
    "StudentGrant",
    "Subject",
    "Substitution",
    "TeachingLoad",
    "TimeSlot",
    "Timetable",
    "TimetableEntry",
    "WorkingRegime",
    "extracurricular",
]
