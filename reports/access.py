"""Whose journals a person may check, whose documents he may see or order. Nothing of a stranger's class exists here (404)."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Appointment, Right, User
from journal.models import Lesson
from school.access import (
    GRANTED,
    HOMEROOM,
    TEACHER,
    at_work,
    classes_by_right,
    classes_led_by,
    classes_with_homeroom,
    grants_held,
    must_be_staff,
    sections_by_right,
    sections_visible_to,
)
from school.days import today_of
from school.models import (
    READ_REPORTS,
    ClassEnrollment,
    ClassGrant,
    CourseSection,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionGrant,
    StaffMember,
    StudentGrant,
    Substitution,
    TeachingLoad,
)
from school.models.sections import CourseSectionQuerySet
from school.substituting import substitute_terms

from .models import DayBlanks, Document, DocumentQuerySet, Paper


def sections_to_check(
    user: User,
    *,
    roles: frozenset[str],
    rights: frozenset[str],
    year: SchoolYear | None,
    on: date,
) -> CourseSectionQuerySet:
    """All journals of the school, of a deputy's grades, of the homeroom teacher's class, and one's own."""
    must_be_staff(roles, rights)
    sections: Any = sections_visible_to(user, on=on)
    return sections.filter(year=year)


def classes_to_print(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Classes whose documents the person may order: printing is the administration's duty, not the teacher's."""
    return classes_by_right(user, Right.PRINT, on=on).filter(year=year)


def class_to_print(user: User, pk: int, *, on: date) -> SchoolClass:
    """404 to a stranger, 403 to a homeroom teacher, who may read what is printed but does not order it."""
    school_class = class_with_documents(user, pk, on=on)
    if not classes_to_print(user, year=school_class.year, on=on).filter(pk=pk).exists():
        raise PermissionDenied("Документы класса заказывает администрация школы.")
    return school_class


def class_with_documents(user: User, pk: int, *, on: date) -> SchoolClass:
    """Whose summary sheet the person may see, printed or not. 404 to anybody else."""
    classes = classes_with_documents(user, on=on).select_related("year__school")
    found: SchoolClass = get_object_or_404(classes, pk=pk)
    return found


def classes_with_documents(user: User, *, on: date) -> QuerySet[SchoolClass]:
    """Classes whose ready documents the person reads: printed, answered for, or opened by an order."""
    granted = grants_held(ClassGrant, user, READ_REPORTS, on=on)
    return SchoolClass.objects.filter(
        Q(pk__in=classes_led_by(user, on=on).values("pk"))
        | Q(pk__in=classes_by_right(user, Right.PRINT, on=on).values("pk"))
        | Q(pk__in=granted.values("content_object"))
    )


def must_see_documents(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Printed documents and the archive: who answers for a class, prints, or is let in by an order."""
    if not (roles & {HOMEROOM, GRANTED} or rights & {Right.PRINT, Right.READ_JOURNALS}):
        raise Http404


def documents_to_see(
    user: User, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> DocumentQuerySet:
    """Documents of the classes the person answers for. Whoever answers for none has no such page."""
    must_see_documents(roles, rights)
    documents: Any = Document.objects.filter(
        school_class__in=classes_with_documents(user, on=on).values("pk")
    )
    return documents


def document_to_see(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> Document:
    documents = documents_to_see(user, roles=roles, rights=rights, on=on)
    return get_object_or_404(documents.with_people(), pk=pk)


def must_see_readiness(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Who sets the year up, and whoever owns a section of it: keepers of cards and of consents, teachers."""
    owns = rights & {Right.YEAR, Right.STAFF, Right.PUPILS, Right.CONSENTS}
    if not (owns or roles & {TEACHER, HOMEROOM}):
        raise Http404


def must_give_slips(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Slips for signing in are given by homeroom teachers and by whoever has that right (B 2.5.3, 9)."""
    if HOMEROOM not in roles and Right.PASSWORDS not in rights:
        raise Http404


def classes_for_slips(user: User, *, year: SchoolYear | None, on: date) -> QuerySet[SchoolClass]:
    """Own class of a homeroom teacher; classes of the grades of an order that gives the right, the coming year's too.

    Before 1 September whoever enters a class gets his slip while the year that has ended is still shown.
    """
    if year is None:
        return SchoolClass.objects.none()
    own = Q(pk__in=classes_with_homeroom(user, on=on).values("pk"), year=year)
    by_right = Q(pk__in=classes_by_right(user, Right.PASSWORDS, on=on).values("pk"))
    return SchoolClass.objects.filter(
        own | by_right & Q(year__starts_on__gte=year.starts_on)
    ).select_related("year")


def class_for_slips(user: User, pk: int, *, year: SchoolYear | None, on: date) -> SchoolClass:
    return get_object_or_404(classes_for_slips(user, year=year, on=on), pk=pk)


def staff_for_slips(*, rights: frozenset[str]) -> QuerySet[User]:
    """Everybody who works at the school or is appointed to something: theirs are given by right only."""
    if Right.PASSWORDS not in rights:
        raise Http404
    closed = StaffMember.objects.filter(user=OuterRef("pk"), access_closed_at__isnull=False)
    return User.objects.filter(of_the_staff(), ~Exists(closed))


def of_the_staff() -> Q:
    """Condition on a user: works here, or is appointed by an order, now or ever."""
    here = StaffMember.objects.filter(user=OuterRef("pk"))
    appointed = Appointment.objects.filter(user=OuterRef("pk"))
    return Q(Exists(here) | Exists(appointed))


def works_with_journals(*, on: date) -> Q:
    """Condition on a user: fills or reads journals, classes or pupils by a fact or an order, now or later."""
    today = today_of(on)
    not_over = Q(ends_on=None) | Q(ends_on__gte=on)
    mine = {"teacher__user": OuterRef("pk")}
    here = at_work("teacher", on=on)
    loads = TeachingLoad.objects.filter(not_over, here, section__year__ends_on__gte=on, **mine)
    homerooms = Homeroom.objects.filter(not_over, here, school_class__year__ends_on__gte=on, **mine)
    open_now = substitute_terms(on).open_on(today)
    given = Substitution.objects.filter(here, date__gte=open_now.first, **mine)
    given = given.exclude(date__in=open_now.over)
    held = {"user": OuterRef("pk"), "withdrawn_at": None, "ends_on__gte": today}
    grants = [kind.objects.filter(**held) for kind in (SectionGrant, ClassGrant, StudentGrant)]
    return reduce(or_, (Q(Exists(rows)) for rows in (loads, homerooms, given, *grants)))


def families_of(classes: QuerySet[SchoolClass], *, on: date) -> Q:
    """Condition on a user: is in one of these classes, or a parent of one who is, on that day and today.

    In a class of a coming year: will be.
    """
    today = today_of(on)
    not_over = Q(ends_on=None) | Q(ends_on__gte=today)
    placed = ClassEnrollment.objects.filter(school_class__in=classes.values("pk"))
    kin = GuardianLink.objects.filter(guardian=OuterRef("pk"))
    coming = placed.filter(not_over, school_class__year__starts_on__gt=today)
    condition = Q()
    for pupils, links in (
        (placed.on(on), kin.on(today)),
        (coming, kin.filter(not_over)),
    ):
        condition |= Q(Exists(pupils.filter(student__user=OuterRef("pk"))))
        condition |= Q(Exists(links.filter(student__in=pupils.values("student"))))
    return condition


def person_for_slip(
    user: User, pk: int, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> User:
    """Whose way in the person may look at: a pupil or a parent of a class for slips, or whose cards he keeps;
    with the right one of the staff too. 404 for anybody else.
    """
    kept = classes_by_right(user, Right.PUPILS, on=on).filter(year=year)
    allowed = _slips_for(user, rights=rights, year=year, on=on) | families_of(kept, on=on)
    return get_object_or_404(User.objects.filter(allowed), pk=pk)


def gives_slips_to(
    user: User, person: User, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> bool:
    """Whether slips for this person are the user's to give; who keeps cards only looks."""
    allowed = _slips_for(user, rights=rights, year=year, on=on)
    return User.objects.filter(allowed, pk=person.pk).exists()


def _slips_for(user: User, *, rights: frozenset[str], year: SchoolYear | None, on: date) -> Q:
    allowed = families_of(classes_for_slips(user, year=year, on=on), on=on)
    return allowed | of_the_staff() if Right.PASSWORDS in rights else allowed


def paper_to_take(user: User, pk: int) -> Paper:
    """A paper is seen by the person who asked for it and by nobody else, whatever the rights."""
    return get_object_or_404(Paper, pk=pk, requested_by=user)


def journals_of_sheet(
    user: User, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> tuple[QuerySet[CourseSection], list[SchoolClass]]:
    """Journals, and their classes, whose corrections the person controls: of the grades of his order (B dir. 13)."""
    must_have(rights, Right.READ_JOURNALS)
    sections = sections_by_right(user, Right.READ_JOURNALS, on=on).filter(year=year)
    classes = classes_by_right(user, Right.READ_JOURNALS, on=on).filter(year=year)
    return sections, list(classes.order_by("grade", "letter", "pk"))


def classes_of_movement(
    user: User, *, year: SchoolYear, on: date
) -> tuple[list[SchoolClass], bool]:
    """Classes of the year whose pupils' movement the person reads, and whether these are all of them (REP-10)."""
    found = SchoolClass.objects.filter(year=year).annotate(
        is_read=Exists(
            SchoolClass.objects.filter(
                Q(pk__in=classes_by_right(user, Right.PUPILS, on=on).values("pk"))
                | Q(pk__in=classes_by_right(user, Right.READ_JOURNALS, on=on).values("pk")),
                pk=OuterRef("pk"),
            )
        )
    )
    classes: list[Any] = list(found.order_by("grade", "letter", "pk"))
    read = [one for one in classes if one.is_read]
    return read, len(read) == len(classes)


def must_print_blanks(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Blank sheets of lessons: who holds lessons, and who prints journals."""
    if TEACHER not in roles and Right.PRINT not in rights:
        raise Http404


def lessons_to_print(user: User, day: date, *, on: date) -> QuerySet[Lesson]:
    """Lessons that day of the journals the person prints: of the grades of the order."""
    sections = sections_by_right(user, Right.PRINT, on=on)
    lessons = Lesson.objects.filter(section__in=sections.values("pk"), date=day)
    return lessons.exclude(status=Lesson.Status.CANCELLED)


def prints_whole_school(
    user: User, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> bool:
    """No journal of the year is beyond the grades of the order."""
    if Right.PRINT not in rights or year is None:
        return False
    printed = sections_by_right(user, Right.PRINT, on=on)
    beyond = CourseSection.objects.filter(year=year).exclude(pk__in=printed.values("pk"))
    return not beyond.exists()


def blanks_to_take(
    user: User, pk: int, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> DayBlanks:
    """The school's file of a day: 403 to who prints only some of the classes."""
    must_have(rights, Right.PRINT)
    found: DayBlanks = get_object_or_404(DayBlanks, pk=pk)
    if not prints_whole_school(user, rights=rights, year=year, on=on):
        raise PermissionDenied(
            "Бланки всей школы открывает тот, кто печатает журналы всех классов."
        )
    return found
