"""People, orders and objects of rights, got by whoever gives access; to others they do not exist (404)."""

import re
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Appointment, Right, Role, User

from .models import (
    ClassGrant,
    CourseSection,
    SchoolClass,
    SectionGrant,
    Student,
    StudentGrant,
)

KEY = re.compile(r"(section|class|student)-([0-9]{1,18})")
OBJECTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "section": (CourseSection, ("subject", "year")),
    "class": (SchoolClass, ("year",)),
    "student": (Student, ("user",)),
}
GRANTS: dict[str, Any] = {"section": SectionGrant, "class": ClassGrant, "student": StudentGrant}


def person_to_keep(rights: frozenset[str], pk: int) -> User:
    must_have(rights, Right.ACCESS)
    found: User = get_object_or_404(User, pk=pk)
    return found


def appointment_to_keep(rights: frozenset[str], pk: int) -> Appointment:
    must_have(rights, Right.ACCESS)
    found: Appointment = get_object_or_404(Appointment.objects.select_related("user"), pk=pk)
    return found


def grant_to_keep(rights: frozenset[str], kind: str, pk: int) -> Any:
    must_have(rights, Right.ACCESS)
    if kind not in GRANTS:
        raise Http404
    return get_object_or_404(GRANTS[kind].objects.select_related("user", "permission"), pk=pk)


def right_to_keep(rights: frozenset[str], role: str, right: str) -> tuple[Role, Right]:
    must_have(rights, Right.ACCESS)
    if role not in Role.values or right not in Right.values:
        raise Http404
    return Role(role), Right(right)


def person_chosen(text: str) -> User | None:
    """The person of an address «?person=12»; None where it is nobody's."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        return None
    return User.objects.select_related("staff_member", "student").filter(pk=int(text)).first()


def target_chosen(text: str) -> CourseSection | SchoolClass | Student | None:
    """The object of an address «?target=section-12»; None where there is none."""
    found = KEY.fullmatch(text)
    if found is None:
        return None
    model, related = OBJECTS[found[1]]
    row: CourseSection | SchoolClass | Student | None = (
        model.objects.select_related(*related).filter(pk=int(found[2])).first()
    )
    return row


def name_of(target: Any) -> str:
    """«7А, Алгебра», «7А», «Петрова Анна Ивановна» — as a page names it."""
    return target.user.full_name if isinstance(target, Student) else str(target)
