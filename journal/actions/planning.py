"""Lessons of the year from the timetable, the calendar and the bells; what a change of any of them does to lessons."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from journal.models import (
    AttendanceRecord,
    CorrectionRequest,
    Homework,
    Lesson,
    LessonMove,
    LineItem,
)
from school.bells import Bell, Bells, bells_of, read_bells, whose
from school.calendar import Calendar, calendar_of, week_of
from school.models import (
    CourseSection,
    SchoolClass,
    SectionClass,
    Substitution,
    Timetable,
    TimetableEntry,
)
from school.weeks import is_taught_in

from .closing import closed_days
from .refusals import Refused

NO_LONGER_TAUGHT = "урока нет в новом расписании"
Key = tuple[int, date, int]


@dataclass
class LessonPlan:
    """What the timetable, the calendar and the bells do to lessons.

    `kept` are lessons that they no longer hold and that stay: they have entries, or their period is closed;
    `changed` are empty ones that are held in another room or at another time, `same` is how many stay as they are.
    """

    new: list[Lesson] = field(default_factory=list)
    changed: list[Lesson] = field(default_factory=list)
    same: int = 0
    gone: list[Lesson] = field(default_factory=list)
    kept: list[Lesson] = field(default_factory=list)

    @property
    def substitutions(self) -> list[Substitution]:
        """Those of lessons that go, which go with them. One query."""
        return _substitutions_of(self.gone)

    def carry_out(self, *, by: User, reason: str, now: datetime) -> None:
        # Who was to hold a lesson that is no more has no right to another that comes to its place.
        Substitution.objects.erase(self.substitutions, by=by, reason=reason, now=now)
        LessonMove.objects.erase(_moves_of(self.gone), by=by, reason=reason, now=now)
        Lesson.objects.erase(self.gone, by=by, reason=reason, now=now)
        Lesson.objects.write(self.changed, by=by, reason=reason, now=now)
        Lesson.objects.write(self.new, by=by, now=now)


def _substitutions_of(lessons: Collection[Lesson]) -> list[Substitution]:
    if not lessons:
        return []
    places = {(one.section_id, one.date, one.number) for one in lessons}
    rows = Substitution.objects.filter(
        section__in={key[0] for key in places}, date__in={key[1] for key in places}
    )
    return [row for row in rows if (row.section_id, row.date, row.number) in places]


def _moves_of(lessons: Collection[Lesson]) -> list[LessonMove]:
    """Orders about lessons that go with their journal."""
    if not lessons:
        return []
    return list(LessonMove.objects.filter(lesson__in=[one.pk for one in lessons]))


@transaction.atomic
def make_lessons(*, timetable: Timetable, by: User, now: datetime) -> int:
    """A dated lesson for every slot of every school day of the version; returns how many are new.

    A lesson that has entries stays whatever the new version says; an empty one of an earlier version
    that the new one does not hold goes away. Where a period is closed nothing comes and nothing goes.
    """
    plan = plan_lessons(timetable, calendar_of(timetable.year), read_bells(), now=now)
    plan.carry_out(by=by, reason=NO_LONGER_TAUGHT, now=now)
    return len(plan.new)


def plan_lessons(
    timetable: Timetable,
    calendar: Calendar,
    bells: Bells,
    *,
    now: datetime,
    only: Collection[date] | None = None,
) -> LessonPlan:
    """The plan for the days of the version, or for `only` those of them. Locks the lessons there are.

    A lesson that was moved or cancelled by an order stays where the order put it. Raises Refused without a bell.
    """
    year = timetable.year
    closed = closed_days(CourseSection.objects.filter(year=year).values("pk"), now=now)
    # Locked first and asked then: an entry made this moment is seen, not taken away with its lesson.
    window = Lesson.objects.filter(
        section__year=year, date__gte=timetable.starts_on, date__lte=timetable.ends_on
    )
    if only is not None:
        window = window.filter(date__in=only)
    list(window.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    there = list(
        window.select_related("section__subject").annotate(
            is_filled=ExpressionWrapper(is_filled(), output_field=BooleanField())
        )
    )
    ordered = dict(_orders(year.pk))
    taken = set(ordered.values())
    planned: dict[Key, Lesson] = {}
    for row in _planned(timetable, calendar, bells, only):
        key = (row.section_id, row.date, row.number)
        if key not in taken:
            planned[key] = row
    return _compared(there, planned, ordered.keys(), closed)


def _compared(
    there: Iterable[Any],
    planned: dict[Key, Lesson],
    ordered: Collection[int],
    closed: Mapping[int, Iterable[tuple[date, date]]],
) -> LessonPlan:
    """Lessons there are against those that are wanted; `ordered` and `closed` stay where they are."""
    plan = LessonPlan()
    for lesson in there:
        key = (lesson.section_id, lesson.date, lesson.number)
        is_closed = is_within(lesson.date, closed.get(lesson.section_id, ()))
        wanted = planned.pop(key, None)
        if lesson.pk in ordered:
            continue
        if wanted and is_closed:
            plan.same += 1
            continue
        if wanted:
            is_other = not lesson.is_filled and _take_over(lesson, wanted)
            plan.changed += [lesson] if is_other else []
            plan.same += not is_other
            continue
        stays = lesson.is_filled or is_closed
        (plan.kept if stays else plan.gone).append(lesson)
    plan.new = [
        row for key, row in planned.items() if not is_within(key[1], closed.get(key[0], ()))
    ]
    return plan


def _take_over(lesson: Lesson, wanted: Lesson) -> bool:
    """Put an empty lesson in the room and at the time it is wanted; False where it is there already."""
    names = ("room_id", "starts_at", "ends_at")
    if all(getattr(lesson, name) == getattr(wanted, name) for name in names):
        return False
    for name in (*names, "entry_id"):
        setattr(lesson, name, getattr(wanted, name))
    return True


def _orders(year: int) -> Iterator[tuple[int, Key]]:
    """Lessons moved or cancelled by an order, with the place the timetable had for them."""
    moves = LessonMove.objects.filter(lesson__section__year=year)
    for lesson, section, day, number in moves.values_list(
        "lesson_id", "lesson__section_id", "from_date", "from_number"
    ):
        yield lesson, (section, day, number)


def is_within(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    """Whether the day is in one of the spans, both days included."""
    return any(first <= day <= last for first, last in spans)


def _planned(
    timetable: Timetable, calendar: Calendar, bells: Bells, only: Collection[date] | None
) -> Iterator[Lesson]:
    """Lessons as the version, the calendar and the bells want them, unsaved."""
    classes = first_classes(timetable.year_id)
    days_of = cache(calendar.lesson_days)
    entries = TimetableEntry.objects.filter(timetable=timetable)
    for entry in entries.select_related("section__subject"):
        section, of_class = entry.section, classes.get(entry.section_id)
        of = whose(section, of_class)
        for day, weekday in days_of(section.grade, week_of(of_class)).items():
            if (
                weekday != entry.weekday
                or not timetable.starts_on <= day <= timetable.ends_on
                or (only is not None and day not in only)
                or not section.is_held_on(day)
                or not is_taught_in(entry.weeks, day, timetable.year.starts_on)
            ):
                continue
            bell = bells_of(bells, of, day, weekday, entry.number)
            if bell is None:
                raise Refused(
                    f"{section}: нет звонка для {entry.number}-го урока. Заполните расписание звонков."
                )
            yield _lesson(entry, day, bell)


def first_classes(year: int) -> dict[int, SchoolClass]:
    """The class a section is listed with first, by section: its week and its bells are the section's. One query."""
    links = SectionClass.objects.filter(section__year=year).select_related("school_class")
    return {row.section_id: row.school_class for row in links.order_by("-school_class__name")}


def _lesson(entry: TimetableEntry, day: date, bell: Bell) -> Lesson:
    starts_at, ends_at = moments(day, bell)
    return Lesson(
        section=entry.section,
        entry=entry,
        date=day,
        number=entry.number,
        starts_at=starts_at,
        ends_at=ends_at,
        room_id=entry.room_id,
    )


def moments(day: date, bell: Bell) -> tuple[datetime, datetime]:
    """The bells of that day by the school's clock."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day, bell.starts_at, zone), datetime.combine(day, bell.ends_at, zone)


def is_filled() -> Q:
    """The lesson has an entry of any kind, so it is a fact that no timetable takes away."""
    this = OuterRef("pk")
    return (
        ~Q(topic="")
        | Q(attendance_taken_at__isnull=False)
        | Q(Exists(Homework.objects.filter(lesson=this)))
        | Q(Exists(LineItem.objects.filter(lesson=this)))
        | Q(Exists(AttendanceRecord.objects.filter(lesson=this)))
        | Q(Exists(CorrectionRequest.objects.filter(lesson=this)))
    )
