"""Whose cards a person keeps: of the staff by right, of pupils by the grades of an order or as homeroom teacher."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Appointment, Right, User

from .access import (
    HOMEROOM,
    classes_by_right,
    classes_led_by,
    classes_with_homeroom,
)
from .days import today_of
from .models import (
    ClassEnrollment,
    CourseSection,
    GuardianLink,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from .work import at_work, not_dismissed

ALL_GRADES = (1, 11)


def staff_to_keep(rights: frozenset[str]) -> QuerySet[StaffMember]:
    """Everybody who works or has worked at the school (B 12)."""
    must_have(rights, Right.STAFF)
    return StaffMember.objects.all()


def staff_member_to_keep(rights: frozenset[str], pk: int) -> StaffMember:
    return get_object_or_404(staff_to_keep(rights).select_related("user__card"), pk=pk)


def must_keep_pupils(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The register of pupils: its keepers by right, and homeroom teachers for the own class (B 17, 2.5.4)."""
    if HOMEROOM not in roles and Right.PUPILS not in rights:
        raise Http404


def classes_of_keeper(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Classes of the year whose pupils' cards the person keeps."""
    return _kept(user, on).filter(year=year)


def classes_to_fill(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Classes of the year, and of the next one if it is there, that the person enters pupils in by order.

    A class that is ended takes nobody.
    """
    found = classes_by_right(user, Right.PUPILS, on=on).filter(ends_on=None)
    return found.filter(year__starts_on__gte=year.starts_on) if year else found.none()


def classes_to_promote(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Classes whose pupils go on: of the year, and of the one before it while the orders are late."""
    found = classes_by_right(user, Right.PUPILS, on=on)
    if year is None:
        return found.none()
    before = SchoolYear.objects.filter(starts_on__lt=year.starts_on).order_by("-starts_on")
    return found.filter(Q(year=year) | Q(year__in=before.values("pk")[:1]))


def _kept(user: User, on: date) -> QuerySet[SchoolClass]:
    return SchoolClass.objects.filter(
        Q(pk__in=classes_by_right(user, Right.PUPILS, on=on).values("pk"))
        | Q(pk__in=classes_with_homeroom(user, on=on).values("pk"))
    )


def last_enrollment(on: date) -> QuerySet[ClassEnrollment]:
    """The pupil's place: the latest that has begun, else the first to come; for `OuterRef("pk")` of a pupil."""
    begun = Case(
        When(starts_on__lte=today_of(on), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return ClassEnrollment.objects.filter(student=OuterRef("pk")).order_by(begun, "-starts_on")


def pupils_kept_by(user: User, *, on: date) -> QuerySet[Student]:
    """Pupils of the grades of an order, also those who have left; the homeroom teacher's own class as it is now.

    A pupil who was never in a class is seen by who keeps all grades.
    """
    by_right = classes_by_right(user, Right.PUPILS, on=on)
    own = classes_with_homeroom(user, on=on)
    here = ClassEnrollment.objects.on(on).filter(student=OuterRef("pk"), school_class__in=own)
    pupils = Student.objects.annotate(
        class_now=Subquery(last_enrollment(on).values("school_class")[:1])
    )
    return pupils.filter(
        Q(class_now__in=by_right.values("pk"))
        | Q(Exists(here))
        | Q(class_now=None) & Q(_keeps_all_grades(user, on))
    )


def _keeps_all_grades(user: User, on: date) -> Exists:
    low, high = ALL_GRADES
    appointed: Any = Appointment.objects.on(today_of(on))
    return Exists(
        appointed.giving(Right.PUPILS).filter(
            not_dismissed(user, on), user=user, grade_from__lte=low, grade_to__gte=high
        )
    )


def pupil_to_keep(user: User, pk: int, *, on: date) -> Student:
    """A pupil whose card the person reads and edits; 404 to a stranger."""
    return get_object_or_404(pupils_kept_by(user, on=on).select_related("user__card"), pk=pk)


def pupil_to_move(user: User, pk: int, *, on: date) -> Student:
    """A pupil whom the person enrols, moves and takes off by order: 403 to the homeroom teacher, who only edits."""
    pupil = pupil_to_keep(user, pk, on=on)
    if not may_move(user, pupil, on=on):
        raise PermissionDenied
    return pupil


def may_move(user: User, pupil: Student, *, on: date) -> bool:
    by_right = classes_by_right(user, Right.PUPILS, on=on)
    class_now = pupil.class_now  # type: ignore[attr-defined]
    if class_now is None:
        return True
    return by_right.filter(pk=class_now).exists()


def parenthood_to_keep(pupil: Student, pk: int, *, on: date) -> GuardianLink:
    """A parenthood that has not ended; the card of a former parent is not open any more."""
    links = pupil.guardian_links.exclude(ends_on__lt=today_of(on))
    return get_object_or_404(links.select_related("guardian__card"), pk=pk)


def card_of_parent_to_edit(
    pupil: Student, pk: int, *, rights: frozenset[str], on: date
) -> GuardianLink:
    """403 where the parent works at the school: that card is kept by the personnel officer."""
    link = parenthood_to_keep(pupil, pk, on=on)
    works = StaffMember.objects.filter(at_work(on=on), user=link.guardian_id).exists()
    if works and Right.STAFF not in rights:
        raise PermissionDenied("Это карточка сотрудника школы. Её правит специалист по кадрам.")
    return link


@dataclass(frozen=True)
class ClassPeople:
    """What of the class's pupils the person is shown beside their names."""

    has_facts: bool
    has_cards: bool
    # The person answers for the class.
    is_led: bool = False


def facts_of_class(user: User, school_class: SchoolClass, *, on: date) -> ClassPeople:
    """Birth days and orders are for those who answer for the class and keep its cards; cards for the latter (A 24)."""
    of_class = SchoolClass.objects.filter(pk=school_class.pk).annotate(
        is_led=Exists(classes_led_by(user, on=on).filter(pk=OuterRef("pk"))),
        is_kept=Exists(_kept(user, on).filter(pk=OuterRef("pk"))),
    )
    is_led, is_kept = of_class.values_list("is_led", "is_kept").get()
    return ClassPeople(has_facts=is_led or is_kept, has_cards=is_kept, is_led=is_led)


def own_journals_of(student: Student) -> QuerySet[CourseSection]:
    """Journals of the pupil's own plans: nobody else is at their lessons."""
    return CourseSection.objects.filter(plan__student=student)
