"""Facts behind «почему доступ есть или нет»: read apart from the doors of access, told by school.reasons."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import Appointment, Right, RoleRight, User
from school import reasons
from school.days import today_of
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_PUPIL,
    READ_REPORTS,
    ClassGrant,
    CourseSection,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SectionClass,
    SectionGrant,
    StaffMember,
    Student,
    StudentGrant,
    TeachingLoad,
)
from school.reasons import Account, Decision, Person, Reason

from .signatures import signed

NO_JOURNAL = "Ни нагрузки, ни классного руководства, ни приказа на этот журнал нет."
NO_CLASS = (
    "В этом классе человек не преподаёт, классным руководителем не назначен, приказа о классе нет."
)
NO_DIARY = "Дневник открывают сам ученик, его родители и те, кому он открыт приказом."
NO_RIGHT = "Ни одной роли у человека нет: на роль назначают приказом."


def person_asked(user: User, *, on: date) -> Person:
    """Three queries: work at the school, orders, what the school decided about roles."""
    closing = StaffMember.history.model.objects.filter(
        id=OuterRef("pk"), access_closed_at=OuterRef("access_closed_at")
    ).order_by("history_id")
    found: Any = StaffMember.objects.filter(user=user)
    staff = found.annotate(closed_by=Subquery(closing.values("history_change_reason")[:1])).first()
    decisions = {
        (row.role, row.right): Decision(row.is_given, row.last_by, row.last_at)
        for row in signed(RoleRight.objects.all())
    }
    return Person(
        user=user,
        on=on,
        staff=staff,
        away=reasons.why_away(staff, today_of(on), staff.closed_by or "" if staff else ""),
        appointments=tuple(Appointment.objects.filter(user=user).order_by("starts_on", "pk")),
        decisions=decisions,
    )


def by_orders(person: Person, right: str, grades: Iterable[int] = ()) -> Iterator[Reason]:
    grades = list(grades)
    for row in person.appointments:
        yield reasons.appointment(row, right, grades, person)


def _away(person: Person) -> Iterator[Reason]:
    if person.away:
        yield Reason(person.away)


def of_section(person: Person, section: CourseSection) -> list[Reason]:
    """Every fact about the person and this journal. Five queries."""
    classes = list(
        SchoolClass.objects.filter(section_classes__section=section).order_by("grade", "letter")
    )
    found = [*_away(person), *_loads(person, section)]
    found += by_orders(person, Right.READ_JOURNALS, {one.grade for one in classes})
    found += _homerooms(person, classes)
    for grant in _grants(SectionGrant, person, content_object=section):
        # A finished year is only read, however long the order lasts.
        writes = grant.permission.codename == FILL_JOURNAL and section.year.ends_on >= person.on
        what = "вести журнал" if writes else "читать журнал, но не писать"
        found.append(reasons.grant(grant, what, person, writes=writes))
    return found + _class_grants(person, classes, READ_CLASS, "читать журналы класса, но не писать")


def _loads(person: Person, section: CourseSection) -> Iterator[Reason]:
    loads = list(
        TeachingLoad.objects.filter(section=section)
        .select_related("teacher__user")
        .order_by("starts_on", "pk")
    )
    for row in loads:
        if row.teacher.user_id == person.user.pk:
            row.section = section
            yield reasons.load(row, loads, person)


def _homerooms(person: Person, classes: list[SchoolClass]) -> list[Reason]:
    rows = Homeroom.objects.filter(teacher__user=person.user, school_class__in=classes)
    found = rows.select_related("school_class__year").order_by("starts_on", "pk")
    return [reasons.homeroom(row, person) for row in found]


def _class_grants(person: Person, classes: list[SchoolClass], act: str, what: str) -> list[Reason]:
    grants = _grants(ClassGrant, person, content_object__in=classes)
    return [reasons.grant(row, what, person) for row in grants if row.permission.codename == act]


def _grants(model: Any, person: Person, **about: Any) -> Any:
    rows = model.objects.filter(user=person.user, **about).select_related("permission")
    return signed(rows).order_by("starts_on", "pk")


def about_class(person: Person, school_class: SchoolClass) -> Account:
    """The page of a class: it is read, taught, or its pupils' cards are kept. Four queries."""
    grade = {school_class.grade}
    found = [
        *_away(person),
        *by_orders(person, Right.READ_JOURNALS, grade),
        *(one for one in by_orders(person, Right.PUPILS, grade) if one.opens),
        *_homerooms(person, [school_class]),
        *_class_grants(person, [school_class], READ_CLASS, "читать журналы класса"),
        *_taught(person, school_class),
    ]
    return Account(found, NO_CLASS)


def _taught(person: Person, school_class: SchoolClass) -> Iterator[Reason]:
    links = SectionClass.objects.filter(school_class=school_class).values("section")
    loads = TeachingLoad.objects.filter(teacher__user=person.user, section__in=links)
    for row in loads.select_related("section__subject", "section__year", "teacher").order_by(
        "starts_on", "pk"
    ):
        told = reasons.load(row, [], person)
        yield Reason(told.text, opens=told.opens)


def about_pupil(person: Person, student: Student) -> Account:
    """The pupil's diary. Two queries."""
    found = []
    if student.user_id == person.user.pk:
        found.append(Reason("Это дневник самого ученика", opens=True))
    links = GuardianLink.objects.filter(guardian=person.user, student=student)
    found += [reasons.kinship(row, person) for row in links.order_by("starts_on", "pk")]
    found += [
        reasons.grant(row, "читать дневник ученика", person)
        for row in _grants(StudentGrant, person, content_object=student)
        if row.permission.codename == READ_PUPIL
    ]
    return Account(found, NO_DIARY)


def right_reasons(person: Person, rights: Iterable[str]) -> list[Reason]:
    """Pages that a right opens: which of the person's roles has it. No query."""
    found = [one for right in rights for one in by_orders(person, right)]
    return [*_away(person), *found]


def classes_documents(person: Person, school_class: SchoolClass) -> list[Reason]:
    """Documents printed of the class: answered for, printed, or opened by an order. Two queries."""
    grade = {school_class.grade}
    found = [*_away(person)]
    for right in (Right.READ_JOURNALS, Right.PRINT):
        found += by_orders(person, right, grade)
    found += _homerooms(person, [school_class])
    return found + _class_grants(person, [school_class], READ_REPORTS, "читать документы класса")
