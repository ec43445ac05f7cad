"""Versions of the timetable come into force and are taken back, with the lessons of the year that follow from them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from journal.models import Lesson
from school import actions as school_actions
from school.bells import read_bells
from school.calendar import calendar_of
from school.models import SchoolYear, Timetable, TimetableEntry
from school.words import count_of, date_dots

from .planning import NO_LONGER_TAUGHT, LessonPlan, is_filled, plan_lessons
from .refusals import Refused

TAKEN_BACK = "новое расписание отменено"


@dataclass(frozen=True)
class LessonChange:
    """How many lessons come, go, change the room or the time, stay as they are; `kept` are no longer in the
    timetable and stay, as they have entries or their period is closed. `replaced` are substitutions that go with
    their lessons.
    """

    come: int
    go: int
    change: int
    stay: int
    kept: int
    replaced: int = 0


@transaction.atomic
def preview_version(*, timetable: Timetable, starts_on: date, now: datetime) -> LessonChange:
    """What publishing the draft from that day would do to lessons; writes nothing. Raises Refused."""
    _must_be_draft(timetable)
    return _counted(_plan(_dated(timetable, starts_on), now))


@transaction.atomic
def publish_version(
    *, timetable: Timetable, starts_on: date, by: User, now: datetime
) -> LessonChange:
    """The draft is in force from that day to the end of the year; the version before it ends the day before.

    Lessons with entries stay exactly as they are; empty ones are made anew (SCH-10). Raises Refused.
    """
    timetable = _locked(timetable)
    _must_be_draft(timetable)
    _dated(timetable, starts_on)
    try:
        school_actions.publish_timetable(timetable=timetable, by=by, now=now)
    except school_actions.Refused as error:
        raise Refused(str(error)) from error
    plan = _plan(timetable, now)
    change = _counted(plan)
    plan.carry_out(by=by, reason=NO_LONGER_TAUGHT, now=now)
    return change


@transaction.atomic
def withdraw_version(*, timetable: Timetable, by: User, now: datetime) -> LessonChange:
    """The last version is a draft again, the one before it is in force as before, with its lessons.

    Raises Refused where there is none before it, or a lesson that only this version has is filled.
    """
    timetable = _locked(timetable)
    before = _version_before(timetable)
    own = Lesson.objects.filter(entry__timetable=timetable)
    # Locked first and asked then, also those that an order has moved out of the days of this version.
    list(own.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    filled = own.filter(is_filled()).select_related("section__subject").order_by("date", "number")
    first = filled.first()
    if first is not None:
        count = count_of(filled.count(), "урок", "урока", "уроков")
        raise Refused(
            f"По этому расписанию уже заполнено {count}, первый — {first.section}, {date_dots(first.date)}. "
            "Отменить его нельзя; сделайте новую версию с другого дня."
        )
    timetable.status = Timetable.Status.DRAFT
    before.ends_on = timetable.ends_on
    Timetable.objects.write([timetable, before], by=by, reason=TAKEN_BACK, now=now)
    restored = Timetable(
        pk=before.pk, year=before.year, starts_on=timetable.starts_on, ends_on=before.ends_on
    )
    plan = plan_lessons(restored, calendar_of(before.year), read_bells(), now=now)
    change = _counted(plan)
    plan.carry_out(by=by, reason=TAKEN_BACK, now=now)
    _hand_over(timetable, before, by, now)
    return change


def _hand_over(timetable: Timetable, before: Timetable, by: User, now: datetime) -> None:
    """Lessons that stay follow from the version before again, so that the draft may be changed."""
    keys = ("section_id", "weekday", "number", "weeks")
    there = {
        tuple(getattr(row, key) for key in keys): row
        for row in TimetableEntry.objects.filter(timetable=before)
    }
    lessons = list(Lesson.objects.filter(entry__timetable=timetable).select_related("entry"))
    for lesson in lessons:
        lesson.entry = there.get(tuple(getattr(lesson.entry, key) for key in keys))
    Lesson.objects.write(lessons, by=by, reason=TAKEN_BACK, now=now)


def _locked(timetable: Timetable) -> Timetable:
    """After the year: whoever changes its calendar or bells waits for the lessons, or these wait for the calendar."""
    SchoolYear.objects.select_for_update(of=("self",)).get(pk=timetable.year_id)
    found: Timetable = (
        Timetable.objects.select_for_update(of=("self",))
        .select_related("year")
        .get(pk=timetable.pk)
    )
    return found


def _must_be_draft(timetable: Timetable) -> None:
    if timetable.status != Timetable.Status.DRAFT:
        raise Refused("Это расписание уже действует. Изменения вносят в новый черновик.")


def _dated(timetable: Timetable, starts_on: date) -> Timetable:
    year = timetable.year
    if not year.starts_on <= starts_on <= year.ends_on:
        raise Refused(
            f"День {date_dots(starts_on)} не входит в учебный год: он с {date_dots(year.starts_on)} "
            f"по {date_dots(year.ends_on)}."
        )
    later = Timetable.objects.filter(
        year=year, status=Timetable.Status.PUBLISHED, starts_on__gte=starts_on
    ).first()
    if later is not None:
        raise Refused(
            f"С {date_dots(later.starts_on)} уже действует расписание «{later.title}». "
            "Укажите более поздний день."
        )
    timetable.starts_on, timetable.ends_on = starts_on, year.ends_on
    return timetable


def _version_before(timetable: Timetable) -> Timetable:
    published = Timetable.objects.filter(
        year=timetable.year, status=Timetable.Status.PUBLISHED
    ).order_by("-starts_on")
    latest: list[Timetable] = list(published[:2])
    if not latest or latest[0].pk != timetable.pk:
        raise Refused("Отменить можно только последнее из действующих расписаний.")
    if len(latest) < 2:
        raise Refused("Это первое расписание года: прежнего, которое можно вернуть, нет.")
    return latest[1]


def _plan(timetable: Timetable, now: datetime) -> LessonPlan:
    return plan_lessons(timetable, calendar_of(timetable.year), read_bells(), now=now)


def _counted(plan: LessonPlan) -> LessonChange:
    return LessonChange(
        len(plan.new), len(plan.gone), len(plan.changed), plan.same, len(plan.kept), len(plan.substitutions)
    )  # fmt: skip
