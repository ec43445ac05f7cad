"""Blank sheets are read from the timetable as it stands: who holds the lesson, who is on the list that day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.names import alphabetical, full_name
from journal.models import Lesson
from journal.paper_sheets import sheet_number
from school.models import SectionEnrollment, Substitution, TeachingLoad
from school.words import clock, date_words, room, weekday

from .blanks import BlankSheet

Place = tuple[int, date, int]


def in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """As sheets lie in the pile: by number of the lesson, then by class, subject and group."""
    return sorted(lessons, key=_order)


def _order(lesson: Lesson) -> tuple[int, int, str, str, str, int]:
    section = lesson.section
    return (
        lesson.number,
        section.grade,
        section.classes_text,
        section.subject.name,
        section.name,
        lesson.pk,
    )


def blank_sheets(keys: Iterable[int]) -> list[BlankSheet]:
    """Sheets of these lessons, in their order. Four queries, however many there are."""
    found = Lesson.objects.filter(pk__in=list(keys)).exclude(status=Lesson.Status.CANCELLED)
    lessons = in_order(found.select_related("section__subject", "room"))
    days = {lesson.date for lesson in lessons}
    instead, loads = _substitutions(days), _loads(lessons)
    lists = _lists(lessons)
    return [
        BlankSheet(
            number=sheet_number(lesson),
            journal=lesson.section.title,
            when=_when(lesson),
            where=room(lesson.room.name) if lesson.room else "",
            teacher=_teacher(lesson, instead, loads),
            pupils=lists[lesson.section_id, lesson.date],
        )
        for lesson in lessons
    ]


def _when(lesson: Lesson) -> str:
    first, last = timezone.localtime(lesson.starts_at), timezone.localtime(lesson.ends_at)
    day = f"{weekday(lesson.date)}, {date_words(lesson.date)}"
    return f"{day}, {lesson.number}-й урок, {clock(first.time())}–{clock(last.time())}"


def _substitutions(days: set[date]) -> dict[Place, Substitution]:
    rows = Substitution.objects.filter(date__in=days)
    return {
        (row.section_id, row.date, row.number): row
        for row in rows.select_related("teacher__user", "absent__user")
    }


def _loads(lessons: Sequence[Lesson]) -> dict[int, list[TeachingLoad]]:
    found: dict[int, list[TeachingLoad]] = defaultdict(list)
    rows = TeachingLoad.objects.filter(section__in={lesson.section_id for lesson in lessons})
    for row in rows.select_related("teacher__user").order_by("-is_primary", "pk"):
        found[row.section_id].append(row)
    return found


def _teacher(
    lesson: Lesson, instead: dict[Place, Substitution], loads: dict[int, list[TeachingLoad]]
) -> str:
    """Whoever holds the lesson: the substitute, told to be one, or the teachers of the journal on that day."""
    row = instead.get((lesson.section_id, lesson.date, lesson.number))
    if row:
        absent = f" вместо {row.absent.user.short_name}" if row.absent else ""
        return f"{row.teacher.user.short_name} ({row.get_kind_display()}{absent})"
    own = [load for load in loads.get(lesson.section_id, []) if load.holds_on(lesson.date)]
    return ", ".join(load.teacher.user.short_name for load in own)


def _lists(lessons: Sequence[Lesson]) -> dict[tuple[int, date], tuple[str, ...]]:
    """Names on the list of each section on each day of its lessons."""
    wanted = defaultdict(set)
    for lesson in lessons:
        wanted[lesson.section_id].add(lesson.date)
    names: dict[tuple[int, date], list[str]] = defaultdict(list)
    user = "student__user__"
    days = {day for dates in wanted.values() for day in dates}
    rows = SectionEnrollment.objects.filter(section__in=wanted)
    if days:
        over = Q(ends_on__lt=min(days))
        rows = rows.filter(starts_on__lte=max(days)).exclude(over)
    fields = ("section_id", "starts_on", "ends_on", f"{user}last_name", f"{user}first_name")
    for section, first, last, *name in rows.order_by(*alphabetical(user)).values_list(*fields):
        for day in wanted[section]:
            if first <= day and (last is None or day <= last):
                names[section, day].append(full_name(*name))
    return defaultdict(tuple, {place: tuple(found) for place, found in names.items()})
