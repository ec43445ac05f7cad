"""Whom events of the school and of classes concern, who sees and who writes them (SCH-15)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Right, User
from accounts.prepared import Prepared

from .access import (
    HOMEROOM,
    PARENT,
    READER,
    STAFF,
    STUDENT,
    classes_visible_to,
    classes_with_homeroom,
    pupils_of_family,
    sections_taught_by,
)
from .days import today_of
from .models import (
    ClassEnrollment,
    CourseSection,
    EventAudience,
    SchoolClass,
    SchoolEvent,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
)

# What a name is given to a range of grades by.
WHOLE_SCHOOL = (0, 12)
LEVELS = {(1, 4): "1–4 классы", (5, 9): "5–9 классы", (10, 12): "10–11 классы"}
READERS_ONLY = (
    "Мероприятия школы записывает администрация, мероприятия класса – классный руководитель."
)


def events_visible_to(
    user: User, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> QuerySet[SchoolEvent]:
    """Events the person may read of.

    Who sets the year up or reads journals reads all. The staff: those of the school, of classes in sight, and
    those a person answers for. Families: those of their child.
    """
    if rights & {Right.YEAR, Right.READ_JOURNALS}:
        return SchoolEvent.objects.all()
    seen: Any = Q(pk__in=[])
    if roles & STAFF:
        classes = classes_visible_to(user, on=on).values("pk")
        seen |= Q(school_class=None) | Q(responsible__user=user) | Q(school_class__in=classes)
    if roles & {STUDENT, PARENT, READER}:
        seen |= concerns(pupils_of_family(user, on=on, today=today_of(on)).values("pk"))
    return SchoolEvent.objects.filter(seen)


def concerns(students: Any) -> Exists:
    """Condition on an event: it is for one of these pupils, in the class and the groups he is in on its days."""
    here = Q(starts_on__lte=OuterRef("event__ends_on")) & (
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("event__starts_on"))
    )
    in_class = ClassEnrollment.objects.filter(here, student__in=students).filter(
        Q(school_class=OuterRef("school_class"))
        | Q(
            school_class__year=OuterRef("event__year"),
            school_class__grade__gte=OuterRef("grade_from"),
            school_class__grade__lte=OuterRef("grade_to"),
        )
    )
    on_list = SectionEnrollment.objects.filter(
        here, student__in=students, section=OuterRef("section")
    )
    return Exists(
        EventAudience.objects.filter(Exists(in_class) | Exists(on_list), event=OuterRef("pk"))
    )


# Keys of events of these days that `concerns` one pupil: asked by every week of the diary, so said once in SQL. An event
# seldom has more than a few rows of audience.
_EVENTS_OF_PUPIL = """\
SELECT v.id FROM school_schoolevent v
WHERE v.starts_on <= %(last)s AND v.ends_on >= %(first)s AND EXISTS (
    SELECT 1 FROM school_eventaudience a WHERE a.event_id = v.id AND (EXISTS (
        SELECT 1 FROM school_classenrollment e JOIN school_schoolclass c ON c.id = e.school_class_id
        WHERE e.student_id = %(student)s AND e.starts_on <= v.ends_on AND (e.ends_on IS NULL OR e.ends_on >= v.starts_on)
            AND (c.id = a.school_class_id OR c.year_id = v.year_id AND c.grade BETWEEN a.grade_from AND a.grade_to)
    ) OR EXISTS (
        SELECT 1 FROM school_sectionenrollment e
        WHERE e.student_id = %(student)s AND e.section_id = a.section_id
            AND e.starts_on <= v.ends_on AND (e.ends_on IS NULL OR e.ends_on >= v.starts_on))))
"""
EVENTS_OF_PUPIL = Prepared(
    "events_of_pupil", _EVENTS_OF_PUPIL, student="bigint", first="date", last="date"
)


def of_teacher(user: User, *, on: date) -> QuerySet[SchoolEvent]:
    """Events of that day that a teacher meets: he answers for them, or teaches or leads whom they concern."""
    sections = sections_taught_by(user, on=on)
    taught = SectionClass.objects.filter(section__in=sections.values("pk"))
    own = classes_with_homeroom(user, on=on)
    classes = Q(pk__in=taught.values("school_class")) | Q(pk__in=own.values("pk"))
    met = SchoolClass.objects.filter(classes, year=OuterRef("event__year"))
    audience = EventAudience.objects.filter(
        Exists(met.filter(pk=OuterRef("school_class")))
        | Exists(met.filter(grade__gte=OuterRef("grade_from"), grade__lte=OuterRef("grade_to")))
        | Q(section__in=sections.values("pk"))
        | Q(section__section_classes__school_class__in=own.values("pk")),
        event=OuterRef("pk"),
    )
    today = SchoolEvent.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return today.filter(Q(responsible__user=user) | Exists(audience))


def event_to_see(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> SchoolEvent:
    events = events_visible_to(user, roles=roles, rights=rights, on=on)
    return get_object_or_404(
        events.select_related("year", "school_class", "responsible__user"), pk=pk
    )


def event_to_write(
    user: User, pk: int, *, roles: frozenset[str], rights: frozenset[str], on: date
) -> SchoolEvent:
    """404 to a stranger, 403 to whoever only reads."""
    event = event_to_see(user, pk, roles=roles, rights=rights, on=on)
    if not may_write(event, rights=rights, own=own_classes(user, roles=roles, year=None, on=on)):
        raise PermissionDenied(READERS_ONLY)
    return event


def may_write(event: SchoolEvent, *, rights: frozenset[str], own: list[SchoolClass]) -> bool:
    return Right.YEAR in rights or event.school_class_id in {one.pk for one in own}


def own_classes(
    user: User, *, roles: frozenset[str], year: SchoolYear | None, on: date
) -> list[SchoolClass]:
    """Classes for which the person writes events down as their homeroom teacher."""
    if HOMEROOM not in roles:
        return []
    classes: Any = classes_with_homeroom(user, on=on)
    return list((classes.filter(year=year) if year else classes).in_order())


def classes_to_write_for(
    user: User, *, roles: frozenset[str], rights: frozenset[str], year: SchoolYear, on: date
) -> list[SchoolClass]:
    """Own classes a new event may be of; none of them for who writes those of the school."""
    if Right.YEAR in rights:
        return []
    own = own_classes(user, roles=roles, year=year, on=on)
    if not own:
        raise PermissionDenied(READERS_ONLY)
    return own


def must_write_events(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The page of a new event: for who sets the year up, and for homeroom teachers. To others it is not there."""
    if Right.YEAR not in rights and HOMEROOM not in roles:
        raise Http404


def groups_offered(
    year: SchoolYear, classes: list[SchoolClass] | None, *, on: date
) -> list[CourseSection]:
    """Groups, streams and circles of the year to choose from; of these classes only where they are given."""
    held: Any = CourseSection.objects.filter(year=year)
    groups = (
        held.held_on(on)
        .exclude(kind__in=[CourseSection.Kind.WHOLE_CLASS, CourseSection.Kind.INDIVIDUAL])
        .select_related("subject")
    )
    if classes is not None:
        others = SectionClass.objects.filter(section=OuterRef("pk")).exclude(
            school_class__in=[one.pk for one in classes]
        )
        mine = SectionClass.objects.filter(section=OuterRef("pk"))
        groups = groups.filter(Exists(mine), ~Exists(others))
    return list(groups.in_order())


def whom_words(rows: list[EventAudience]) -> str:
    """«Вся школа», «5–9 классы», «7А, 7Б», «7А Английский язык (1 группа)»: whom an event is for."""
    grades = [(row.grade_from or 0, row.grade_to) for row in rows if row.grade_to is not None]
    if any(first <= 1 and last >= 11 for first, last in grades):
        return "вся школа"
    told = [
        LEVELS.get(span) or (f"{span[0]} классы" if span[0] == span[1] else f"{span[0]}–{span[1]} классы")
        for span in sorted(grades)
    ]  # fmt: skip
    told += [row.school_class.name for row in rows if row.school_class]
    told += [row.section.title for row in rows if row.section]
    return ", ".join(told)
