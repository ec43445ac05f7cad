"""Who asks for a correction, who decides on it, who opens a closed period again (A 13, B dep. 9)."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.keys import key_or_404
from accounts.models import Right, User
from journal.models import CorrectionRequest, LineItem, PeriodLock
from journal.places import Place, What
from school.access import classes_by_right, sections_by_right
from school.models import CourseSection, SchoolClass, SchoolYear, Student

from .journals import lesson_to_fill, period_to_see, section_to_fill


def corrections_asked_by(user: User) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(asked_by=user)


def corrections_to_decide(user: User, *, on: date) -> QuerySet[CorrectionRequest]:
    """Requests about journals of the grades of a deputy's or the director's order (B dep. 9, dir. 13)."""
    sections = sections_by_right(user, Right.CORRECTIONS, on=on).values("pk")
    return CorrectionRequest.objects.filter(section__in=sections)


def correction_to_see(user: User, pk: int, *, on: date) -> CorrectionRequest:
    """To the one who asked and to those who decide; 404 to all others."""
    decided = corrections_to_decide(user, on=on).values("pk")
    found = CorrectionRequest.objects.filter(Q(asked_by=user) | Q(pk__in=decided))
    return get_object_or_404(found.with_places(), pk=pk)


def correction_to_decide(user: User, pk: int, *, on: date) -> CorrectionRequest:
    """404 to a stranger, 403 to the one who asked: nobody decides on own request."""
    request = correction_to_see(user, pk, on=on)
    if request.asked_by_id == user.pk:
        raise PermissionDenied("О своей заявке решает другой: заместитель директора или директор.")
    return request


def correction_to_withdraw(user: User, pk: int, *, on: date) -> CorrectionRequest:
    request = correction_to_see(user, pk, on=on)
    if request.asked_by_id != user.pk:
        raise PermissionDenied("Заявку отзывает тот, кто её подал.")
    return request


def place_in_lesson(user: User, pk: int, *, what: str, student: str, item: str, on: date) -> Place:
    """What of a lesson one asks to correct, by the keys of its pupil and column. 403 to a reader, 404 where it is not there."""
    lesson = lesson_to_fill(user, pk, on=on)
    if what in (What.TOPIC, What.HOMEWORK):
        return Place(what, lesson.section, lesson=lesson)
    if what not in (What.MARK, What.ATTENDANCE):
        raise Http404
    pupil = _pupil_of(lesson.section, key_or_404(student))
    column = None
    if what == What.MARK and item:
        columns = LineItem.objects.select_related("work_type")
        column = get_object_or_404(columns, pk=key_or_404(item), lesson=lesson)
    return Place(what, lesson.section, lesson=lesson, item=column, student=pupil)


def place_in_period(
    user: User, section: int, period: int, student: int, *, what: str, on: date
) -> Place:
    """The pupil's mark of the period or, `what` «year», of the year."""
    journal = section_to_fill(user, section, on=on)
    of = period_to_see(journal, period)
    if what not in (What.PERIOD_MARK, What.YEAR_MARK):
        raise Http404
    pupil = _pupil_of(journal, student)
    return Place(what, journal, student=pupil, period=of if what == What.PERIOD_MARK else None)


def _pupil_of(section: CourseSection, key: int) -> Student:
    pupils = Student.objects.filter(section_enrollments__section=section).distinct()
    return get_object_or_404(pupils.select_related("user"), pk=key)


def classes_to_open(
    user: User, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> QuerySet[SchoolClass]:
    """Classes whose closed periods the person may open again. Without the right there is no such page."""
    must_have(rights, Right.CORRECTIONS)
    return classes_by_right(user, Right.CORRECTIONS, on=on).filter(year=year)


def lock_to_open(user: User, pk: int, *, on: date) -> PeriodLock:
    sections = sections_by_right(user, Right.CORRECTIONS, on=on).values("pk")
    locks = PeriodLock.objects.with_terms().select_related("section__subject", "section__year")
    return get_object_or_404(locks.filter(section__in=sections), pk=pk)
