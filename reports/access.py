"""Whose journals a person may check, whose documents he may see or order. Nothing of a stranger's class exists here (404)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Appointment, Role, User
from school.access import HOMEROOM, classes_led_by, must_be_staff, sections_visible_to
from school.models import SchoolClass, SchoolYear
from school.models.sections import CourseSectionQuerySet

from .models import Document, DocumentQuerySet

PRINTERS = frozenset({Role.SYSADMIN, Role.DIRECTOR, Role.DEPUTY})
READERS = PRINTERS | {HOMEROOM}


def sections_to_check(
    user: User, *, roles: frozenset[str], year: SchoolYear | None, on: date
) -> CourseSectionQuerySet:
    """All journals of the school, of a deputy's grades, of the homeroom teacher's class, and one's own."""
    must_be_staff(roles)
    sections: Any = sections_visible_to(user, on=on)
    return sections.filter(year=year)


def classes_to_print(
    user: User, *, roles: frozenset[str], year: SchoolYear | None, on: date
) -> QuerySet[SchoolClass]:
    """Classes whose documents the person may order: printing is the administration's duty, not the teacher's."""
    if not roles & PRINTERS:
        return SchoolClass.objects.none()
    appointed = Appointment.objects.on(on).filter(
        user=user, grade_from__lte=OuterRef("grade"), grade_to__gte=OuterRef("grade")
    )
    return SchoolClass.objects.filter(Exists(appointed), year=year)


def class_to_print(user: User, pk: int, *, roles: frozenset[str], on: date) -> SchoolClass:
    """404 to a stranger, 403 to a homeroom teacher, who may read what is printed but does not order it."""
    school_class: SchoolClass = get_object_or_404(
        classes_led_by(user, on=on).select_related("year"), pk=pk
    )
    mine = classes_to_print(user, roles=roles, year=school_class.year, on=on)
    if not mine.filter(pk=pk).exists():
        raise PermissionDenied("Документы класса заказывает администрация школы.")
    return school_class


def documents_to_see(user: User, *, roles: frozenset[str], on: date) -> DocumentQuerySet:
    """Documents of the classes the person answers for. Whoever answers for none has no such page."""
    if not roles & READERS:
        raise Http404
    documents: Any = Document.objects.filter(
        school_class__in=classes_led_by(user, on=on).values("pk")
    )
    return documents


def document_to_see(user: User, pk: int, *, roles: frozenset[str], on: date) -> Document:
    documents = documents_to_see(user, roles=roles, on=on)
    return get_object_or_404(documents.with_people(), pk=pk)
