"""Whose volumes and whose history a person may see (404 to others)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.keys import is_key
from accounts.models import Appointment, BreachAct, BreachIncident, Right, User
from accounts.models.breaches import BreachIncidentQuerySet
from journal.access import lesson_to_see, pupils_of_lesson
from journal.models import Lesson, MarkDeferral, PeriodMark
from reports.access import documents_to_see
from reports.models import Document, DocumentQuerySet
from school.access import (
    HOMEROOM,
    classes_by_right,
    classes_with_homeroom,
    section_to_see,
    students_visible_in,
)
from school.days import today_of
from school.models import ClassEnrollment, CourseSection, GuardianLink, Student
from school.work import not_dismissed

from .history import record_models
from .threads import TO_LESSON, TO_SECTION, TO_STUDENT, Asked, common, narrowed, of


def volumes_to_see(
    user: User, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> DocumentQuerySet:
    return documents_to_see(user, roles=roles, rights=rights, on=on).done()


def volume_to_see(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> Document:
    return get_object_or_404(
        volumes_to_see(user, roles=roles, rights=rights, on=on).with_people(), pk=pk
    )


FIRST_GRADE, LAST_GRADE = 1, 11


def history_to_see(user: User, *, rights: frozenset[str], on: date) -> Asked:
    """Everything, to whom the whole school is entrusted; else what stands in the journals of one's grades."""
    must_have(rights, Right.HISTORY)
    if _whole_school(user, on):
        return {model: Q() for model in record_models()}
    classes = classes_by_right(user, Right.HISTORY, on=on).values("pk")
    sections = CourseSection.objects.filter(section_classes__school_class__in=classes)
    return of(TO_SECTION, sections.values("pk"))


def _whole_school(user: User, on: date) -> bool:
    appointed: Any = Appointment.objects.on(today_of(on))
    whole = appointed.giving(Right.HISTORY).filter(
        not_dismissed(user, on), user=user, grade_from__lte=FIRST_GRADE, grade_to__gte=LAST_GRADE
    )
    return whole.exists()


def lesson_history_to_see(user: User, pk: int, *, on: date) -> tuple[Lesson, Asked]:
    """The history of a lesson, to whoever may open it; of its pupils only those he may see."""
    lesson = lesson_to_see(user, pk, on=on)
    asked = of(TO_LESSON, lesson.pk)
    among = pupils_of_lesson(lesson, user, on=on)
    return lesson, asked if among is None else narrowed(asked, TO_STUDENT, among.values("pk"))


def cell_history_to_see(
    user: User, pk: int, student: int, *, on: date
) -> tuple[Lesson, Student, Asked]:
    """What one pupil got at one lesson, to whoever may see this pupil in this lesson."""
    lesson, asked = lesson_history_to_see(user, pk, on=on)
    among = pupils_of_lesson(lesson, user, on=on)
    pupils: Any = Student.objects.filter(section_enrollments__section=lesson.section)
    if among is not None:
        pupils = pupils.filter(pk__in=among.values("pk"))
    found = get_object_or_404(pupils.select_related("user").distinct(), pk=student)
    of_pupil = of(TO_STUDENT, found.pk)
    return (
        lesson,
        found,
        {
            model: condition & of_pupil[model]
            for model, condition in asked.items()
            if model in of_pupil
        },
    )


@dataclass(frozen=True)
class FinalHistory:
    """What is asked of a pupil's marks of periods, the year, the exam and the end; `comment` of the only one asked."""

    section: CourseSection
    student: Student
    asked: Asked
    comment: str


def final_history_to_see(user: User, pk: int, student: int, *, of: str, on: date) -> FinalHistory:
    """To whoever opens the journal and may see this pupil in it; `of` is «year» or the key of a period."""
    section = section_to_see(user, pk, on=on)
    among = students_visible_in(section, user, on=on)
    pupils: Any = Student.objects.filter(section_enrollments__section=section)
    if among is not None:
        pupils = pupils.filter(pk__in=among.values("pk"))
    found = get_object_or_404(pupils.select_related("user").distinct(), pk=student)
    own = Q(section=section.pk, student=found.pk)
    if of == PeriodMark.Kind.YEAR:
        asked: Asked = {PeriodMark: own & Q(kind=of), MarkDeferral: own & Q(period=None)}
    elif is_key(of):
        asked = dict.fromkeys((PeriodMark, MarkDeferral), own & Q(period=int(of)))
    else:
        return FinalHistory(section, found, dict.fromkeys((PeriodMark, MarkDeferral), own), "")
    mark = PeriodMark.objects.filter(asked[PeriodMark]).first()
    return FinalHistory(section, found, asked, mark.comment if mark else "")


def pupil_history_to_see(user: User, pk: int, *, on: date) -> tuple[Student, Asked]:
    """The history of a pupil, to the homeroom teacher and to whoever reads the history of the class."""
    student = get_object_or_404(_pupils(user, on).select_related("user"), pk=pk)
    return student, of(TO_STUDENT, student.pk)


def _pupils(user: User, on: date) -> QuerySet[Student]:
    classes = classes_by_right(user, Right.HISTORY, on=on).values("pk")
    own = classes_with_homeroom(user, on=on).values("pk")
    now_in = ClassEnrollment.objects.on(on)
    pupils = now_in.filter(Q(school_class__in=own) | Q(school_class__in=classes)).values("student")
    everybody = Q() if _whole_school(user, on) else Q(pk__in=pupils)
    return Student.objects.filter(everybody)


def person_history_to_see(
    user: User, pk: int, *, rights: frozenset[str], on: date
) -> tuple[User, Asked]:
    """What a person wrote: all of it to himself; to a reader of history, of what this one may read."""
    if user.pk == pk:
        asked: Asked = {model: Q() for model in record_models()}
    else:
        asked = history_to_see(user, rights=rights, on=on)
    person = User.objects.filter(pk=pk).first()
    if person is None:
        raise Http404
    return person, common(asked, Q(history_user=person.pk))


def breaches_to_handle(*, rights: frozenset[str]) -> BreachIncidentQuerySet:
    """All breaches of the school, to those who handle them."""
    must_have(rights, Right.BREACHES)
    return BreachIncident.objects.with_people()


def breach_to_handle(pk: int, *, rights: frozenset[str]) -> BreachIncident:
    return get_object_or_404(breaches_to_handle(rights=rights), pk=pk)


def breach_act_to_see(pk: int, *, rights: frozenset[str]) -> BreachAct:
    must_have(rights, Right.BREACHES)
    return get_object_or_404(BreachAct.objects.select_related("incident"), pk=pk)


def must_report_breaches(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Who handles breaches, and homeroom teachers about their classes (ACC-11)."""
    if Right.BREACHES not in rights and HOMEROOM not in roles:
        raise Http404


def accounts_to_report(
    user: User, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> QuerySet[User]:
    """Whose breach the person may report: anybody's (who handles them), own pupils' and their parents' (homeroom)."""
    must_report_breaches(roles, rights)
    if Right.BREACHES in rights:
        return User.objects.exclude(pk=user.pk)
    own = classes_with_homeroom(user, on=on).values("pk")
    pupils = ClassEnrollment.objects.on(on).filter(school_class__in=own).values("student")
    links = GuardianLink.objects.on(today_of(on)).filter(student__in=pupils)
    return User.objects.filter(Q(student__in=pupils) | Q(pk__in=links.values("guardian")))


def account_to_report(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> User:
    return get_object_or_404(accounts_to_report(user, roles=roles, rights=rights, on=on), pk=pk)
