"""What changes the school: its people, classes and lists. Each action is one transaction, signed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import Appointment, User

from .models import (
    ClassEnrollment,
    CourseSection,
    Homeroom,
    School,
    SchoolClass,
    SectionEnrollment,
    StaffMember,
    Student,
    TeachingLoad,
    Timetable,
)

ONE_DAY = timedelta(days=1)


class Refused(Exception):
    """The school's rules do not allow it; the text says why, to a person."""


@transaction.atomic
def create_school(
    *,
    name: str,
    full_name: str,
    locality: str = "",
    is_demo: bool = False,
    clock_shift: timedelta = timedelta(),
) -> School:
    """The school of this database. Raises Refused where there is one."""
    existing = School.objects.first()
    if existing:
        raise Refused(f"В этой базе уже есть школа: {existing.name}.")
    return School.objects.create(
        name=name,
        full_name=full_name,
        locality=locality,
        is_demo=is_demo,
        clock_shift=clock_shift,
        second_factor_for_staff=not is_demo,
    )


def appoint(
    *,
    user: User,
    role: str,
    starts_on: date,
    by: User,
    now: datetime,
    grades: tuple[int, int] = (1, 12),
    order_number: str = "",
    order_date: date | None = None,
) -> Appointment:
    """Make a person responsible by order (ORG-1)."""
    appointment = Appointment(
        user=user,
        role=role,
        starts_on=starts_on,
        grade_from=grades[0],
        grade_to=grades[1],
        order_number=order_number,
        order_date=order_date,
    )
    appointment.save(by=by, now=now)
    return appointment


def name_homeroom(
    *, school_class: SchoolClass, teacher: StaffMember, starts_on: date, by: User, now: datetime
) -> Homeroom:
    homeroom = Homeroom(school_class=school_class, teacher=teacher, starts_on=starts_on)
    homeroom.save(by=by, now=now)
    return homeroom


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


def give_load(
    *,
    section: CourseSection,
    teacher: StaffMember,
    starts_on: date,
    by: User,
    now: datetime,
    hours: Decimal | None = None,
) -> TeachingLoad:
    load = TeachingLoad(section=section, teacher=teacher, starts_on=starts_on, hours=hours)
    load.save(by=by, now=now)
    return load


@transaction.atomic
def withdraw(*, student: Student, last_day: date, by: User, now: datetime, order: str) -> None:
    """The pupil leaves the school: every list ends with that day, what was written stays (SCH-13)."""
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
    """Move a pupil to another class: the old lists end the day before, the given lists begin (SCH-13)."""
    last_day = starts_on - ONE_DAY
    _leave_class(student, last_day, order, by, now)
    _leave_lists(student, last_day, by, now)
    enroll(students=[student], school_class=to, starts_on=starts_on, by=by, now=now, order=order)
    for section in sections:
        put_on_list(section=section, students=[student], starts_on=starts_on, by=by, now=now)


def _leave_class(student: Student, last_day: date, order: str, by: User, now: datetime) -> None:
    current = ClassEnrollment.objects.select_for_update().on(last_day).filter(student=student)
    enrollment = current.first()
    if enrollment is None:
        raise Refused(f"{student}: на {last_day:%d.%m.%Y} не числится ни в одном классе.")
    enrollment.ends_on = last_day
    enrollment.left_by_order = order
    enrollment.save(by=by, reason=order, now=now)


def _leave_lists(student: Student, last_day: date, by: User, now: datetime) -> None:
    lists = list(SectionEnrollment.objects.select_for_update().on(last_day).filter(student=student))
    for row in lists:
        row.ends_on = last_day
    SectionEnrollment.objects.write(lists, by=by, now=now)


@transaction.atomic
def publish_timetable(*, timetable: Timetable, by: User, now: datetime) -> Timetable:
    """Put a version in force from its first day; earlier versions of the year end the day before."""
    earlier = Timetable.objects.select_for_update().filter(
        year=timetable.year, status=Timetable.Status.PUBLISHED, ends_on__gte=timetable.starts_on
    )
    ended = []
    for version in earlier.exclude(pk=timetable.pk):
        if version.starts_on >= timetable.starts_on:
            raise Refused(
                f"С {version.starts_on:%d.%m.%Y} уже действует расписание «{version.title}». "
                "Укажите более поздний день."
            )
        version.ends_on = timetable.starts_on - ONE_DAY
        ended.append(version)
    timetable.status = Timetable.Status.PUBLISHED
    Timetable.objects.write([*ended, timetable], by=by, now=now)
    return timetable
