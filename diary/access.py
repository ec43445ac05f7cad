"""Whose diary a person may open: a pupil's own, a parent's children's. A stranger's does not exist (404)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Consent, User
from accounts.names import alphabetical
from school.access import PARENT, READER, STUDENT, pupils_of_family
from school.models import ClassEnrollment, GradingPeriod, SchoolYear, Student

from .models import Notice


@dataclass(frozen=True)
class Family:
    """The pupil whose diary is open, and all pupils of the same person, by alphabet."""

    child: Student
    children: Sequence[Student]


class OnPaper(PermissionDenied):
    """This person refused the electronic form for this pupil: he gets paper extracts (B, ЭД 2)."""

    def __init__(self, family: Family, since: date) -> None:
        super().__init__("Вы отказались получать эти сведения в электронной форме.")
        self.family = family
        self.since = since


def must_be_family(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The diary: for pupils, parents, and readers let in to one by an order."""
    if not roles & {STUDENT, PARENT, READER}:
        raise Http404


def family_of(user: User, *, on: date, today: date, pk: int | None = None) -> Family:
    """One query. Without `pk` the first open child by alphabet; Http404 where there is none.

    OnPaper for a child for whom this very person refused the electronic form: the pupil and the other parent,
    whose rights are equal (СК РФ ст. 61, 273-ФЗ ст. 44), keep theirs.
    """
    refusals: Any = Consent.objects.refusing_electronic()
    mine = refusals.filter(subject=OuterRef("user"), representative=user).values("stopped_on")
    pupils = (
        pupils_of_family(user, on=on, today=today)
        .select_related("user")
        .annotate(on_paper_since=Subquery(mine[:1]))
        .order_by(*alphabetical("user__"))
    )
    children = list(pupils)
    wanted = [child for child in children if pk is None or child.pk == pk]
    if not wanted:
        raise Http404
    child = next((child for child in wanted if child.on_paper_since is None), wanted[0])
    if child.on_paper_since:
        raise OnPaper(Family(child, children), child.on_paper_since)
    return Family(child, children)


@dataclass(frozen=True)
class Term:
    """A grading period of the pupil's grade, among the others of the year; `period` is None without a class."""

    period: GradingPeriod | None
    periods: list[GradingPeriod]
    enrollments: list[ClassEnrollment]

    @property
    def class_name(self) -> str:
        return self.enrollments[-1].school_class.name if self.enrollments else ""


def term_to_see(child: Student, *, year: SchoolYear, on: date, pk: int | None = None) -> Term:
    """Two queries. Without `pk` the period of that day, or the last one begun; Http404 for a strange one."""
    found = child.class_enrollments.of_year(year).select_related("school_class__year")
    enrollments = list(found.order_by("starts_on"))
    if not enrollments:
        return Term(None, [], [])
    periods = list(year.periods.for_grade(enrollments[-1].school_class.grade))
    if pk is None:
        begun = [period for period in periods if period.starts_on <= on]
        return Term((begun or periods or [None])[-1 if begun else 0], periods, enrollments)
    for period in periods:
        if period.pk == pk:
            return Term(period, periods, enrollments)
    raise Http404


def notice_to_read(user: User, pk: int, *, on: date, today: date) -> Notice:
    """A notice to the family of a pupil whose diary this person may open."""
    pupils = pupils_of_family(user, on=on, today=today)
    notice = get_object_or_404(Notice.objects.filter(student__in=pupils), pk=pk)
    # Whoever refused the electronic form for this pupil is told on paper.
    family_of(user, on=on, today=today, pk=notice.student_id)
    return notice
