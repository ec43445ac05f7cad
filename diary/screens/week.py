"""A week of the diary: days, lessons, homework, marks and absences of one pupil."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from diary.access import Family
from school.models import SchoolYear
from school.screens.events import EventShown, events_of_pupil
from school.words import room, weekday_day

from .days import Frame, Place, read_frame
from .lessons import (
    Entries,
    LessonRow,
    MarkShown,
    Teachers,
    read_entries,
    read_lessons,
    read_teachers,
)
from .tasks import GivenTask, Task, given_tasks, tasks_for
from .works import Works, WorkShown, works_of

SATURDAY, SUNDAY = 5, 6


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
    school_class: Place | None
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
    """The week of that day. Seven queries, whatever there is in it, and one more where there are events."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=SUNDAY)
    child = family.child
    here = start_of_diary(year.clamp(today) if year else today)
    frame = read_frame(child.pk, monday, sunday)
    facts = _facts(family, monday, sunday, today)
    return WeekScreen(
        family=family,
        class_name=frame.class_name,
        school_class=frame.school_class,
        monday=monday,
        saturday=monday + timedelta(days=SATURDAY),
        days=tuple(_days(monday, facts, frame, today)),
        previous=_within(year, monday - timedelta(days=7)),
        next=_within(year, monday + timedelta(days=7)),
        here=None if monday <= here <= sunday else here,
        coming=facts.works.coming,
    )


@dataclass(frozen=True)
class _Facts:
    lessons: list[LessonRow]
    moves: list[LessonRow]
    entries: Entries
    teachers: Teachers
    homework: list[GivenTask]
    works: Works
    events: Mapping[date, tuple[EventShown, ...]]


def _facts(family: Family, monday: date, sunday: date, today: date) -> _Facts:
    """Lessons of the pupil's lists, and those of former ones where something is entered for him."""
    child = family.child
    found = read_lessons(child.pk, monday, sunday)
    held = [lesson for lesson in found if monday <= lesson.day <= sunday]
    entries = read_entries(child.pk, [lesson.pk for lesson in held])
    lessons = [lesson for lesson in held if lesson.is_listed or entries.is_at(lesson.pk)]
    moves = [
        lesson
        for lesson in found
        if lesson.was_listed and lesson.from_date and monday <= lesson.from_date <= sunday
    ]
    return _Facts(
        lessons=lessons,
        moves=sorted(moves, key=lambda lesson: (lesson.from_date, lesson.from_number)),
        entries=entries,
        teachers=read_teachers({lesson.section for lesson in lessons}, monday, sunday),
        homework=given_tasks(child, monday, sunday),
        works=works_of(child, monday, sunday, today),
        events=events_of_pupil(child.pk, monday, sunday),
    )


def _days(monday: date, facts: _Facts, frame: Frame, today: date) -> Iterable[DayShown]:
    by_day: dict[date, list[LessonRow]] = defaultdict(list)
    for lesson in facts.lessons:
        by_day[lesson.day].append(lesson)
    given: dict[int, list[Task]] = defaultdict(list)
    for one in facts.homework:
        given[one.lesson].append(one.task)
    coming = min((day for day in by_day if day > today), default=None)
    for offset in range(7):
        day = monday + timedelta(days=offset)
        lessons = by_day.get(day, [])
        if day.weekday() == SUNDAY and not lessons and day not in facts.events:
            continue
        tasks = tasks_for(day, facts.homework)
        # A lesson twice a day: homework is prepared for the first.
        first = {lesson.section: lesson.pk for lesson in reversed(lessons)}
        yield DayShown(
            date=day,
            title=frame.titles.get(day, "" if lessons else "Уроков нет"),
            events=facts.events.get(day, ()),
            lessons=tuple(
                _lesson(
                    lesson,
                    facts,
                    given.get(lesson.pk, []),
                    tasks.get(lesson.section, []) if first[lesson.section] == lesson.pk else [],
                )
                for lesson in lessons
            ),
            moved_away=tuple(_moved_away(move) for move in facts.moves if move.from_date == day),
            other_tasks=tuple(t for pk, ts in tasks.items() if pk not in first for t in ts),
            is_today=day == today,
            is_next=day == coming,
            minutes=sum(task.minutes or 0 for ts in tasks.values() for task in ts),
            works=facts.works.of_day(day),
        )


def _lesson(
    lesson: LessonRow, facts: _Facts, given: list[Task], to_prepare: list[Task]
) -> LessonShown:
    return LessonShown(
        pk=lesson.pk,
        number=lesson.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        subject=lesson.subject,
        group=lesson.group,
        room=room(lesson.room) if lesson.room else "",
        teachers=facts.teachers.of(lesson),
        topic=lesson.topic,
        is_cancelled=lesson.is_cancelled,
        moved_from=_moved_from(lesson),
        given=given[0] if given else None,
        given_also=tuple(given[1:]),
        to_prepare=tuple(to_prepare),
        marks=tuple(facts.entries.marks.get(lesson.pk, ())),
        absence=facts.entries.absences.get(lesson.pk, ""),
    )


def _moved_from(lesson: LessonRow) -> str:
    """«пн, 15 сентября, 3-й урок»; empty of a lesson that stands in its place."""
    if not lesson.is_moved or lesson.from_date is None:
        return ""
    return f"{weekday_day(lesson.from_date)}, {lesson.from_number}-й урок"


def _moved_away(lesson: LessonRow) -> str:
    return (
        f"{lesson.from_number}-й урок, {lesson.subject}: "
        f"перенесён на {weekday_day(lesson.day)}, {lesson.number}-й урок"
    )


def _within(year: SchoolYear | None, monday: date) -> date | None:
    """That Monday, where its week has a day of the year."""
    if year is None or monday > year.ends_on or monday + timedelta(days=SATURDAY) < year.starts_on:
        return None
    return monday
