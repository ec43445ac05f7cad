"""A week of the diary: days, lessons, homework, marks and absences of one pupil."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from diary.access import Family
from diary.words import absence_words, work_and_title
from journal.models import AttendanceRecord, Lesson, LessonMove, Mark
from school.events import concerns
from school.models import CalendarDay, ClassEnrollment, SchoolClass, SchoolEvent, SchoolYear
from school.screens.events import EventShown, events_by_day
from school.words import room, weekday_day

from . import reading
from .tasks import GivenTask, Task, given_tasks, tasks_for
from .works import Works, WorkShown, works_of

SATURDAY, SUNDAY = 5, 6
# Homework without a day is for the next lesson of the section: that is seldom more than a few weeks off.
GIVEN_WITHIN = timedelta(weeks=4)
WEEKDAYS_OF = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


@dataclass(frozen=True)
class MarkShown:
    code: str
    work: str
    weight: int
    title: str
    comment: str


@dataclass(frozen=True)
class LessonShown:
    pk: int
    number: int
    starts_at: datetime
    ends_at: datetime
    subject: str
    group: str
    room: str
    teachers: str
    topic: str
    is_cancelled: bool
    moved_from: str
    given: Task | None
    given_also: tuple[Task, ...]
    to_prepare: tuple[Task, ...]
    marks: tuple[MarkShown, ...]
    absence: str


@dataclass(frozen=True)
class DayShown:
    """`title` names holidays and days off; `minutes` is the homework for this day where teachers gave it."""

    date: date
    title: str
    events: tuple[EventShown, ...]
    lessons: tuple[LessonShown, ...]
    moved_away: tuple[str, ...]
    other_tasks: tuple[Task, ...]
    is_today: bool
    is_next: bool
    minutes: int
    works: tuple[WorkShown, ...] = ()


@dataclass(frozen=True)
class WeekScreen:
    family: Family
    class_name: str
    school_class: SchoolClass | None
    monday: date
    saturday: date
    days: tuple[DayShown, ...]
    previous: date | None
    next: date | None
    here: date | None  # The day to return to: today, or in the summer the last day of the year.
    coming: tuple[WorkShown, ...] = ()  # Control works of the next two weeks.


def start_of_diary(day: date) -> date:
    """The day to open the diary at: on a Sunday people look at the week to come."""
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


def week_screen(family: Family, day: date, *, year: SchoolYear | None, today: date) -> WeekScreen:
    """The week of that day. Fourteen queries, whatever there is in it."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=SUNDAY)
    child = family.child
    here = start_of_diary(year.clamp(today) if year else today)
    enrollments = reading.enrollments(child, monday, sunday)
    titles = _titles(enrollments, monday, sunday)
    found = {lesson.pk: lesson for lesson in reading.lessons(child, monday, sunday)}
    marks = reading.marks(child, monday, sunday)
    absences = reading.absences(child, monday, sunday)
    for entered in [mark.item.lesson for mark in marks] + [record.lesson for record in absences]:
        found.setdefault(entered.pk, entered)
    lessons = sorted(
        found.values(), key=lambda lesson: (lesson.starts_at, lesson.number, lesson.pk)
    )
    facts = _Facts(
        marks=_by_lesson(marks, lambda mark: mark.item.lesson_id),
        absences=_by_lesson(absences, lambda record: record.lesson_id),
        teachers=reading.teachers({lesson.section_id for lesson in lessons}, monday, sunday),
        homework=given_tasks(child, monday - GIVEN_WITHIN, sunday),
        moves=reading.moved_away(child, monday, sunday),
        works=works_of(child, monday, sunday, today),
        events=events_by_day(SchoolEvent.objects.filter(concerns([child.pk])), monday, sunday),
    )
    return WeekScreen(
        family=family,
        class_name=", ".join(dict.fromkeys(e.school_class.name for e in enrollments)),
        school_class=enrollments[-1].school_class if enrollments else None,
        monday=monday,
        saturday=monday + timedelta(days=SATURDAY),
        days=tuple(_days(monday, lessons, facts, titles, today)),
        previous=_within(year, monday - timedelta(days=7)),
        next=_within(year, monday + timedelta(days=7)),
        here=None if monday <= here <= sunday else here,
        coming=facts.works.coming,
    )


@dataclass(frozen=True)
class _Facts:
    marks: Mapping[int, list[Mark]]
    absences: Mapping[int, list[AttendanceRecord]]
    teachers: reading.Teachers
    homework: list[GivenTask]
    moves: list[LessonMove]
    works: Works
    events: Mapping[date, tuple[EventShown, ...]]


def _days(
    monday: date, lessons: list[Lesson], facts: _Facts, titles: Mapping[date, str], today: date
) -> Iterable[DayShown]:
    by_day = defaultdict(list)
    for lesson in lessons:
        by_day[lesson.date].append(lesson)
    coming = min((day for day in by_day if day > today), default=None)
    for offset in range(7):
        day = monday + timedelta(days=offset)
        if day.weekday() == SUNDAY and not by_day[day] and day not in facts.events:
            continue
        tasks = tasks_for(day, facts.homework)
        shown = tuple(_lesson(lesson, by_day[day], facts, tasks) for lesson in by_day[day])
        sections = {lesson.section_id for lesson in by_day[day]}
        yield DayShown(
            date=day,
            title=titles.get(day, "" if shown else "Уроков нет"),
            events=facts.events.get(day, ()),
            lessons=shown,
            moved_away=tuple(_moved_away(move) for move in facts.moves if move.from_date == day),
            other_tasks=tuple(t for pk, ts in tasks.items() if pk not in sections for t in ts),
            is_today=day == today,
            is_next=day == coming,
            minutes=sum(task.minutes or 0 for ts in tasks.values() for task in ts),
            works=facts.works.of_day(day),
        )


def _lesson(
    lesson: Lesson, day: list[Lesson], facts: _Facts, tasks: Mapping[int, list[Task]]
) -> LessonShown:
    first = next(other for other in day if other.section_id == lesson.section_id)
    given = [one.task for one in facts.homework if one.lesson == lesson.pk]
    absences = facts.absences.get(lesson.pk, [])
    return LessonShown(
        pk=lesson.pk,
        number=lesson.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        subject=lesson.section.subject.name,
        group=lesson.section.name,
        room=room(lesson.room.name) if lesson.room else "",
        teachers=facts.teachers.of(lesson),
        topic=lesson.topic,
        is_cancelled=lesson.status == Lesson.Status.CANCELLED,
        moved_from=_moved_from(lesson),
        given=given[0] if given else None,
        given_also=tuple(given[1:]),
        to_prepare=tuple(tasks.get(lesson.section_id, ())) if lesson is first else (),
        marks=tuple(_mark(mark) for mark in facts.marks.get(lesson.pk, [])),
        absence=", ".join(absence_words(a) for a in absences),
    )


def _moved_from(lesson: Lesson) -> str:
    """«пн, 15 сентября, 3-й урок»; empty of a lesson that stands in its place. Asks nothing."""
    move: LessonMove | None = getattr(lesson, "move", None)
    if move is None or move.kind != LessonMove.Kind.MOVED:
        return ""
    return f"{weekday_day(move.from_date)}, {move.from_number}-й урок"


def _moved_away(move: LessonMove) -> str:
    lesson = move.lesson
    return (
        f"{move.from_number}-й урок, {lesson.section.subject.name}: "
        f"перенесён на {weekday_day(lesson.date)}, {lesson.number}-й урок"
    )


def _mark(mark: Mark) -> MarkShown:
    work, title = work_and_title(mark.item)
    return MarkShown(mark.code, work, mark.item.weight, title, mark.comment)


def _titles(enrollments: list[ClassEnrollment], first: date, last: date) -> dict[date, str]:
    """Holidays, days off and transferred days of the pupil's class, by day."""
    if not enrollments:
        return {}
    school_class = enrollments[-1].school_class
    year = school_class.year
    titles = {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if not year.starts_on <= day <= year.ends_on:
            titles[day] = "Вне учебного года"
    for holidays in reading.breaks(first, last, school_class.grade):
        for offset in range((holidays.ends_on - holidays.starts_on).days + 1):
            titles[holidays.starts_on + timedelta(days=offset)] = holidays.title
    own = (school_class.grade, school_class.days_a_week)
    for special in reading.calendar_days(first, last, *own):
        titles[special.date] = _title_of(special)
    return titles


def _title_of(special: CalendarDay) -> str:
    kind, title = special.get_kind_display().capitalize(), special.title
    if special.kind != special.Kind.WORKING:
        return f"{kind}: {title}" if title else kind
    follows = special.follows_weekday
    return f"{kind}, по расписанию {WEEKDAYS_OF[follows - 1]}" if follows else kind


def _within(year: SchoolYear | None, monday: date) -> date | None:
    """That Monday, where its week has a day of the year."""
    if year is None or monday > year.ends_on or monday + timedelta(days=SATURDAY) < year.starts_on:
        return None
    return monday


def _by_lesson(rows: Iterable[Any], lesson_of: Callable[[Any], int]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[lesson_of(row)].append(row)
    return found
