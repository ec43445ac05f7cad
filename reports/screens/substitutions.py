"""Lessons that were not held as the timetable says: by whom instead, cancelled, moved, or not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from journal.models import Lesson, LessonMove
from school.models import StaffAbsence, Substitution, TeachingLoad
from school.words import date_dots

Place = tuple[int, date, int]


@dataclass(frozen=True, slots=True)
class MissedLesson:
    """`lesson` stands where it is held; `was_on`, `was_number` is its place by the timetable."""

    lesson: Lesson
    was_on: date
    was_number: int
    absent: str = ""
    reason: str = ""
    substitute: str = ""
    kind: str = ""
    order: str = ""
    is_joint: bool = False
    is_moved: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True)
class _Known:
    first: date
    last: date
    substitutions: dict[Place, Substitution]
    moves: dict[int, LessonMove]
    absences: Sequence[StaffAbsence]
    loads: dict[int, list[TeachingLoad]]


def missed_lessons(lessons: QuerySet[Lesson], first: date, last: date) -> list[MissedLesson]:
    """Of `lessons`, those of the days from `first` to `last`, by day and number. Five queries."""
    absences = list(
        StaffAbsence.objects.filter(starts_on__lte=last)
        .exclude(ends_on__lt=first)
        .select_related("teacher__user")
    )
    substitutions = list(
        Substitution.objects.filter(date__range=(first, last)).select_related(
            "teacher__user", "absent__user"
        )
    )
    loads: dict[int, list[TeachingLoad]] = {}
    for load in TeachingLoad.objects.filter(teacher__in=[row.teacher_id for row in absences]):
        loads.setdefault(load.section_id, []).append(load)
    moves = {
        move.lesson_id: move for move in LessonMove.objects.filter(from_date__range=(first, last))
    }
    here = Q(
        date__range=(first, last), section__in=[*loads, *(r.section_id for r in substitutions)]
    )
    found = lessons.filter(here | Q(pk__in=moves)).select_related("section__subject")
    places = {(row.section_id, row.date, row.number): row for row in substitutions}
    known = _Known(first, last, places, moves, absences, loads)
    rows = [
        row for lesson in found for row in (_moved(lesson, known), _missed(lesson, known)) if row
    ]
    return sorted(rows, key=lambda row: (row.was_on, row.was_number, row.lesson.pk))


def _moved(lesson: Lesson, known: _Known) -> MissedLesson | None:
    """The place that the lesson has left, or where it was cancelled."""
    move = known.moves.get(lesson.pk)
    if move is None:
        return None
    absence = _absence(lesson, move.from_date, known)
    return MissedLesson(
        lesson,
        move.from_date,
        move.from_number,
        absent=absence.teacher.user.short_name if absence else "",
        reason=move.reason,
        order=_order(move.order_number, move.order_date),
        is_moved=move.kind == LessonMove.Kind.MOVED,
        is_cancelled=move.kind == LessonMove.Kind.CANCELLED,
    )


def _missed(lesson: Lesson, known: _Known) -> MissedLesson | None:
    """The place where the lesson stands; None where it was held as usual, or is not held at all."""
    if lesson.status == Lesson.Status.CANCELLED or not known.first <= lesson.date <= known.last:
        return None
    row = known.substitutions.get((lesson.section_id, lesson.date, lesson.number))
    absence = _absence(lesson, lesson.date, known)
    if row:
        return MissedLesson(
            lesson,
            lesson.date,
            lesson.number,
            absent=row.absent.user.short_name if row.absent else "",
            reason=row.reason,
            substitute=row.teacher.user.short_name,
            kind=row.get_kind_display(),
            order=_order(row.order_number, row.order_date),
            is_joint=row.kind == Substitution.Kind.JOINT,
        )
    if absence is None or lesson.attendance_taken_at:
        return None
    return MissedLesson(
        lesson,
        lesson.date,
        lesson.number,
        absent=absence.teacher.user.short_name,
        reason=absence.get_reason_display(),
    )


def _absence(lesson: Lesson, day: date, known: _Known) -> StaffAbsence | None:
    """Of a teacher whose journal it was on that day."""
    loads = known.loads.get(lesson.section_id, [])
    teachers = {load.teacher_id for load in loads if load.holds_on(day)}
    away = (one for one in known.absences if one.teacher_id in teachers and one.holds_on(day))
    return next(away, None)


def _order(number: str, day: date | None) -> str:
    if not number:
        return ""
    return f"№ {number} от {date_dots(day)}" if day else f"№ {number}"
