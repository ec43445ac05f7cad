"""Pupils of classes and sections: they come, move and leave, each from a day, by an order."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

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
    """Put pupils into a class from that day till the end of its year, by that order."""
    return ClassEnrollment.objects.write(
        [
            ClassEnrollment(
                student=student,
                school_class=school_class,
                starts_on=starts_on,
                ends_on=school_class.year.ends_on,
                entered_by_order=order,
            )
            for student in students
        ],
        by=by,
        now=now,
    )


def put_on_list(
    *,
    section: CourseSection,
    students: Iterable[Student],
    starts_on: date,
    by: User,
    now: datetime,
    ends_on: date | None = None,
) -> list[SectionEnrollment]:
    """Put pupils onto a journal's list from that day till its own end, else the end of its year, or `ends_on` before.

    A journal that has ended by that day takes nobody; one to come takes them from its first day.
    """
    last_day = section.ends_on or section.year.ends_on
    last_day = min(last_day, ends_on or last_day)
    starts_on = max(starts_on, section.starts_on or starts_on)
    if last_day < starts_on:
        return []
    return SectionEnrollment.objects.write(
        [
            SectionEnrollment(section=section, student=s, starts_on=starts_on, ends_on=last_day)
            for s in students
        ],
        by=by,
        now=now,
    )


@transaction.atomic
def withdraw(*, student: Student, last_day: date, by: User, now: datetime, order: str) -> None:
    """The pupil leaves the school: every list ends with that day, what was written stays (SCH-13).

    A place in a class of a later day, of the next year for one, is taken away.
    """
    _lock(student)
    done = student.class_enrollments.filter(ends_on=last_day, left_by_order=order)
    later = student.class_enrollments.filter(starts_on__gt=last_day)
    if done.exists() and not later.exists():
        return
    _leave_class(_place_on(student, last_day), last_day, order, by, now)
    ClassEnrollment.objects.erase(list(later), by=by, reason=order, now=now)
    _leave_lists(student, last_day, None, by, now)


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

    The same transfer asked for twice is one; a place already written for the next year stays. Raises Refused where
    the pupil is in that class, or in another one later in the same year.
    """
    last_day = starts_on - ONE_DAY
    _lock(student)
    for place in places_held(student, starts_on, to):
        if place.school_class_id == to.pk and place.starts_on == starts_on:
            return
        if place.school_class_id == to.pk:
            raise Refused(f"{student} уже в классе {to} с {place.starts_on:%d.%m.%Y}.")
        if place.starts_on >= starts_on:
            raise Refused(
                f"{student} в классе {place.school_class} с {place.starts_on:%d.%m.%Y}. Укажите более поздний день."
            )
    before = _place_before(student, last_day)
    _leave_class(before, last_day, order, by, now)
    _leave_lists(student, last_day, to.year_id, by, now)
    enroll(students=[student], school_class=to, starts_on=starts_on, by=by, now=now, order=order)
    for section in sections:
        put_on_list(section=section, students=[student], starts_on=starts_on, by=by, now=now)


def _lock(student: Student) -> None:
    """One who moves the pupil waits for the other."""
    Student.objects.select_for_update().get(pk=student.pk)


def places_held(
    student: Student, starts_on: date, school_class: SchoolClass
) -> list[ClassEnrollment]:
    """The pupil's places that meet a place in the class from that day till the end of its year."""
    places: Any = ClassEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on),
        student=student,
        starts_on__lte=school_class.year.ends_on,
    )
    return list(places.select_related("school_class").order_by("starts_on", "pk"))


def _place_on(student: Student, day: date) -> ClassEnrollment:
    current = ClassEnrollment.objects.select_for_update().on(day).filter(student=student)
    enrollment: ClassEnrollment | None = current.first()
    if enrollment is None:
        raise Refused(f"{student}: на {day:%d.%m.%Y} не числится ни в одном классе.")
    return enrollment


def _place_before(student: Student, last_day: date) -> ClassEnrollment | None:
    """The place to leave that day; None where it has ended with its year, and only the next one is to begin."""
    places: Any = ClassEnrollment.objects.filter(student=student, ends_on__lt=last_day)
    latest = places.select_related("school_class__year").order_by("-ends_on").first()
    on_that_day: Any = ClassEnrollment.objects.on(last_day).filter(student=student)
    if latest and latest.ends_on == latest.school_class.year.ends_on and not on_that_day.exists():
        return None
    return _place_on(student, last_day)


def _leave_class(
    enrollment: ClassEnrollment | None, last_day: date, order: str, by: User, now: datetime
) -> None:
    if enrollment is None:
        return
    enrollment.ends_on = last_day
    enrollment.left_by_order = order
    enrollment.save(by=by, reason=order, now=now)


def _leave_lists(
    student: Student, last_day: date, year: int | None, by: User, now: datetime
) -> None:
    """Lists end with that day; one of that year, or of any without it, that was to begin later never does."""
    mine = SectionEnrollment.objects.select_for_update().filter(student=student)
    later = mine.filter(starts_on__gt=last_day)
    if year is not None:
        later = later.filter(section__in=CourseSection.objects.filter(year=year).values("pk"))
    SectionEnrollment.objects.erase(list(later), by=by, reason="ученик выбыл из класса", now=now)
    lists = list(mine.on(last_day))
    for row in lists:
        row.ends_on = last_day
    SectionEnrollment.objects.write(lists, by=by, now=now)
