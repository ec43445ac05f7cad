"""How records hang together: by which link each kind of them belongs to a lesson, a journal, a pupil."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from accounts.models import Consent
from accounts.records import Record
from journal.models import (
    AbsenceNote,
    Assignment,
    AssignmentPupil,
    AttendanceRecord,
    CommissionMember,
    CorrectionRequest,
    DailyAbsence,
    Exam,
    Homework,
    HomeworkFile,
    Lesson,
    LessonMove,
    LineItem,
    MakeUp,
    MakeUpProtocol,
    Mark,
    MarkDeferral,
    PageSignature,
    PeriodLock,
    PeriodMark,
    PeriodReopening,
)
from school.models import (
    ClassEnrollment,
    ControlWork,
    CourseSection,
    EnrollmentEvent,
    GuardianLink,
    IndividualPlan,
    LessonPlanSection,
    SectionEnrollment,
    SectionGrant,
    Student,
    StudentGrant,
    Substitution,
    TeachingLoad,
)

Links = Mapping[type[Record], str]
# Conditions by kind of record: what of its history is asked for. A kind that is absent is not asked for at all.
Asked = dict[type[Record], Q]

TO_LESSON: Links = {
    Lesson: "id",
    LessonMove: "lesson",
    Homework: "lesson",
    Assignment: "lesson",
    AssignmentPupil: "assignment__lesson",
    HomeworkFile: "lesson",
    LineItem: "lesson",
    Mark: "item__lesson",
    AttendanceRecord: "lesson",
    MakeUp: "lesson",
    CorrectionRequest: "lesson",
}
TO_SECTION: Links = {
    CourseSection: "id",
    Lesson: "section",
    LessonMove: "lesson__section",
    Homework: "lesson__section",
    Assignment: "lesson__section",
    AssignmentPupil: "assignment__lesson__section",
    HomeworkFile: "lesson__section",
    LineItem: "lesson__section",
    Mark: "item__lesson__section",
    AttendanceRecord: "lesson__section",
    MakeUpProtocol: "section",
    CommissionMember: "protocol__section",
    MakeUp: "lesson__section",
    MarkDeferral: "section",
    PeriodMark: "section",
    Exam: "section",
    PeriodLock: "section",
    PeriodReopening: "lock__section",
    PageSignature: "section",
    CorrectionRequest: "section",
    SectionEnrollment: "section",
    ControlWork: "section",
    TeachingLoad: "section",
    Substitution: "section",
    LessonPlanSection: "section",
    SectionGrant: "content_object",
}
TO_STUDENT: Links = {
    Student: "id",
    AssignmentPupil: "student",
    Mark: "student",
    AttendanceRecord: "student",
    DailyAbsence: "student",
    AbsenceNote: "student",
    MakeUpProtocol: "student",
    CommissionMember: "protocol__student",
    MakeUp: "student",
    MarkDeferral: "student",
    PeriodMark: "student",
    CorrectionRequest: "student",
    ClassEnrollment: "student",
    EnrollmentEvent: "student",
    IndividualPlan: "student",
    SectionEnrollment: "student",
    GuardianLink: "student",
    StudentGrant: "content_object",
    Consent: "subject__student",
}


def of(links: Links, wanted: Any) -> Asked:
    """All that belongs to these: a key, or a queryset of keys."""
    suffix = "__in" if hasattr(wanted, "query") else ""
    return {model: Q(**{f"{link}{suffix}": wanted}) for model, link in links.items()}


def narrowed(asked: Asked, links: Links, wanted: Any) -> Asked:
    """The same, but of what belongs to somebody only that of these: a reader sees the pupils he may see."""
    own = of(links, wanted)
    return {model: condition & own.get(model, Q()) for model, condition in asked.items()}


def common(asked: Asked, condition: Q) -> Asked:
    return {model: each & condition for model, each in asked.items()}
