"""Persons at the edges of access: whose right has ended, has not begun, or is given by an order for a term."""

from datetime import timedelta

from django.contrib.auth.models import Permission

from accounts.models import Role, User
from journal.models import Lesson
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    ClassGrant,
    CourseSection,
    SectionGrant,
    Student,
    StudentGrant,
    Substitution,
)
from tests.factories import (
    LESSON_DAY,
    NOW,
    LessonFactory,
    LoadFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
)

DAY = timedelta(days=1)
YESTERDAY, TOMORROW = LESSON_DAY - DAY, LESSON_DAY + DAY
LONG_AGO = LESSON_DAY - 8 * DAY


def more_people(section: CourseSection, lesson: Lesson, student: Student) -> dict[str, User]:
    """By kind, each in its relation to the section, the lesson of LESSON_DAY and the student."""
    return {
        "assistant": appointed(Role.ASSISTANT),
        "hr officer": appointed(Role.HR),
        "clerk": appointed(Role.CLERK),
        "inspector": appointed(Role.INSPECTOR),
        "technician": appointed(Role.TECHNICIAN),
        "a director of last year": appointed(Role.DIRECTOR, ends_on=YESTERDAY),
        "dismissed teacher": _dismissed(section),
        "former teacher": _taught(section, ends_on=YESTERDAY),
        "teacher from tomorrow": _taught(section, starts_on=TOMORROW),
        "former parent": parent_of(student, ends_on=YESTERDAY),
        "substitute of today": _substitute(lesson),
        "substitute of yesterday": _substitute(_lesson(section, YESTERDAY)),
        "substitute of tomorrow": _substitute(_lesson(section, TOMORROW)),
        "substitute of long ago": _substitute(_lesson(section, LONG_AGO)),
        "reader by order": granted(SectionGrant, section, READ_JOURNAL),
        "writer by order": granted(SectionGrant, section, FILL_JOURNAL),
        "reader of the class by order": granted(ClassGrant, class_of(section), READ_CLASS),
        "reader of the diary by order": granted(StudentGrant, student, READ_PUPIL),
        "writer by ended order": granted(SectionGrant, section, FILL_JOURNAL, ends_on=YESTERDAY),
        "writer by order from tomorrow": granted(
            SectionGrant, section, FILL_JOURNAL, starts_on=TOMORROW
        ),
        "writer by withdrawn order": granted(SectionGrant, section, FILL_JOURNAL, withdrawn_at=NOW),
    }


def granted(kind, thing, act, **term) -> User:
    """A member of the staff to whom an order opens the thing."""
    user = StaffFactory().user
    content = kind._meta.get_field("content_object").related_model._meta
    dates = {"starts_on": LONG_AGO, "ends_on": LESSON_DAY + 30 * DAY}
    kind(
        user=user,
        content_object=thing,
        permission=Permission.objects.get(codename=act, content_type__app_label=content.app_label),
        order_number="12",
        order_date=LONG_AGO,
        **dates | term,
    ).save(by=clerk(), now=NOW)
    return user


def _taught(section, **term) -> User:
    return LoadFactory(section=section, teacher=StaffFactory(), **term).teacher.user


def _dismissed(section) -> User:
    staff = StaffFactory()
    LoadFactory(section=section, teacher=staff)
    staff.dismissed_on, staff.access_closed_at = YESTERDAY, NOW
    staff.save(by=clerk(), now=NOW)
    return staff.user


def _lesson(section, day) -> Lesson:
    return LessonFactory(section=section, date=day)


def _substitute(lesson) -> User:
    staff = StaffFactory()
    Substitution(
        section=lesson.section, date=lesson.date, number=lesson.number, teacher=staff
    ).save(by=clerk(), now=NOW)
    return staff.user
