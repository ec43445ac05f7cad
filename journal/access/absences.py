"""Whose register of absentees the person opens: own class to write in, classes he answers for to read (B 2.5.1)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.names import alphabetical
from journal.models import DailyAbsence
from school.access import classes_led_by, classes_with_homeroom
from school.models import ClassEnrollment, SchoolClass, Student


@dataclass(frozen=True)
class ClassRegister:
    """A class whose absentees the person sees; `may_write`: as its homeroom teacher."""

    school_class: SchoolClass
    may_write: bool


def class_register_to_see(user: User, pk: int, *, on: date) -> ClassRegister:
    """404 where the person does not answer for the class: why a pupil is away is health."""
    classes = classes_led_by(user, on=on).select_related("year")
    school_class = get_object_or_404(classes, pk=pk)
    own = classes_with_homeroom(user, on=on).filter(pk=school_class.pk)
    return ClassRegister(school_class, own.exists())


def class_register_to_fill(user: User, pk: int, *, on: date) -> ClassRegister:
    """404 to a stranger, 403 to who only reads it."""
    register = class_register_to_see(user, pk, on=on)
    if not register.may_write:
        raise PermissionDenied
    return register


def pupils_of_day(school_class: SchoolClass, day: date) -> QuerySet[Student]:
    """Pupils of the class on that day."""
    there = ClassEnrollment.objects.on(day).filter(school_class=school_class)
    pupils = Student.objects.filter(pk__in=there.values("student")).select_related("user")
    return pupils.order_by(*alphabetical("user__"))


def absence_to_change(register: ClassRegister, day: date, pk: int) -> DailyAbsence:
    """A line of the register that holds on that day, of a pupil who is in the class then."""
    school_class = register.school_class
    lines = DailyAbsence.objects.on(day).filter(
        student__in=pupils_of_day(school_class, day).values("pk")
    )
    return get_object_or_404(lines.select_related("student__user"), pk=pk)
