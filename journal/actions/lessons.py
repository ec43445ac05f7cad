"""Lessons of the year, their topic, homework, columns, and who was called."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, WorkType
from school.calendar import study_days
from school.models import (
    CalendarDay,
    CourseSection,
    HolidayBreak,
    SectionClass,
    TimeSlot,
    Timetable,
    TimetableEntry,
)

from .closing import closed_days, must_be_open
from .refusals import Refused, why_lesson_is_not_open

NO_LONGER_TAUGHT = "урока нет в новом расписании"


@transaction.atomic
def take_attendance(*, lesson: Lesson, by: User, now: datetime) -> Lesson:
    """«Все присутствуют», or the register is complete as it stands: a fact with its moment and author."""
    lesson = _locked(lesson)
    refusal = why_lesson_is_not_open(lesson, now)
    if refusal:
        raise Refused(refusal)
    must_be_open(lesson, now=now)
    if lesson.attendance_taken_at is None:
        lesson.attendance_taken_at, lesson.attendance_taken_by = now, by
        _save(lesson, by, now)
    return lesson


@transaction.atomic
def set_topic(
    *, lesson: Lesson, topic: str, by: User, now: datetime, base: int | None = None
) -> Lesson:
    """The topic of the lesson. `base` is the lesson's version the person saw, None to overwrite."""
    lesson = _locked(lesson)
    topic = " ".join(topic.split())
    if lesson.topic == topic:
        return lesson
    must_be_open(lesson, now=now)
    if base is not None and lesson.version != base and lesson.topic:
        raise Refused(
            f"Тему уже записали иначе: «{lesson.topic}». Прочитайте её и сохраните снова."
        )
    lesson.topic = topic
    _save(lesson, by, now)
    return lesson


@transaction.atomic
def set_homework(
    *,
    lesson: Lesson,
    text: str,
    by: User,
    now: datetime,
    is_none: bool = False,
    minutes: int | None = None,
    due_on: date | None = None,
) -> Homework | None:
    """Homework given at the lesson, or «не задано»; empty text without `is_none` takes it back."""
    lesson = _locked(lesson)
    text = text.strip()
    homework = Homework.objects.filter(lesson=lesson).first()
    if not text and not is_none:
        if homework:
            must_be_open(lesson, now=now)
            homework.delete(by=by, reason="задание снято", now=now)
        return None
    wanted = (("", None, None) if is_none else (text, minutes, due_on), is_none)
    if (
        homework
        and ((homework.text, homework.minutes, homework.due_on), homework.is_none) == wanted
    ):
        return homework
    must_be_open(lesson, now=now)
    homework = homework or Homework(lesson=lesson)
    (homework.text, homework.minutes, homework.due_on), homework.is_none = wanted
    homework.save(by=by, now=now)
    return homework


@transaction.atomic
def add_item(
    *,
    lesson: Lesson,
    work_type: WorkType,
    by: User,
    now: datetime,
    title: str = "",
    weight: int | None = None,
) -> LineItem:
    """One more column of the lesson: «5/4» is two of them."""
    lesson = _locked(lesson)
    must_be_open(lesson, now=now)
    last = lesson.items.order_by("-position").values_list("position", flat=True).first()
    item = LineItem(
        lesson=lesson,
        work_type=work_type,
        title=title,
        weight=weight or work_type.weight,
        position=0 if last is None else last + 1,
    )
    item.save(by=by, now=now)
    return item


@transaction.atomic
def change_item(
    *,
    item: LineItem,
    work_type: WorkType,
    by: User,
    now: datetime,
    title: str = "",
    weight: int | None = None,
) -> LineItem:
    """What the marks of the column are for, and how much they weigh."""
    lesson = _locked(item.lesson)
    wanted = (work_type.pk, title, weight or work_type.weight)
    if (item.work_type_id, item.title, item.weight) != wanted:
        must_be_open(lesson, now=now)
        item.work_type_id, item.title, item.weight = wanted
        item.save(by=by, now=now)
    return item


@transaction.atomic
def make_lessons(*, timetable: Timetable, by: User, now: datetime) -> int:
    """A dated lesson for every slot of every school day of the version; returns how many are new.

    A lesson that has entries stays whatever the new version says; an empty one of an earlier version
    that the new one does not hold goes away. Where a period is closed nothing comes and nothing goes.
    """
    in_year = CourseSection.objects.filter(year=timetable.year).values("pk")
    closed = closed_days(in_year, now=now)
    planned = {
        (row.section_id, row.date, row.number): row
        for row in _planned(timetable)
        if not _is_within(row.date, closed.get(row.section_id, ()))
    }
    window = {"date__gte": timetable.starts_on, "date__lte": timetable.ends_on}
    kept = set()
    obsolete = []
    # Locked first and asked then: an entry made this moment is seen, not taken away with its lesson.
    list(
        Lesson.objects.filter(section__year=timetable.year, **window)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk")
    )
    there = Lesson.objects.filter(section__year=timetable.year, **window).annotate(
        is_filled=ExpressionWrapper(_is_filled(), output_field=BooleanField())
    )
    for lesson in there:
        key = (lesson.section_id, lesson.date, lesson.number)
        is_closed = _is_within(lesson.date, closed.get(lesson.section_id, ()))
        if key in planned or lesson.is_filled or is_closed:
            kept.add(key)
        else:
            obsolete.append(lesson)
    Lesson.objects.erase(obsolete, by=by, reason=NO_LONGER_TAUGHT, now=now)
    new = [row for key, row in planned.items() if key not in kept]
    Lesson.objects.write(new, by=by, now=now)
    return len(new)


def _is_within(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _planned(timetable: Timetable) -> Iterable[Lesson]:
    """Lessons as the version and the calendar want them, unsaved."""
    breaks = list(HolidayBreak.objects.filter(year=timetable.year))
    days = list(CalendarDay.objects.filter(year=timetable.year))
    bells = _bells()
    section_class = {
        row.section_id: row.school_class
        for row in SectionClass.objects.filter(section__year=timetable.year)
        .select_related("school_class")
        .order_by("-school_class__name")
    }
    calendars: dict[tuple[int, int], dict[date, int]] = {}
    for entry in TimetableEntry.objects.filter(timetable=timetable).select_related("section"):
        of_class = section_class.get(entry.section_id)
        days_a_week = max(of_class.days_a_week if of_class else 5, 6 if entry.weekday == 6 else 5)
        key = (entry.section.grade, days_a_week)
        if key not in calendars:
            calendars[key] = study_days(timetable.year, *key, breaks, days)
        slot = bells.get((of_class.bells_id if of_class else None, entry.number))
        if slot is None:
            raise Refused(
                f"{entry.section}: нет звонка для {entry.number}-го урока. Заполните расписание звонков."
            )
        for day, weekday in calendars[key].items():
            if weekday == entry.weekday and timetable.starts_on <= day <= timetable.ends_on:
                yield _lesson(entry, day, slot)


def _bells() -> dict[tuple[int | None, int], TimeSlot]:
    """Slots by schedule and number; a class without bells of its own has those of the first schedule."""
    slots = {
        (slot.schedule_id, slot.number): slot for slot in TimeSlot.objects.order_by("schedule_id")
    }
    first = min((schedule for schedule, _ in slots), default=None)
    return slots | {(None, number): slot for (of, number), slot in slots.items() if of == first}


def _lesson(entry: TimetableEntry, day: date, slot: TimeSlot) -> Lesson:
    zone = timezone.get_default_timezone()
    return Lesson(
        section_id=entry.section_id,
        entry=entry,
        date=day,
        number=entry.number,
        starts_at=datetime.combine(day, slot.starts_at, zone),
        ends_at=datetime.combine(day, slot.ends_at, zone),
        room_id=entry.room_id,
    )


def _is_filled() -> Q:
    """The lesson has an entry of any kind, so it is a fact that no timetable takes away."""
    this = OuterRef("pk")
    return (
        ~Q(topic="")
        | Q(attendance_taken_at__isnull=False)
        | Q(Exists(Homework.objects.filter(lesson=this)))
        | Q(Exists(LineItem.objects.filter(lesson=this)))
        | Q(Exists(AttendanceRecord.objects.filter(lesson=this)))
    )


def _locked(lesson: Lesson) -> Lesson:
    return (
        Lesson.objects.select_for_update(of=("self",))
        .select_related("section__subject")
        .get(pk=lesson.pk)
    )


def _save(lesson: Lesson, by: User, now: datetime) -> None:
    lesson.version += 1
    lesson.save(by=by, now=now)
