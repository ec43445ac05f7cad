"""Who may open what of the journal. Views get their objects only from here; a stranger's object does not exist (404)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from journal.models import Lesson
from school.access import (
    grants_held,
    is_opened_whole,
    loads_held_by,
    section_to_see,
    sections_visible_to,
    students_of_read_classes,
    students_visible_in,
)
from school.days import today_of
from school.models import (
    FILL_JOURNAL,
    CourseSection,
    GradingPeriod,
    SectionClass,
    SectionGrant,
    Student,
    Substitution,
    TeachingLoad,
)
from school.substituting import substitute_terms
from school.taught import journals_of
from school.work import at_work


def may_fill_lesson(user: User, *, on: date) -> Q:
    """Condition on a lesson: held by the user, by load or substitution, or opened to write by an order (B 2.4).

    A load must hold on the day of the lesson and still now: who has handed the journal over writes no more.
    """
    loads = TeachingLoad.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("date")) & Q(ends_on__gte=on),
        at_work("teacher", on=on),
        section=OuterRef("section"),
        teacher__user=user,
        starts_on__lte=OuterRef("date"),
        section__year__ends_on__gte=on,
    )
    return (
        Q(Exists(loads))
        | _left_unfilled(user, on)
        | Q(_substitutes(user, on)) & Q(date__lte=today_of(on))
        | Q(Exists(_opened_to_write(user, on).filter(content_object=OuterRef("section"))))
    )


def _opened_to_write(user: User, on: date) -> QuerySet[SectionGrant]:
    """A finished year is only read, however long the order lasts."""
    grants = grants_held(SectionGrant, user, FILL_JOURNAL, on=on)
    return grants.filter(content_object__year__ends_on__gte=on)


def _left_unfilled(user: User, on: date) -> Q:
    """A lesson left without topic or register by the teacher the user took the journal over from.

    Whoever is given the journal writes it down in the own name (B 2.4, 2.11); what was filled in stays as it is.
    """
    taken_over = loads_held_by(user, on=on).filter(
        Q(taken_over_from__ends_on=None) | Q(taken_over_from__ends_on__gte=OuterRef("date")),
        section=OuterRef("section"),
        taken_over_from__starts_on__lte=OuterRef("date"),
    )
    unfilled = Q(topic="") | Q(attendance_taken_at=None) | Q(attendance_taken_by=user)
    return Q(Exists(taken_over)) & unfilled & Q(date__lte=today_of(on))


def taught_that_day(user: User) -> Exists:
    """True where the user taught the lesson's section on the day of the lesson: whose entries are brought in."""
    return Exists(
        TeachingLoad.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("date")),
            section=OuterRef("section"),
            teacher__user=user,
            starts_on__lte=OuterRef("date"),
        )
    )


def _substitutes(user: User, on: date) -> Exists:
    """The lesson was given to the user to hold, and the term in which he fills it in is not over."""
    given = substitute_terms(on).open_on(today_of(on))
    return Exists(
        Substitution.objects.filter(
            at_work("teacher", on=on),
            section=OuterRef("section"),
            date=OuterRef("date"),
            number=OuterRef("number"),
            teacher__user=user,
            date__gte=given.first,
        ).exclude(date__in=given.over)
    )


def lessons_visible_to(user: User, *, on: date) -> QuerySet[Lesson]:
    """Lessons of the journals the user may open, and those he substitutes."""
    sections = sections_visible_to(user, on=on).values("pk")
    return Lesson.objects.filter(Q(section__in=sections) | Q(_substitutes(user, on)))


def fillable_by(user: User, *, on: date) -> QuerySet[Lesson]:
    """Lessons the user may fill in: reading a journal never gives the right to write in it (B 2.5.2)."""
    return Lesson.objects.filter(may_fill_lesson(user, on=on))


def lessons_held_on(user: User, day: date, *, on: date) -> QuerySet[Lesson]:
    """Lessons that day that are the user's to hold, by load or instead of a colleague; not those that are cancelled."""
    given = Substitution.objects.filter(
        at_work("teacher", on=on),
        section=OuterRef("section"),
        date=OuterRef("date"),
        number=OuterRef("number"),
        teacher__user=user,
    )
    held = Q(taught_that_day(user)) | Q(Exists(given))
    lessons = lessons_visible_to(user, on=on).filter(held, date=day)
    return lessons.exclude(status=Lesson.Status.CANCELLED)


def lesson_to_see(user: User, pk: int, *, on: date) -> Lesson:
    lessons = lessons_visible_to(user, on=on).select_related(
        "section__subject", "section__year", "room"
    )
    return get_object_or_404(lessons, pk=pk)


def lesson_to_fill(user: User, pk: int, *, on: date) -> Lesson:
    lesson = lesson_to_see(user, pk, on=on)
    if not fillable_by(user, on=on).filter(pk=lesson.pk).exists():
        raise PermissionDenied
    return lesson


def section_to_fill(user: User, pk: int, *, on: date) -> CourseSection:
    """A journal the user writes in: 404 to a stranger, 403 to a reader. One query for its teacher."""
    section = next((one for one in journals_of(user, on=on) if one.pk == pk), None)
    if section is None:
        section = section_to_see(user, pk, on=on)
        if not _opened_to_write(user, on).filter(content_object=pk).exists():
            raise PermissionDenied
    return section


@dataclass(frozen=True)
class Journal:
    """A section as the person opens it: to write in it or only to read, among the journals to leaf to."""

    section: CourseSection
    may_fill: bool
    around: Sequence[CourseSection]


def journal_to_see(user: User, pk: int, *, on: date) -> Journal:
    """A teacher leafs through own journals, read in one query; a reader through those of the same classes.

    404 to a stranger.
    """
    own = journals_of(user, on=on)
    for section in own:
        if section.pk == pk:
            around = [other for other in own if other.year_id == section.year_id]
            return Journal(section, may_fill=True, around=around)
    granted = _opened_to_write(user, on)
    seen = sections_visible_to(user, on=on).select_related("subject", "year")
    found: Any = get_object_or_404(
        seen.annotate(is_granted=Exists(granted.filter(content_object=OuterRef("pk")))), pk=pk
    )
    return Journal(found, may_fill=found.is_granted, around=list(_of_same_classes(found, user, on)))


def _of_same_classes(section: CourseSection, user: User, on: date) -> QuerySet[CourseSection]:
    of_class = SectionClass.objects.filter(
        section=OuterRef("pk"), school_class__section_classes__section=section
    )
    sections = sections_visible_to(user, on=on).filter(Exists(of_class), year_id=section.year_id)
    return sections.select_related("subject").in_order()  # type: ignore[attr-defined]


def pupils_to_see(journal: Journal, user: User, *, on: date) -> QuerySet[Student] | None:
    """Pupils of a journal that the user may see; None means the whole list.

    As school.access.students_visible_in, with the question of who teaches already answered.
    """
    if journal.may_fill:
        return None
    read = students_of_read_classes(journal.section, user, on=on)
    if read is None or is_opened_whole(journal.section, user, on=on):
        return None
    return read


def pupils_of_lesson(lesson: Lesson, user: User, *, on: date) -> QuerySet[Student] | None:
    """As students_visible_in; a substitute sees all pupils of his lesson, and of no other one for that."""
    among = students_visible_in(lesson.section, user, on=on)
    if among is None or Lesson.objects.filter(_substitutes(user, on), pk=lesson.pk).exists():
        return None
    return among


def periods_to_see(section: CourseSection) -> list[GradingPeriod]:
    """Periods of the section's year and grade, in their order."""
    return GradingPeriod.objects.of_grade(section.grade, year=section.year_id)


def period_among(periods: Sequence[GradingPeriod], pk: int) -> GradingPeriod:
    """The one of these periods, 404 where it is none of them."""
    for period in periods:
        if period.pk == pk:
            return period
    raise Http404


def period_to_see(section: CourseSection, pk: int) -> GradingPeriod:
    """A period of the section's year and grade."""
    periods = GradingPeriod.objects.for_grade(section.grade)
    return get_object_or_404(periods.filter(year_id=section.year_id), pk=pk)
