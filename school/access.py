"""Who is what, by facts and their terms; and who may open what of the school."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Appointment, Role, User

from .models import (
    CourseSection,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SectionClass,
    Student,
    TeachingLoad,
)

TEACHER, HOMEROOM, STUDENT, PARENT = "teacher", "homeroom", "student", "parent"


# Asked on every page, so it is said once in SQL: put together by the ORM it cost more than it took to answer.
ROLES = """\
SELECT role FROM accounts_appointment
    WHERE user_id = %(user)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
UNION SELECT 'teacher' FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE s.user_id = %(user)s AND f.starts_on <= %(on)s AND (f.ends_on IS NULL OR f.ends_on >= %(on)s)
UNION SELECT 'homeroom' FROM school_homeroom f JOIN school_staffmember s ON s.id = f.teacher_id
    WHERE s.user_id = %(user)s AND f.starts_on <= %(on)s AND (f.ends_on IS NULL OR f.ends_on >= %(on)s)
UNION SELECT 'parent' FROM school_guardianlink
    WHERE guardian_id = %(user)s AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
UNION SELECT 'student' FROM school_student WHERE user_id = %(user)s
"""


def roles_of(user: Any, *, on: date) -> frozenset[str]:
    """Everything the person is on that day: appointments by order, and roles that follow from facts.

    One query. Of: sysadmin, director, deputy, teacher, homeroom, student, parent.
    """
    if not user.is_authenticated:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(ROLES, {"user": user.pk, "on": on})
        return frozenset(role for (role,) in cursor.fetchall())


STAFF = frozenset({TEACHER, HOMEROOM, *Role.values})


def must_be_staff(roles: frozenset[str]) -> None:
    """For a pupil, a parent and a person without duties the pages of the staff do not exist."""
    if not roles & STAFF:
        raise Http404


def leads_school(roles: frozenset[str]) -> bool:
    return bool(roles & {Role.SYSADMIN, Role.DIRECTOR})


def classes_led_by(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes the person answers for: all (director, administrator), of own grades (deputy), own (homeroom)."""
    appointed = Appointment.objects.on(on).filter(
        user=user, grade_from__lte=OuterRef("grade"), grade_to__gte=OuterRef("grade")
    )
    homeroom = Homeroom.objects.on(on).filter(teacher__user=user, school_class=OuterRef("pk"))
    return SchoolClass.objects.filter(Exists(appointed) | Exists(homeroom))


def classes_visible_to(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes led, and classes taught."""
    taught = SectionClass.objects.filter(
        school_class=OuterRef("pk"), section__in=sections_taught_by(user, on=on)
    )
    led = classes_led_by(user, on=on).values("pk")
    return SchoolClass.objects.filter(Q(pk__in=led) | Exists(taught))


def class_to_see(user: User, pk: int, *, on: date) -> SchoolClass:
    return get_object_or_404(classes_visible_to(user, on=on).select_related("year", "bells"), pk=pk)


def sections_taught_by(user: User, *, on: date) -> QuerySet[CourseSection]:
    """Sections that are the user's load on that day; a load is held once, so no section comes twice."""
    return CourseSection.objects.filter(
        Q(loads__ends_on__isnull=True) | Q(loads__ends_on__gte=on),
        loads__teacher__user=user,
        loads__starts_on__lte=on,
    )


def sections_visible_to(user: User, *, on: date) -> QuerySet[CourseSection]:
    """Journals the person may open: those taught, and those of the classes led (B 2.4, 2.5.2, 2.3)."""
    of_led_classes = SectionClass.objects.filter(
        section=OuterRef("pk"), school_class__in=classes_led_by(user, on=on).values("pk")
    )
    loads = TeachingLoad.objects.on(on).filter(teacher__user=user, section=OuterRef("pk"))
    return CourseSection.objects.filter(Exists(loads) | Exists(of_led_classes))


def section_to_see(user: User, pk: int, *, on: date) -> CourseSection:
    sections = sections_visible_to(user, on=on).select_related("subject", "year")
    return get_object_or_404(sections, pk=pk)


def students_visible_in(
    section: CourseSection, user: User, *, on: date
) -> QuerySet[Student] | None:
    """Pupils of the section this person may see; None means all of them.

    A homeroom teacher or a deputy who opens a group over several classes sees the pupils of the classes
    he answers for; whoever teaches the group sees the whole list (A 24: only those who take part).
    """
    if sections_taught_by(user, on=on).filter(pk=section.pk).exists():
        return None
    classes = section.section_classes.exclude(
        school_class__in=classes_led_by(user, on=on).values("pk")
    )
    if not classes.exists():
        return None
    led = classes_led_by(user, on=on).values("pk")
    return Student.objects.filter(class_enrollments__school_class__in=led).distinct()


def pupils_of_family(user: User, *, on: date, today: date) -> QuerySet[Student]:
    """Own self for a pupil, own children for a parent.

    `on` is a day of the school year, which in the summer is its last one; a right that has ended since is over.
    """
    links = GuardianLink.objects.on(on).exclude(ends_on__lt=today)
    return Student.objects.filter(
        Q(user=user) | Exists(links.filter(guardian=user, student=OuterRef("pk")))
    )
