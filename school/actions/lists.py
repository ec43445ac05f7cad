"""Pupils of classes and sections: they come, move and leave, each from a day, by an order."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from school.models import ClassEnrollment, CourseSection, SchoolClass, SectionEnrollment, Student

from .refusals import Refused

ONE_DAY = timedelta(days=1)


def enroll(
    *,
    students: Sequence[Student],
    school_class: SchoolClass,
    starts_on: date,
    by: User,
    now: datetime,
    order: str = "",
) -> list[ClassEnrollment]:
    """Put pupils into a class from that day, by that order."""
    return ClassEnrollment.objects.write(
        [
            ClassEnrollment(
                student=student,
                school_class=school_class,
                starts_on=starts_on,
                entered_by_order=order,
            )
            for student in students
        ],
        by=by,
        now=now,
    )


def put_on_list(
    *, section: CourseSection, students: Iterable[Student], starts_on: date, by: User, now: datetime
) -> list[SectionEnrollment]:
    return SectionEnrollment.objects.write(
        [SectionEnrollment(section=section, student=s, starts_on=starts_on) for s in students],
        by=by,
        now=now,
    )


@transaction.atomic
def withdraw(*, student: Student, last_day: date, by: User, now: datetime, order: str) -> None:
    """The pupil leaves the school: every list ends with that day, what was written stays (SCH-13)."""
    _lock(student)
    done = student.class_enrollments.filter(ends_on=last_day, left_by_order=order)
    later = student.class_enrollments.filter(starts_on__gt=last_day)
    if done.exists() and not later.exists():
        return
    _leave_class(student, last_day, order, by, now)
    _leave_lists(student, last_day, by, now)


@transaction.atomic
def transfer(
    *,
    student: Student,
    to: SchoolClass,
    starts_on: date,
    sections: Sequence[CourseSection],
    by: User,
    now: datetime,
    order: str,
) -> None:
    """Move a pupil to another class: the old lists end the day before, the given lists begin (SCH-13).

    The same transfer asked for twice is one. Raises Refused where the pupil is in that class, or goes elsewhere later.
    """
    last_day = starts_on - ONE_DAY
    _lock(student)
    for place in student.class_enrollments.filter(ends_on=None).select_related("school_class"):
        if place.school_class_id == to.pk and place.starts_on == starts_on:
            return
        if place.school_class_id == to.pk:
            raise Refused(f"{student} уже в классе {to} с {place.starts_on:%d.%m.%Y}.")
        if place.starts_on >= starts_on:
            raise Refused(
                f"{student} в классе {place.school_class} с {place.starts_on:%d.%m.%Y}. Укажите более поздний день."
            )
    _leave_class(student, last_day, order, by, now)
    _leave_lists(student, last_day, by, now)
    enroll(students=[student], school_class=to, starts_on=starts_on, by=by, now=now, order=order)
    for section in sections:
        put_on_list(section=section, students=[student], starts_on=starts_on, by=by, now=now)


def _lock(student: Student) -> None:
    """One who moves the pupil waits for the other."""
    Student.objects.select_for_update().get(pk=student.pk)


def _leave_class(student: Student, last_day: date, order: str, by: User, now: datetime) -> None:
    current = ClassEnrollment.objects.select_for_update().on(last_day).filter(student=student)
    enrollment = current.first()
    if enrollment is None:
        raise Refused(f"{student}: на {last_day:%d.%m.%Y} не числится ни в одном классе.")
    enrollment.ends_on = last_day
    enrollment.left_by_order = order
    enrollment.save(by=by, reason=order, now=now)


def _leave_lists(student: Student, last_day: date, by: User, now: datetime) -> None:
    """Lists end with that day; one that was to begin later never does."""
    mine = SectionEnrollment.objects.select_for_update().filter(student=student)
    SectionEnrollment.objects.erase(
        list(mine.filter(starts_on__gt=last_day)), by=by, reason="ученик выбыл из класса", now=now
    )
    lists = list(mine.on(last_day))
    for row in lists:
        row.ends_on = last_day
    SectionEnrollment.objects.write(lists, by=by, now=now)
