"""A lesson held by somebody else, cancelled, or moved (SCH-12, B dep. 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from journal.models import Lesson, LessonMove
from school.bells import Bell, bells_of, read_bells, whose
from school.calendar import calendar_of, week_of
from school.groups import combined_by_section
from school.models import (
    SectionClass,
    StaffAbsence,
    StaffMember,
    Substitution,
    TeachingLoad,
)
from school.words import date_dots
from school.work import at_work

from .closing import must_be_open
from .planning import first_classes, is_filled, moments
from .refusals import Refused

INSTEAD, JOINT = Substitution.Kind.INSTEAD, Substitution.Kind.JOINT
PUT_BACK = "по расписанию"


@dataclass(frozen=True)
class Ground:
    """By which paper, and why; all may be empty but the reason of what is cancelled or moved."""

    reason: str = ""
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True)
class Decision:
    """What becomes of a lesson: somebody holds it, it is cancelled, or (neither) it stays by the timetable."""

    lesson: int
    teacher: int | None = None
    is_joint: bool = False
    is_cancelled: bool = False


@transaction.atomic
def decide_lessons(
    *,
    decisions: Sequence[Decision],
    lessons: Sequence[Lesson],
    absent: StaffMember,
    ground: Ground,
    by: User,
    now: datetime,
) -> None:
    """All of a teacher's day or nothing. Raises Refused, naming the lesson, where one cannot be so."""
    # Locked before the lessons: two deputies do not give one teacher two lessons of one hour at once.
    chosen = {decision.teacher for decision in decisions if decision.teacher}
    list(StaffMember.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    wanted = {decision.lesson: decision for decision in decisions}
    for lesson in _locked([one.pk for one in lessons]):
        decision = wanted.get(lesson.pk)
        if decision is None:
            continue
        if decision.is_cancelled:
            _cancel(lesson, ground, by, now)
            continue
        if lesson.status == Lesson.Status.CANCELLED:
            _restore(lesson, by, now)
        if decision.teacher is None:
            _take_back(lesson, by, now)
        else:
            _substitute(lesson, decision, absent, ground, by, now)


@transaction.atomic
def move_lesson(
    *,
    lesson: Lesson,
    day: date,
    number: int,
    ground: Ground,
    by: User,
    now: datetime,
) -> Lesson:
    """The lesson is held on another day or at another hour, by the bells of that day.

    Raises Refused where it is filled in, where either day is closed, or out of the year or the journal's own days, where it has a
    lesson there, or no bell rings.
    """
    (lesson,) = _locked([lesson.pk])
    _must_be_empty(lesson, now)
    _must_have_place(lesson, day, number)
    move = _move_of(lesson)
    _take_back(lesson, by, now)
    lesson.status = Lesson.Status.PLANNED
    lesson.date, lesson.number = day, number
    lesson.starts_at, lesson.ends_at = moments(day, _bell(lesson))
    must_be_open(lesson, now=now)
    lesson.version += 1
    lesson.save(by=by, reason=ground.reason, now=now)
    if (lesson.date, lesson.number) == (move.from_date, move.from_number):
        if move.pk:
            move.delete(by=by, reason=PUT_BACK, now=now)
    else:
        _write(move, LessonMove.Kind.MOVED, ground, by, now)
    return lesson


def _must_have_place(lesson: Lesson, day: date, number: int) -> None:
    """The journal is held on that day, and nothing stands at that hour."""
    section = lesson.section
    if not section.year.starts_on <= day <= section.year.ends_on:
        raise Refused(f"{date_dots(day)} не входит в {section.year.title} учебный год.")
    if not section.is_held_on(day):
        raise Refused(
            f"{date_dots(day)} журнал «{section.title}» не ведётся. Выберите день, когда в нём идут занятия."
        )
    if section.lessons.filter(date=day, number=number).exclude(pk=lesson.pk).exists():
        raise Refused(
            f"{date_dots(day)}, {number}-й урок: в этом журнале там уже стоит урок. Выберите другое место."
        )


@transaction.atomic
def restore_lesson(*, lesson: Lesson, by: User, now: datetime) -> None:
    """A cancelled lesson is held after all. Raises Refused where its period is closed."""
    (lesson,) = _locked([lesson.pk])
    if lesson.status == Lesson.Status.CANCELLED:
        _restore(lesson, by, now)


def _bell(lesson: Lesson) -> Bell:
    school_class = first_classes(lesson.section.year_id).get(lesson.section_id)
    calendar = calendar_of(lesson.section.year)
    taught = calendar.lesson_days(lesson.section.grade, week_of(school_class))
    weekday = taught.get(lesson.date, lesson.date.isoweekday())
    of = whose(lesson.section, school_class)
    bell = bells_of(read_bells(), of, lesson.date, weekday, lesson.number)
    if bell is None:
        raise Refused(f"Нет звонка для {lesson.number}-го урока. Выберите другой номер.")
    return bell


def _substitute(
    lesson: Lesson, decision: Decision, absent: StaffMember, ground: Ground, by: User, now: datetime
) -> None:
    row = _substitution_of(lesson)
    kind = JOINT if decision.is_joint else INSTEAD
    if row and (row.teacher_id, row.kind) == (decision.teacher, kind):
        _put_on_paper(row, ground, by, now)
        return
    _must_be_empty(lesson, now)
    teacher = _at_work_that_day(decision.teacher or 0, lesson)
    if teacher.pk == absent.pk:
        raise Refused(f"{_place(lesson)}: {teacher.user.short_name} и есть учитель этого урока.")
    if kind == INSTEAD and (busy := _lesson_at_that_hour(teacher, lesson)):
        raise Refused(
            f"{_place(lesson)}: у {teacher.user.short_name} в это время свой урок ({busy.section.title}). "
            "Выберите совмещение или другого учителя."
        )
    row = row or Substitution(section=lesson.section, date=lesson.date, number=lesson.number)
    row.teacher, row.kind, row.absent = teacher, kind, absent
    row.reason, row.order_number, row.order_date = ground.reason, ground.number, ground.dated
    row.save(by=by, now=now)


def _take_back(lesson: Lesson, by: User, now: datetime) -> None:
    row = _substitution_of(lesson)
    if row is not None:
        _must_be_empty(lesson, now)
        row.delete(by=by, reason=PUT_BACK, now=now)


def _cancel(lesson: Lesson, ground: Ground, by: User, now: datetime) -> None:
    if lesson.status == Lesson.Status.CANCELLED:
        _put_on_paper(_move_of(lesson), ground, by, now)
        return
    _must_be_empty(lesson, now)
    if not ground.reason:
        raise Refused(f"{_place(lesson)}: напишите, почему урок отменён.")
    _take_back(lesson, by, now)
    lesson.status = Lesson.Status.CANCELLED
    lesson.version += 1
    lesson.save(by=by, reason=ground.reason, now=now)
    _write(_move_of(lesson), LessonMove.Kind.CANCELLED, ground, by, now)


def _restore(lesson: Lesson, by: User, now: datetime) -> None:
    must_be_open(lesson, now=now)
    lesson.status = Lesson.Status.PLANNED
    lesson.version += 1
    lesson.save(by=by, reason=PUT_BACK, now=now)
    move = _move_of(lesson)
    if move.pk is None:
        return
    if (move.from_date, move.from_number) == (lesson.date, lesson.number):
        move.delete(by=by, reason=PUT_BACK, now=now)
    else:
        _write(move, LessonMove.Kind.MOVED, _ground_of_move(move), by, now)


def _ground_of_move(move: LessonMove) -> Ground:
    """By what the lesson was moved before it was cancelled: the row kept the paper of the cancellation since."""
    moved = LessonMove.history.filter(id=move.pk, kind=LessonMove.Kind.MOVED)
    last = moved.order_by("history_id").last() or move
    return Ground(last.reason, last.order_number, last.order_date)


def _put_on_paper(row: Substitution | LessonMove, ground: Ground, by: User, now: datetime) -> None:
    """The order is often written after the decision: its number and date are added to what stands."""
    if ground.number and (row.order_number, row.order_date) != (ground.number, ground.dated):
        row.order_number, row.order_date = ground.number, ground.dated
        row.save(by=by, now=now)


def _move_of(lesson: Lesson) -> LessonMove:
    """What is known of where the lesson stood; a new row, unsaved, of one that stands by the timetable."""
    return LessonMove.objects.filter(lesson=lesson).first() or LessonMove(
        lesson=lesson, from_date=lesson.date, from_number=lesson.number
    )


def _write(move: LessonMove, kind: str, ground: Ground, by: User, now: datetime) -> None:
    move.kind = kind
    move.reason, move.order_number, move.order_date = ground.reason, ground.number, ground.dated
    move.save(by=by, now=now)


def _locked(lessons: Sequence[int]) -> list[Lesson]:
    found = Lesson.objects.select_for_update(of=("self",)).filter(pk__in=lessons)
    # In the order in which everybody locks lessons; worked on in the order of the day.
    rows = found.select_related("section__subject", "section__year").order_by("pk")
    return sorted(rows, key=lambda one: (one.date, one.number))


def _must_be_empty(lesson: Lesson, now: datetime) -> None:
    """What is in the journal was so; it is not told otherwise afterwards (B 2.11)."""
    must_be_open(lesson, now=now)
    if Lesson.objects.filter(is_filled(), pk=lesson.pk).exists():
        raise Refused(f"{_place(lesson)}: урок уже заполнен в журнале, поэтому он не меняется.")


def _substitution_of(lesson: Lesson) -> Substitution | None:
    return Substitution.objects.filter(
        section=lesson.section_id, date=lesson.date, number=lesson.number
    ).first()


def _at_work_that_day(pk: int, lesson: Lesson) -> StaffMember:
    found = StaffMember.objects.filter(at_work(on=lesson.date), pk=pk).select_related("user")
    teacher = found.first()
    if teacher is None:
        raise Refused(f"{_place(lesson)}: этот учитель в школе не работает. Выберите другого.")
    if StaffAbsence.objects.on(lesson.date).filter(teacher=teacher).exists():
        raise Refused(f"{_place(lesson)}: {teacher.user.short_name} в этот день отсутствует.")
    return teacher


def _lesson_at_that_hour(teacher: StaffMember, lesson: Lesson) -> Any:
    """Another lesson of that teacher, by load or by substitution, which meets this one."""
    own = TeachingLoad.objects.on(lesson.date).filter(teacher=teacher).values("section")
    instead = Substitution.objects.filter(teacher=teacher, date=lesson.date)
    held = Q(section__in=own)
    for row in instead:
        held |= Q(section=row.section_id, number=row.number)
    there = Lesson.objects.filter(
        held, date=lesson.date, starts_at__lt=lesson.ends_at, ends_at__gt=lesson.starts_at
    )
    by_another = Substitution.objects.exclude(teacher=teacher).filter(
        section=OuterRef("section"), date=OuterRef("date"), number=OuterRef("number")
    )
    there = there.filter(~Exists(by_another)).exclude(pk=lesson.pk)
    there = there.exclude(status=Lesson.Status.CANCELLED)
    rows = there.select_related("section__subject")
    return next((row for row in rows if not _is_one_lesson(lesson, row)), None)


def _is_one_lesson(one: Lesson, two: Lesson) -> bool:
    """Of different classes of one combined class at one hour: whoever holds one holds the other. One query."""
    if one.number != two.number:
        return False
    links = SectionClass.objects.filter(section__in=[one.section_id, two.section_id])
    rows = list(links.values_list("section", "school_class", "school_class__combined"))
    combined = combined_by_section((section, together) for section, _, together in rows)
    classes = [school_class for _, school_class, _ in rows]
    together = combined.get(one.section_id)
    is_same_set = together is not None and together == combined.get(two.section_id)
    return is_same_set and len(classes) == len(set(classes))


def _place(lesson: Lesson) -> str:
    return f"{lesson.section.title}, {date_dots(lesson.date)}, {lesson.number}-й урок"
