"""Whose diary a person may open: a pupil's own, a parent's children's. A stranger's does not exist (404)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.consents import ASKED, Status
from accounts.models import User
from accounts.prepared import Columns, Prepared
from school.access import PARENT, READER, STUDENT, classes_led_by, pupils_of_family
from school.days import today_of
from school.models import ClassEnrollment, GradingPeriod, SchoolClass, SchoolYear, Student
from school.models.grants import READ_PUPIL
from school.work import AT_WORK

from .models import Notice


@dataclass(frozen=True)
class Family:
    """The pupil whose diary is open, and all pupils of the same person, by alphabet."""

    child: Student
    children: Sequence[Student]
    # Opened by who answers for the pupil's class: the pages of the family itself stay theirs.
    by_school: bool = False
    # As a parent of the child: then notes of absence are written of it.
    is_parent: bool = False


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


# Asked by every page of the diary, so it is said once in SQL, as school.access.STANDING. The same pupils as
# school.access.pupils_of_family; `on_paper_since` as Consent.objects.refusing_electronic, of this very person.
_PUPIL, _ACCOUNT = Columns(Student, "p"), Columns(User, "u")
_FAMILY = f"""\
WITH links AS (
SELECT student_id FROM school_guardianlink
    WHERE guardian_id = %(user)s AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on >= %(today)s)
), pupils AS (
SELECT id FROM school_student WHERE user_id = %(user)s
UNION SELECT student_id FROM links
UNION SELECT g.content_object_id FROM school_studentgrant g JOIN auth_permission a ON a.id = g.permission_id
    WHERE g.user_id = %(user)s AND a.codename = '{READ_PUPIL}' AND g.withdrawn_at IS NULL
        AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
        AND NOT EXISTS (SELECT 1 FROM school_staffmember s WHERE s.user_id = %(user)s AND NOT ({AT_WORK}))
)
SELECT {_PUPIL}, {_ACCOUNT}, p.id IN (SELECT student_id FROM links) AS is_own, (
    SELECT COALESCE(c.withdrawn_on, c.given_on) FROM accounts_consent c
        WHERE c.subject_id = p.user_id AND c.representative_id = %(user)s
            AND c.purpose = '{ASKED[0][0]}' AND c.channel = '{ASKED[0][1]}' AND c.status <> '{Status.GIVEN}' LIMIT 1
    ) AS on_paper_since
FROM pupils JOIN school_student p ON p.id = pupils.id JOIN accounts_user u ON u.id = p.user_id
ORDER BY translate(u.last_name, 'Ёё', 'Ее'), translate(u.first_name, 'Ёё', 'Ее'), translate(u.middle_name, 'Ёё', 'Ее'),
    p.user_id
"""  # noqa: S608 - put together of constants
FAMILY = Prepared("family", _FAMILY, user="bigint", today="date")


def _children(user: User, today: date) -> Iterator[Any]:
    """Pupils of the person by alphabet, with their accounts. One query."""
    for row in FAMILY.rows(user=user.pk, today=today_of(today)):
        child = _PUPIL.object(row[: len(_PUPIL)])
        child.user = _ACCOUNT.object(row[len(_PUPIL) : -2])
        child.is_own, child.on_paper_since = row[-2:]
        yield child


def family_of(user: User, *, on: date, today: date, pk: int | None = None) -> Family:
    """One query. Without `pk` the first open child by alphabet; Http404 where there is none.

    OnPaper for a child for whom this very person refused the electronic form: the pupil and the other parent,
    whose rights are equal (СК РФ ст. 61, 273-ФЗ ст. 44), keep theirs.
    """
    children = list(_children(user, today))
    wanted = [child for child in children if pk is None or child.pk == pk]
    if not wanted:
        raise Http404
    child = next((child for child in wanted if child.on_paper_since is None), wanted[0])
    if child.on_paper_since:
        raise OnPaper(Family(child, children), child.on_paper_since)
    return Family(child, children, is_parent=child.is_own)


def pupil_to_see(user: User, *, on: date, today: date, pk: int) -> Family:
    """The pupil of the person's family, else one of a class he answers for (B 2.5.2); 404 of any other."""
    try:
        return family_of(user, on=on, today=today, pk=pk)
    except Http404:
        led = ClassEnrollment.objects.on(on).filter(
            school_class__in=classes_led_by(user, on=on).values("pk"), student=pk
        )
        pupils = Student.objects.filter(pk__in=led.values("student")).select_related("user")
        child = get_object_or_404(pupils)
        return Family(child, [child], by_school=True)


@dataclass(frozen=True)
class ClassTerm:
    """A class and one of its grading periods; `is_current`: the period goes on."""

    school_class: SchoolClass
    period: GradingPeriod | None
    periods: list[GradingPeriod]
    day: date

    @property
    def is_current(self) -> bool:
        period = self.period
        return period is not None and period.starts_on <= self.day <= period.ends_on


def class_to_see(user: User, pk: int, *, on: date, period: int | None = None) -> ClassTerm:
    """A class the person answers for, in the period of the day or the one asked for; 404 of a strange one."""
    classes = classes_led_by(user, on=on).select_related("year")
    school_class = get_object_or_404(classes, pk=pk)
    year = school_class.year
    day = min(max(on, year.starts_on), year.ends_on)
    periods = list(year.periods.for_grade(school_class.grade))
    return ClassTerm(school_class, _among(periods, day, period), periods, day)


def _among(periods: list[GradingPeriod], on: date, pk: int | None) -> GradingPeriod | None:
    """The period asked for, else that of the day, or the last begun."""
    if pk is None:
        begun = [period for period in periods if period.starts_on <= on]
        return begun[-1] if begun else next(iter(periods), None)
    for period in periods:
        if period.pk == pk:
            return period
    raise Http404


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
    return Term(_among(periods, on, pk), periods, enrollments)


def notice_to_read(user: User, pk: int, *, on: date, today: date) -> Notice:
    """A notice to the family of a pupil whose diary this person may open."""
    pupils = pupils_of_family(user, on=on, today=today)
    notice = get_object_or_404(Notice.objects.filter(student__in=pupils), pk=pk)
    # Whoever refused the electronic form for this pupil is told on paper.
    family_of(user, on=on, today=today, pk=notice.student_id)
    return notice
