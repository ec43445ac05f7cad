"""Who is what, by facts and their terms; and who may open what of the school.

`on` is the request's day (school.days): loads and homerooms are judged on the day of the school year; orders,
grants, parenthood and work at the school by the day it really is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Appointment, Right, Role, User
from accounts.prepared import Prepared
from accounts.rights import Change, rights_of

from .days import today_of
from .models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    ClassGrant,
    CourseSection,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SectionClass,
    SectionGrant,
    Student,
    TeachingLoad,
)
from .models.grants import READ_PUPIL, StudentGrant
from .substituting import substitute_terms
from .work import AT_WORK, at_work, not_dismissed

TEACHER, HOMEROOM, STUDENT, PARENT = "teacher", "homeroom", "student", "parent"
# By an order: journals and reports opened (granted), a pupil's diary opened (reader).
GRANTED, READER = "granted", "reader"

# Asked on every page, so it is said once in SQL: put together by the ORM it cost more than it took to answer.
# A load or a homeroom without an end lasts as long as its year.
_STANDING = f"""\
WITH at_work AS (
SELECT s.id FROM school_staffmember s WHERE s.user_id = %(user)s AND {AT_WORK}
), away AS (
SELECT 1 FROM school_staffmember WHERE user_id = %(user)s AND id NOT IN (SELECT id FROM at_work)
)
SELECT facts.role, r."right", r.is_given FROM (
SELECT role FROM accounts_appointment
    WHERE user_id = %(user)s AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on >= %(today)s)
        AND NOT EXISTS (SELECT 1 FROM away)
UNION SELECT 'teacher' FROM school_teachingload f JOIN at_work s ON s.id = f.teacher_id
    JOIN school_coursesection c ON c.id = f.section_id JOIN school_schoolyear y ON y.id = c.year_id
    WHERE f.starts_on <= %(on)s AND (f.ends_on IS NULL OR f.ends_on >= %(on)s) AND y.ends_on >= %(on)s
UNION SELECT 'teacher' FROM school_substitution f JOIN at_work s ON s.id = f.teacher_id
    WHERE f.date >= %(first)s AND f.date <> ALL(%(over)s::date[])
UNION SELECT 'homeroom' FROM school_homeroom f JOIN at_work s ON s.id = f.teacher_id
    JOIN school_schoolclass c ON c.id = f.school_class_id JOIN school_schoolyear y ON y.id = c.year_id
    WHERE f.starts_on <= %(on)s AND (f.ends_on IS NULL OR f.ends_on >= %(on)s) AND y.ends_on >= %(on)s
UNION SELECT 'parent' FROM school_guardianlink
    WHERE guardian_id = %(user)s AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on >= %(today)s)
UNION SELECT 'student' FROM school_student WHERE user_id = %(user)s
UNION SELECT 'granted' FROM (
    SELECT user_id, starts_on, ends_on, withdrawn_at FROM school_sectiongrant
    UNION ALL SELECT user_id, starts_on, ends_on, withdrawn_at FROM school_classgrant) f
    WHERE user_id = %(user)s AND starts_on <= %(today)s AND ends_on >= %(today)s AND withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM away)
UNION SELECT 'reader' FROM school_studentgrant
    WHERE user_id = %(user)s AND starts_on <= %(today)s AND ends_on >= %(today)s AND withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM away)
) facts LEFT JOIN accounts_roleright r ON r.role = facts.role
"""  # noqa: S608 - put together of constants
STANDING = Prepared(
    "standing", _STANDING, user="bigint", on="date", today="date", first="date", over="date[]"
)


@dataclass(frozen=True)
class Standing:
    """What a person is in the school, and what the person's roles allow."""

    roles: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()


def standing_of(user: Any, *, on: date) -> Standing:
    """Everything the person is: appointments by order, and roles that follow from facts. One query.

    Roles are those of accounts.rights.Role, and teacher, homeroom, student, parent, granted, reader.
    """
    if not user.is_authenticated:
        return Standing()
    today = today_of(on)
    given = substitute_terms(on).open_on(today)
    rows = STANDING.rows(user=user.pk, on=on, today=today, first=given.first, over=list(given.over))
    roles = frozenset(role for role, _, _ in rows)
    changes = [Change(*row) for row in rows if row[1] is not None]
    return Standing(roles, rights_of(roles & frozenset(Role.values), changes))


def roles_of(user: Any, *, on: date) -> frozenset[str]:
    return standing_of(user, on=on).roles


# Who works with journals by facts, whatever rights roles have.
BY_FACTS = frozenset({TEACHER, HOMEROOM, GRANTED})
STAFF = BY_FACTS | frozenset(Role.values)


def must_be_staff(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Pages of journals and classes: to a pupil, a parent, a person without duties they do not exist."""
    if not (roles & BY_FACTS or rights & {Right.READ_JOURNALS, Right.CHECK}):
        raise Http404


def must_see_classes(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The list of classes: who works with journals, and who keeps the pupils' cards."""
    if Right.PUPILS not in rights:
        must_be_staff(roles, rights)


def classes_by_right(user: User, right: Right, *, on: date) -> QuerySet[SchoolClass]:
    """Classes of the grades of an order whose role has this right (B 2.3)."""
    return SchoolClass.objects.filter(_appointed(user, right, on))


def sections_by_right(user: User, right: Right, *, on: date) -> QuerySet[CourseSection]:
    """The same of journals: those of the grades of the order."""
    return CourseSection.objects.filter(_appointed(user, right, on))


def _appointed(user: User, right: Right, on: date) -> Exists:
    appointed: Any = Appointment.objects.on(today_of(on))
    return Exists(
        appointed.giving(right).filter(
            not_dismissed(user, on),
            user=user,
            grade_from__lte=OuterRef("grade"),
            grade_to__gte=OuterRef("grade"),
        )
    )


def _homeroom(user: User, on: date) -> Exists:
    homerooms = Homeroom.objects.on(on).filter(
        at_work("teacher", on=on), teacher__user=user, school_class__year__ends_on__gte=on
    )
    return Exists(homerooms.filter(school_class=OuterRef("pk")))


def classes_with_homeroom(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """The homeroom teacher's own class."""
    return SchoolClass.objects.filter(_homeroom(user, on))


def classes_led_by(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes the person answers for: all (director, administrator), of own grades (deputy), own (homeroom)."""
    return SchoolClass.objects.filter(
        _appointed(user, Right.READ_JOURNALS, on) | _homeroom(user, on)
    )


def classes_read_by(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes all of whose journals the person reads: those he answers for, and those opened by an order."""
    granted = grants_held(ClassGrant, user, READ_CLASS, on=on)
    return SchoolClass.objects.filter(
        _appointed(user, Right.READ_JOURNALS, on)
        | _homeroom(user, on)
        | Exists(granted.filter(content_object=OuterRef("pk")))
    )


def classes_visible_to(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes read, classes taught, and those whose pupils' cards the person keeps."""
    taught = SectionClass.objects.filter(
        school_class=OuterRef("pk"), section__in=sections_taught_by(user, on=on)
    )
    read = classes_read_by(user, on=on).values("pk")
    return SchoolClass.objects.filter(
        Q(pk__in=read) | Exists(taught) | _appointed(user, Right.PUPILS, on)
    )


def class_to_see(user: User, pk: int, *, on: date) -> SchoolClass:
    return get_object_or_404(classes_visible_to(user, on=on).select_related("year", "bells"), pk=pk)


def sections_taught_by(user: User, *, on: date) -> QuerySet[CourseSection]:
    """Sections that are the user's load on that day; a load is held once, so no section comes twice.

    A load without an end lasts as long as its year (`on` is a day of the year that is).
    """
    return CourseSection.objects.filter(
        Q(loads__ends_on__isnull=True) | Q(loads__ends_on__gte=on),
        at_work("loads__teacher", on=on),
        loads__teacher__user=user,
        loads__starts_on__lte=on,
        year__ends_on__gte=on,
    )


def loads_held_by(user: User, *, on: date) -> QuerySet[TeachingLoad]:
    """The same as loads, of sections of a year that is not over."""
    loads = TeachingLoad.objects.on(on).filter(at_work("teacher", on=on), teacher__user=user)
    return loads.filter(section__year__ends_on__gte=on)


def grants_held(kind: Any, user: User, *acts: str, on: date) -> QuerySet[Any]:
    """Grants of that kind that hold on the day it really is."""
    return kind.objects.on(today_of(on)).to(user, *acts).filter(not_dismissed(user, on))


def sections_granted_to(user: User, *acts: str, on: date) -> QuerySet[CourseSection]:
    """Journals opened to the user by an order that holds on the day it really is."""
    grants = grants_held(SectionGrant, user, *acts, on=on)
    return CourseSection.objects.filter(Exists(grants.filter(content_object=OuterRef("pk"))))


def sections_visible_to(user: User, *, on: date) -> QuerySet[CourseSection]:
    """Journals the person may open: taught, of classes read, opened by order (B 2.4, 2.5.2, 2.3)."""
    of_read_classes = SectionClass.objects.filter(
        section=OuterRef("pk"), school_class__in=classes_read_by(user, on=on).values("pk")
    )
    loads = loads_held_by(user, on=on).filter(section=OuterRef("pk"))
    grants = grants_held(SectionGrant, user, READ_JOURNAL, FILL_JOURNAL, on=on)
    return CourseSection.objects.filter(
        Exists(loads)
        | Exists(of_read_classes)
        | Exists(grants.filter(content_object=OuterRef("pk")))
    )


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
    whole = sections_taught_by(user, on=on).filter(pk=section.pk).exists()
    if whole or is_opened_whole(section, user, on=on):
        return None
    return students_of_read_classes(section, user, on=on)


def is_opened_whole(section: CourseSection, user: User, *, on: date) -> bool:
    """The journal is opened by an order: then with all its pupils."""
    granted = sections_granted_to(user, READ_JOURNAL, FILL_JOURNAL, on=on)
    return granted.filter(pk=section.pk).exists()


def students_of_read_classes(
    section: CourseSection, user: User, *, on: date
) -> QuerySet[Student] | None:
    """Pupils of the section's classes that the user reads; None where these are all its classes."""
    read = classes_read_by(user, on=on).values("pk")
    if not section.section_classes.exclude(school_class__in=read).exists():
        return None
    return Student.objects.filter(class_enrollments__school_class__in=read).distinct()


def pupils_of_family(user: User, *, on: date, today: date) -> QuerySet[Student]:
    """Own self for a pupil, own children for a parent; a pupil opened by an order for a reader of the school.

    Parenthood begins and ends by the calendar, in the summer too.
    """
    links = GuardianLink.objects.on(today)
    granted = grants_held(StudentGrant, user, READ_PUPIL, on=today)
    return Student.objects.filter(
        Q(user=user)
        | Exists(links.filter(guardian=user, student=OuterRef("pk")))
        | Exists(granted.filter(content_object=OuterRef("pk")))
    )
