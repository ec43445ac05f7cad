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
from .classes import ClassEnrollment, Homeroom, SchoolClass
from .people import GuardianLink, StaffMember, Student
from .sections import CourseSection, SectionClass, SectionEnrollment, Subject, TeachingLoad
from .timetables import Room, Timetable, TimetableEntry

__all__ = [
    "BellSchedule",
    "CalendarDay",
    "ClassEnrollment",
    "CourseSection",
    "GradingPeriod",
    "GuardianLink",
    "HolidayBreak",
    "Homeroom",
    "Room",
    "School",
    "SchoolClass",
    "SchoolYear",
    "SectionClass",
    "SectionEnrollment",
    "StaffMember",
    "Student",
    "Subject",
    "TeachingLoad",
    "TimeSlot",
    "Timetable",
    "TimetableEntry",
]
