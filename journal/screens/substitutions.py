"""The day of a deputy who finds substitutes: who is away, which lessons wait, who may hold them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.names import alphabetical
from journal.models import Lesson, LessonMove
from journal.substitutes import Colleague, Hours, Offer, offers
from school.groups import combined_by_section
from school.models import (
    SectionClass,
    StaffAbsence,
    Substitution,
    TeachingLoad,
)
from school.work import at_work


@dataclass(frozen=True, slots=True)
class LessonToHold:
    """A lesson of somebody who is away, what is decided of it, and who may hold it."""

    lesson: Lesson
    substitution: Substitution | None
    offers: Sequence[Offer]

    @property
    def is_decided(self) -> bool:
        return self.substitution is not None or self.lesson.status == Lesson.Status.CANCELLED


@dataclass(frozen=True, slots=True)
class AwayTeacher:
    absence: StaffAbsence
    lessons: Sequence[LessonToHold]

    @property
    def undecided(self) -> int:
        return sum(not one.is_decided for one in self.lessons)


@dataclass(frozen=True, slots=True)
class SubstitutionsScreen:
    """`others` are substitutions of the day whose teacher is not recorded as away; `moves` come and go that day."""

    day: date
    away: Sequence[AwayTeacher]
    others: Sequence[Substitution]
    moves: Sequence[LessonMove]

    def away_with(self, teacher: str) -> AwayTeacher | None:
        """Of the one with that key."""
        return next((one for one in self.away if str(one.absence.teacher_id) == teacher), None)

    @property
    def undecided(self) -> int:
        return sum(teacher.undecided for teacher in self.away)


@dataclass(frozen=True)
class _Day:
    """What is known of the day: lessons by section, who teaches each, who replaces whom."""

    lessons: Sequence[Lesson]
    loads: Sequence[TeachingLoad]
    substitutions: Mapping[tuple[int, int], Substitution]
    classes: Mapping[int, frozenset[int]]
    combined: Mapping[int, int]


def substitutions_screen(lessons: QuerySet[Lesson], day: date) -> SubstitutionsScreen:
    """`lessons` are those the person may order. Seven queries, however many are away."""
    absences = list(
        StaffAbsence.objects.on(day)
        .select_related("teacher__user")
        .order_by(*alphabetical("teacher__user__"))
    )
    known = _day(day)
    orderable = set(lessons.filter(date=day).values_list("pk", flat=True))
    away_pks = {absence.teacher_id for absence in absences}
    colleagues = _colleagues(known, away_pks)
    away = [
        AwayTeacher(absence, list(_lessons_of(absence, known, orderable, colleagues)))
        for absence in absences
    ]
    shown = {one.lesson.pk for teacher in away for one in teacher.lessons}
    by_place = {(lesson.section_id, lesson.number): lesson.pk for lesson in known.lessons}
    return SubstitutionsScreen(
        day=day,
        away=away,
        others=[
            row
            for place, row in known.substitutions.items()
            if by_place.get(place) in orderable - shown
        ],
        moves=moves_of(lessons, day),
    )


def moves_of(lessons: QuerySet[Lesson], day: date) -> list[LessonMove]:
    """Lessons that were cancelled that day, left it, or came to it. One query."""
    found = LessonMove.objects.filter(lesson__in=lessons.values("pk"))
    here = found.filter(from_date=day) | found.filter(lesson__date=day)
    rows = here.select_related("lesson__section__subject").distinct()
    return sorted(rows, key=lambda move: (move.from_date, move.from_number, move.pk))


def _day(day: date) -> _Day:
    lessons = Lesson.objects.filter(date=day).select_related("section__subject")
    loads = TeachingLoad.objects.on(day).filter(
        at_work("teacher", on=day), section__year__ends_on__gte=day
    )
    rows = Substitution.objects.filter(date=day).select_related(
        "section__subject", "teacher__user", "absent__user"
    )
    classes: dict[int, set[int]] = defaultdict(set)
    links = SectionClass.objects.filter(
        section__year__starts_on__lte=day, section__year__ends_on__gte=day
    )
    rows_of = list(links.values_list("section", "school_class", "school_class__combined"))
    for section, school_class, _ in rows_of:
        classes[section].add(school_class)
    return _Day(
        lessons=list(lessons.order_by("starts_at", "pk")),
        loads=list(loads.select_related("teacher__user", "section").order_by("pk")),
        substitutions={
            (row.section_id, row.number): row for row in rows.order_by("number", "section_id")
        },
        classes={section: frozenset(found) for section, found in classes.items()},
        combined=combined_by_section((section, together) for section, _, together in rows_of),
    )


def _colleagues(known: _Day, away: set[int]) -> list[Colleague]:
    """Everybody who teaches this year and is not away, with the hours taken that day."""
    subjects: dict[int, set[int]] = defaultdict(set)
    classes: dict[int, set[int]] = defaultdict(set)
    names = {}
    sections: dict[int, set[int]] = defaultdict(set)
    for load in known.loads:
        if load.teacher_id in away:
            continue
        names[load.teacher_id] = load.teacher.user.short_name
        sections[load.teacher_id].add(load.section_id)
        subjects[load.teacher_id].add(load.section.subject_id)
        classes[load.teacher_id] |= known.classes.get(load.section_id, frozenset())
    return [
        Colleague(
            pk,
            name,
            frozenset(subjects[pk]),
            frozenset(classes[pk]),
            tuple(_hours(known, pk, sections[pk])),
        )
        for pk, name in names.items()
    ]


def _hours(known: _Day, teacher: int, sections: set[int]) -> Iterable[Hours]:
    for lesson in known.lessons:
        if lesson.status == Lesson.Status.CANCELLED:
            continue
        row = known.substitutions.get((lesson.section_id, lesson.number))
        if row.teacher_id == teacher if row else lesson.section_id in sections:
            yield Hours(lesson.starts_at, lesson.ends_at)


def _lessons_of(
    absence: StaffAbsence, known: _Day, orderable: set[int], colleagues: Sequence[Colleague]
) -> Iterable[LessonToHold]:
    own = {load.section_id for load in known.loads if load.teacher_id == absence.teacher_id}
    for lesson in known.lessons:
        if lesson.section_id not in own or lesson.pk not in orderable:
            continue
        row = known.substitutions.get((lesson.section_id, lesson.number))
        at = Hours(lesson.starts_at, lesson.ends_at)
        # Whoever holds it now stays on the list, free but for this very lesson.
        others = [
            _without(one, at) if row and one.pk == row.teacher_id else one for one in colleagues
        ]
        for beside in _held_together(lesson, known):
            holders = _holders(beside, known)
            hours = Hours(beside.starts_at, beside.ends_at)
            others = [_without(one, hours) if one.pk in holders else one for one in others]
        of_class = known.classes.get(lesson.section_id, frozenset())
        yield LessonToHold(lesson, row, offers(lesson.section.subject_id, of_class, at, others))


def _held_together(lesson: Lesson, known: _Day) -> Iterable[Lesson]:
    """Lessons of the other classes of its combined class at that hour: one teacher holds them all."""
    together = known.combined.get(lesson.section_id)
    if together is None:
        return
    own = known.classes.get(lesson.section_id, frozenset())
    for other in known.lessons:
        classes = known.classes.get(other.section_id, frozenset())
        is_same_set = known.combined.get(other.section_id) == together
        if is_same_set and other.number == lesson.number and own.isdisjoint(classes):
            yield other


def _holders(lesson: Lesson, known: _Day) -> set[int]:
    row = known.substitutions.get((lesson.section_id, lesson.number))
    if row:
        return {row.teacher_id}
    return {load.teacher_id for load in known.loads if load.section_id == lesson.section_id}


def _without(colleague: Colleague, at: Hours) -> Colleague:
    rest = list(colleague.hours)
    if at in rest:
        rest.remove(at)
    return Colleague(
        colleague.pk, colleague.name, colleague.subjects, colleague.classes, tuple(rest)
    )


def meetings_of(lesson: Lesson) -> list[str]:
    """What else is at that hour: lessons of the same class or of the same teacher, in words. Two queries."""
    classes = SectionClass.objects.filter(section=lesson.section_id).values("school_class")
    teachers = TeachingLoad.objects.on(lesson.date).filter(section=lesson.section_id)
    taught = TeachingLoad.objects.on(lesson.date).filter(teacher__in=teachers.values("teacher"))
    same = Q(section__section_classes__school_class__in=classes)
    same |= Q(section__in=taught.values("section"))
    found = Lesson.objects.filter(
        same, date=lesson.date, starts_at__lt=lesson.ends_at, ends_at__gt=lesson.starts_at
    ).exclude(pk=lesson.pk)
    rows = (
        found.exclude(status=Lesson.Status.CANCELLED).select_related("section__subject").distinct()
    )
    return [f"{row.section.title}, {row.number}-й урок" for row in rows.order_by("number", "pk")]
