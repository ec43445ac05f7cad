"""Lessons after a change of bells: those that have not begun are held by the new ones; the past stays as it rang."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import Lesson
from school.bells import Bell, bells_of, read_bells, whose
from school.calendar import calendar_of, week_of
from school.models import SchoolYear

from .planning import first_classes, moments
from .refusals import Refused

REASON = "изменены звонки"
T = TypeVar("T")


@dataclass(frozen=True)
class Retimed:
    """A lesson and the bells it had and has."""

    lesson: Lesson
    was: Bell
    becomes: Bell


class ToConfirm(Refused):
    """Lessons change their time: the person has to see which first."""

    def __init__(self, lessons: list[Retimed]) -> None:
        self.lessons = lessons
        super().__init__("Проверьте, у каких уроков изменится время, и сохраните ещё раз.")


def stamp_of_lessons(lessons: list[Retimed]) -> str:
    rows = [(one.lesson.pk, one.becomes.starts_at, one.becomes.ends_at) for one in lessons]
    return sha256(repr(sorted(rows)).encode()).hexdigest()[:32] if rows else ""


@transaction.atomic
def change_bells(
    change: Callable[[], T],
    *,
    year: SchoolYear | None,
    confirmed: str,
    by: User,
    now: datetime,
) -> T:
    """Do the change of bells, and tell lessons that have not begun their new times.

    `year` is the one the change is about, None where it is about them all. `confirmed` is the stamp of the lessons that were shown. Raises ToConfirm where others change; what the change
    itself raises.
    """
    last = SchoolYear.objects.filter(ends_on__gte=timezone.localdate(now))
    going_on = last.filter(pk=year.pk) if year else last
    # Before the change and its lessons, as versions and the calendar do.
    years = list(going_on.select_for_update(of=("self",), no_key=True).order_by("pk"))
    made = change()
    lessons = [one for each in years for one in _retimed(each, now)]
    if lessons and stamp_of_lessons(lessons) != confirmed:
        raise ToConfirm(lessons)
    for one in lessons:
        one.lesson.starts_at, one.lesson.ends_at = moments(one.lesson.date, one.becomes)
    Lesson.objects.write([one.lesson for one in lessons], by=by, reason=REASON, now=now)
    return made


def _retimed(year: SchoolYear, now: datetime) -> list[Retimed]:
    """Lessons to come whose bells ring at another time now. Locks the lessons."""
    bells, classes = read_bells(), first_classes(year.pk)
    days_of = cache(calendar_of(year).lesson_days)
    coming = Lesson.objects.filter(section__year=year, starts_at__gt=now)
    found = []
    for lesson in (
        coming.select_for_update(of=("self",)).select_related("section__subject").order_by("pk")
    ):
        of_class = classes.get(lesson.section_id)
        days = days_of(lesson.section.grade, week_of(of_class))
        weekday = days.get(lesson.date, lesson.date.isoweekday())
        of = whose(lesson.section, of_class)
        bell = bells_of(bells, of, lesson.date, weekday, lesson.number)
        if bell is None:
            continue
        starts_at, ends_at = moments(lesson.date, bell)
        is_changed = (lesson.starts_at, lesson.ends_at) != (starts_at, ends_at)
        if is_changed and starts_at > now:
            found.append(Retimed(lesson, _bell_of(lesson), bell))
    return sorted(found, key=lambda one: (one.lesson.date, one.lesson.number, one.lesson.pk))


def _bell_of(lesson: Lesson) -> Bell:
    starts_at, ends_at = timezone.localtime(lesson.starts_at), timezone.localtime(lesson.ends_at)
    return Bell(starts_at.time(), ends_at.time())
