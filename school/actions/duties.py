"""Who is responsible for what: by order, by load, by homeroom."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import Appointment, User
from school.models import CourseSection, Homeroom, SchoolClass, StaffMember, TeachingLoad


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
    ends_on: date | None = None,
) -> Appointment:
    """Make a person responsible by order (ORG-1). Whether the author may is judged by `give_role`."""
    appointment = Appointment(
        user=user,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
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
