"""Whose consents a person keeps: the homeroom teacher of the own class, whoever has the right of the grades."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Consent, Right, User

from .access import HOMEROOM, classes_by_right, classes_with_homeroom
from .models import ClassEnrollment, SchoolClass, SchoolYear, Student
from .registers import last_enrollment


def must_keep_consents(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The register of consents: its keepers by right, and homeroom teachers for the own class."""
    if HOMEROOM not in roles and Right.CONSENTS not in rights:
        raise Http404


def classes_of_register(
    user: User,
    *,
    roles: frozenset[str],
    rights: frozenset[str],
    year: SchoolYear | None,
    on: date,
) -> QuerySet[SchoolClass]:
    """Classes whose families' decisions the person writes down. Whoever has none has no such page."""
    must_keep_consents(roles, rights)
    return _kept(user, on).filter(year=year)


def class_to_ask(user: User, pk: int, *, on: date) -> SchoolClass:
    return get_object_or_404(_kept(user, on).select_related("year"), pk=pk)


def consent_to_keep(user: User, pk: int, *, on: date) -> Consent:
    """A decision about a pupil who is in such a class now, or was there last; for a homeroom teacher, is."""
    pupils = Student.objects.annotate(
        class_now=Subquery(last_enrollment(on).values("school_class")[:1])
    )
    own = classes_with_homeroom(user, on=on)
    here = ClassEnrollment.objects.on(on).filter(student=OuterRef("pk"), school_class__in=own)
    by_right = classes_by_right(user, Right.CONSENTS, on=on).values("pk")
    kept = pupils.filter(Q(class_now__in=by_right) | Exists(here))
    consents: Any = Consent.objects.select_related("subject", "representative")
    return get_object_or_404(consents.filter(subject__in=kept.values("user")), pk=pk)


def _kept(user: User, on: date) -> QuerySet[SchoolClass]:
    return SchoolClass.objects.filter(
        Q(pk__in=classes_by_right(user, Right.CONSENTS, on=on).values("pk"))
        | Q(pk__in=classes_with_homeroom(user, on=on).values("pk"))
    )
