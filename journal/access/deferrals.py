"""Marks put off by an order: the deputy writes them, teachers and homeroom teachers read (JRN-8)."""

from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.keys import key_or_404
from accounts.models import Right, User
from accounts.names import alphabetical
from journal.models import MarkDeferral
from school.access import (
    classes_by_right,
    classes_read_by,
    sections_by_right,
    sections_granted_to,
    sections_taught_by,
)
from school.models import (
    FILL_JOURNAL,
    READ_JOURNAL,
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    Student,
)


def deferrals_to_see(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[MarkDeferral]:
    """Of own journals, and of pupils of the classes the person reads."""
    read = ClassEnrollment.objects.filter(
        school_class__in=classes_read_by(user, on=on).filter(year=year).values("pk")
    )
    own = sections_taught_by(user, on=on).values("pk")
    granted = sections_granted_to(user, READ_JOURNAL, FILL_JOURNAL, on=on).values("pk")
    return MarkDeferral.objects.filter(
        Q(section__in=own) | Q(section__in=granted) | Q(student__in=read.values("student")),
        section__year=year,
    )


def deferral_to_withdraw(user: User, key: str, *, on: date) -> MarkDeferral:
    sections = sections_by_right(user, Right.CORRECTIONS, on=on).values("pk")
    return get_object_or_404(MarkDeferral.objects.filter(section__in=sections), pk=key_or_404(key))


def classes_to_defer(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Classes of the grades of a deputy's or the director's order; of nobody else."""
    return classes_by_right(user, Right.CORRECTIONS, on=on).filter(year=year).order_by("grade", "letter", "pk")  # fmt: skip


def pupil_to_defer(user: User, key: str, *, year: SchoolYear | None, on: date) -> Student:
    """404 where the pupil is of no class of the order's grades."""
    there = ClassEnrollment.objects.filter(
        school_class__in=classes_to_defer(user, year=year, on=on).order_by().values("pk")
    )
    pupils = Student.objects.filter(pk__in=there.values("student")).select_related("user")
    return get_object_or_404(pupils, pk=key_or_404(key))


def pupils_of(school_class: SchoolClass, *, on: date) -> QuerySet[Student]:
    """By alphabet; whoever has left is there too: a mark may wait for him."""
    there = ClassEnrollment.objects.filter(school_class=school_class)
    pupils = Student.objects.filter(pk__in=there.values("student")).select_related("user")
    return pupils.order_by(*alphabetical("user__"))


def journals_to_defer(
    user: User, student: Student, *, year: SchoolYear | None, on: date
) -> QuerySet[CourseSection]:
    """The pupil's journals of the year whose marks are set, of the order's grades."""
    listed = SectionEnrollment.objects.filter(student=student)
    sections = sections_by_right(user, Right.CORRECTIONS, on=on).filter(
        pk__in=listed.values("section"), year=year
    )
    graded = sections.exclude(scale=CourseSection.Scale.UNGRADED)
    return graded.select_related("subject").in_order()  # type: ignore[attr-defined]


def periods_to_defer(
    sections: QuerySet[CourseSection], *, year: SchoolYear | None
) -> QuerySet[GradingPeriod]:
    """Periods of the grades of these journals."""
    grades = set(sections.order_by().values_list("grade", flat=True))
    found = Q(pk__in=[])
    for grade in grades:
        found |= Q(grade_from__lte=grade, grade_to__gte=grade)
    return GradingPeriod.objects.filter(found, year=year).order_by("starts_on", "pk")
