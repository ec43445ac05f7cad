"""What a dismissal will end, told before the button, and who can take the journals over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession

from accounts.models import Appointment, Role
from school.days import today_of
from school.models import (
    ClassGrant,
    Homeroom,
    SchoolYear,
    SectionGrant,
    StaffMember,
    StudentGrant,
    Substitution,
    TeachingLoad,
)

from .staff import candidates


@dataclass(frozen=True)
class Handed:
    """A journal or a class to hand over: `key` is that of the load or homeroom."""

    key: int
    title: str
    subject: int | None
    # Who sees to it where nobody takes it over: the deputies of the grade.
    deputies: str


@dataclass(frozen=True)
class DismissalScreen:
    member: StaffMember
    loads: tuple[Handed, ...]
    homerooms: tuple[Handed, ...]
    appointments: tuple[str, ...]
    substitutions: tuple[str, ...]
    grants: tuple[str, ...]
    sessions: int
    is_parent: bool
    candidates: Sequence[StaffMember]
    # Subject → keys of those of the candidates who teach it now: they come first.
    teach: dict[int, set[int]]


def dismissal_screen(member: StaffMember, *, year: SchoolYear | None, on: date) -> DismissalScreen:
    """Twelve queries, whatever the number of journals."""
    today = today_of(on)
    deputies = _deputies(today)
    loads = (
        TeachingLoad.objects.filter(teacher=member, section__year__starts_on__gte=_first(year))
        .exclude(ends_on__lt=today)
        .select_related("section__subject")
    )
    homerooms = (
        Homeroom.objects.filter(teacher=member, school_class__year__starts_on__gte=_first(year))
        .exclude(ends_on__lt=today)
        .select_related("school_class")
    )
    appointments = Appointment.objects.filter(user=member.user).exclude(ends_on__lt=today)
    substitutions = Substitution.objects.filter(teacher=member, date__gt=today)
    return DismissalScreen(
        member=member,
        loads=tuple(
            Handed(row.pk, row.section.title, row.section.subject_id, deputies(row.section.grade))
            for row in loads.order_by("section__grade", "section__classes_text", "pk")
        ),
        homerooms=tuple(
            Handed(row.pk, row.school_class.name, None, deputies(row.school_class.grade))
            for row in homerooms.order_by("school_class__grade", "school_class__name", "pk")
        ),
        appointments=tuple(row.get_role_display() for row in appointments.order_by("pk")),
        substitutions=tuple(
            f"{row.section.title}, {row.date:%d.%m.%Y}, {row.number}-й урок"
            for row in substitutions.select_related("section__subject").order_by("date", "number")
        ),
        grants=tuple(_grants(member, today)),
        sessions=UserSession.objects.filter(user=member.user).count(),
        is_parent=member.user.guardian_links.on(today).exists(),
        candidates=candidates(on=on, but=member),
        teach=_teachers_of_subjects(on),
    )


def _first(year: SchoolYear | None) -> date:
    return year.starts_on if year else date.min


def _grants(member: StaffMember, today: date) -> Any:
    for model, what in ((SectionGrant, "журнал"), (ClassGrant, "класс"), (StudentGrant, "ученик")):
        rows: Any = model.objects.filter(user=member.user, withdrawn_at=None)
        rows = rows.exclude(ends_on__lt=today).select_related("content_object", "permission")
        if model is SectionGrant:
            rows = rows.select_related("content_object__subject")
        if model is StudentGrant:
            rows = rows.select_related("content_object__user")
        for row in rows.order_by("pk"):
            yield f"{what} {row.content_object}: {row.permission.name}"


def _teachers_of_subjects(on: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    pairs = TeachingLoad.objects.on(on).values_list("section__subject", "teacher").distinct()
    for subject, teacher in pairs:
        found[subject].add(teacher)
    return found


def _deputies(today: date) -> Any:
    """Names of the deputies of a grade, the director's where it has none."""
    found = list(
        Appointment.objects.on(today)
        .filter(role__in=[Role.DEPUTY, Role.DIRECTOR])
        .select_related("user")
        .order_by("pk")
    )

    def of_grade(grade: int) -> str:
        for role in (Role.DEPUTY, Role.DIRECTOR):
            names = [
                row.user.short_name
                for row in found
                if row.role == role and row.grade_from <= grade <= row.grade_to
            ]
            if names:
                return ", ".join(names)
        return ""

    return of_grade
