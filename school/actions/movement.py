"""Pupils come, move to another class and leave, each by an order: one action a kind (SCH-13, regulation § 13).

An action writes the movement and what it does to the lists of classes and journals in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from school.models import (
    ClassEnrollment,
    CourseSection,
    EnrollmentEvent,
    SchoolClass,
    SectionEnrollment,
    Student,
)
from school.words import date_dots

from .grants import Order
from .leaving import leave_place
from .lists import end_individual_plan, enroll, leave_lists, places_held, put_on_list
from .refusals import Refused, must_be_in_year
from .tables import lock_table

ONE_DAY = timedelta(days=1)
Kind, Reason = EnrollmentEvent.Kind, EnrollmentEvent.Reason
# What becomes of a pupil at the end of a year.
OF_YEARS = (Kind.PROMOTION, Kind.CONDITIONAL, Kind.REPEAT)


@dataclass(frozen=True)
class Whereabouts:
    """Where a pupil comes from or goes to: the school or the town, and how far it is."""

    place: str = ""
    area: str = ""


@dataclass(frozen=True)
class Leaving:
    """Why a pupil leaves the school, and where to."""

    reason: str = Reason.OTHER_SCHOOL
    to: Whereabouts = Whereabouts()
    note: str = ""


NOWHERE = Whereabouts()


@transaction.atomic
def admit(
    *,
    student: Student,
    school_class: SchoolClass,
    starts_on: date,
    sections: Sequence[CourseSection],
    order: Order,
    by: User,
    now: datetime,
    origin: Whereabouts = NOWHERE,
) -> EnrollmentEvent:
    """The pupil comes to the school, or comes back: into the class and onto these lists.

    The same twice is one. Raises Refused where the pupil is in a class on these days.
    """
    lock_lists([student])
    must_take_pupils(school_class, starts_on)
    for place in places_held(student, starts_on, school_class):
        done = _movement_into(student, school_class, starts_on)
        if done and (place.school_class_id, place.starts_on) == (school_class.pk, starts_on):
            return done
        raise Refused(
            f"{student} числится в классе {place.school_class} с {date_dots(place.starts_on)}. "
            "Если ученик переходит в другой класс, оформите перевод в его карточке."
        )
    was_here = student.class_enrollments.exists()
    event = EnrollmentEvent(
        student=student, kind=Kind.RETURN if was_here else Kind.ADMISSION, date=starts_on,
        to_class=school_class, place=origin.place, area=origin.area, **_of(order),
    )  # fmt: skip
    event.save(by=by, now=now, reason=order.words)
    enroll(
        students=[student], school_class=school_class, starts_on=starts_on, order=order.words, by=by, now=now
    )  # fmt: skip
    for section in sections:
        put_on_list(section=section, students=[student], starts_on=starts_on, by=by, now=now)
    return event


@transaction.atomic
def transfer(
    *,
    student: Student,
    to: SchoolClass,
    starts_on: date,
    sections: Sequence[CourseSection],
    order: Order,
    by: User,
    now: datetime,
    note: str = "",
) -> EnrollmentEvent:
    """Move a pupil to another class: the old lists end the day before, the given lists begin (SCH-13).

    A journal of both classes goes on without a break; an individual plan ends with the old class. The same transfer
    asked for twice is one; a place already written for the next year stays. Raises Refused where the pupil is in that
    class, in another one later in the same year, or has marks in a journal he leaves on that day or later.
    """
    last_day = starts_on - ONE_DAY
    lock_lists([student])
    must_take_pupils(to, starts_on)
    if done := _moved_already(student, to, starts_on):
        return done
    left = leave_place(student, last_day, order, by, now)
    event = EnrollmentEvent(
        student=student, kind=kind_of_move(left.school_class, to), date=starts_on,
        from_class=left.school_class, to_class=to, note=note, **_of(order),
    )  # fmt: skip
    event.save(by=by, now=now, reason=order.words)
    if left.school_class.year_id == to.year_id:
        end_individual_plan(student=student, last_day=last_day, reason=order.words, by=by, now=now)
    staying = leave_lists(
        student=student, last_day=last_day, year=to.year_id, staying=sections, by=by, now=now
    )
    enroll(
        students=[student], school_class=to, starts_on=starts_on, order=order.words, by=by, now=now
    )
    for section in sections:
        if section.pk not in staying:
            put_on_list(section=section, students=[student], starts_on=starts_on, by=by, now=now)
    return event


@transaction.atomic
def withdraw(
    *,
    student: Student,
    last_day: date,
    order: Order,
    by: User,
    now: datetime,
    leaving: Leaving | None = None,
) -> EnrollmentEvent:
    """The pupil leaves the school: every list ends with that day, what was written stays (SCH-13).

    Between two years the place has ended with its own. A place in a class of a later day, of the next year for one,
    is taken away; movements of the year of a later day are too: they do not come to pass. So an admission is called
    off before its first day. The same twice is one.
    """
    lock_lists([student])
    leaving = leaving or Leaving()
    later = list(student.class_enrollments.filter(starts_on__gt=last_day))
    done = student.movements.filter(kind=Kind.WITHDRAWAL, date=last_day).first()
    if done and not later:
        return done
    left = leave_place(student, last_day, order, by, now, for_good=True)
    _erase_movements_after(student, last_day, order, by, now)
    before = (
        student.movements.filter(kind=Kind.WITHDRAWAL, date__lt=last_day).order_by("date").last()
    )
    if left.starts_on > last_day and before:
        # A return is called off: he has left by the earlier order.
        event = before
    else:
        event = done or EnrollmentEvent(student=student, kind=Kind.WITHDRAWAL, date=last_day)
        event.from_class, event.reason, event.note = left.school_class, leaving.reason, leaving.note
        event.place, event.area = leaving.to.place, leaving.to.area
        event.order_number, event.order_date = order.number, order.date
        event.save(by=by, now=now, reason=order.words)
    ClassEnrollment.objects.erase(later, by=by, reason=order.words, now=now)
    end_individual_plan(student=student, last_day=last_day, reason=order.words, by=by, now=now)
    leave_lists(student=student, last_day=last_day, by=by, now=now)
    return event


def _erase_movements_after(
    student: Student, day: date, order: Order, by: User, now: datetime
) -> None:
    """Also an earlier order of leaving on a later day; what was decided for the next year stays told."""
    later = student.movements.filter(date__gt=day).exclude(kind__in=OF_YEARS)
    EnrollmentEvent.objects.erase(later, by=by, reason=order.words, now=now)


def _moved_already(student: Student, to: SchoolClass, starts_on: date) -> EnrollmentEvent | None:
    """The movement where it is written; raises Refused where the pupil is in that class or is to go elsewhere."""
    done = _movement_into(student, to, starts_on)
    for place in places_held(student, starts_on, to):
        if done and (place.school_class_id, place.starts_on) == (to.pk, starts_on):
            return done
        if place.school_class_id == to.pk:
            raise Refused(f"{student} уже в классе {to} с {date_dots(place.starts_on)}.")
        if place.starts_on >= starts_on:
            raise Refused(
                f"{student} в классе {place.school_class} с {date_dots(place.starts_on)}. Укажите более поздний день."
            )
    return None


def lock_lists(students: Sequence[Student]) -> None:
    """Who moves pupils waits for the other who does, and for who makes up lists and journals."""
    lock_table(SectionEnrollment._meta.label)
    lock_table(CourseSection._meta.label)
    rows = Student.objects.select_for_update().filter(pk__in=[one.pk for one in students])
    list(rows.order_by("pk").values_list("pk"))


def must_take_pupils(school_class: SchoolClass, day: date) -> None:
    """Until the transaction ends the class does not end: `end_class` locks the same row before it counts its pupils."""
    must_be_in_year(day, school_class.year)
    held = SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    if held.ends_on:
        raise Refused(f"Класс {held} закончен {date_dots(held.ends_on)}. Выберите другой.")


def kind_of_move(old: SchoolClass, new: SchoolClass) -> str:
    """Within a year a transfer; into another one a promotion, or the year once more."""
    if old.year_id == new.year_id:
        return Kind.TRANSFER
    return Kind.PROMOTION if new.grade > old.grade else Kind.REPEAT


def _of(order: Order) -> dict[str, Any]:
    return {"order_number": order.number, "order_date": order.date}


def _movement_into(
    student: Student, school_class: SchoolClass, day: date
) -> EnrollmentEvent | None:
    return student.movements.filter(to_class=school_class, date=day).first()
