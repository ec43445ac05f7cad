"""A change of the calendar when lessons exist: what it does to them is shown first, and nothing written is lost."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import User
from journal.models import CorrectionRequest, PeriodLock, PeriodMark
from school.actions.calendar import CalendarWish, prepared_calendar, write_calendar
from school.bells import read_bells
from school.calendar import Calendar, changed_days, school_days
from school.models import GradingPeriod, SchoolYear, Timetable, TimetableEntry
from school.weeks import EVERY, weeks_flip
from school.words import count_of

from .closing import move_locks
from .effects import Effect, ToConfirm
from .planning import plan_lessons
from .refusals import Refused

REASON = "изменён календарь"


@transaction.atomic
def change_calendar(
    *, year: SchoolYear, wish: CalendarWish, seen: str, confirmed: str, by: User, now: datetime
) -> Effect:
    """The calendar as wished, and lessons after it. `seen` is the stamp of the calendar the person looked at.

    Raises Stale, Faulty, Refused; ToConfirm unless `confirmed` is the stamp of what it does to lessons.
    """
    was, becomes = prepared_calendar(year=year, wish=wish, seen=seen)
    _must_leave_periods_in_use(was, becomes, now=now)
    moved = _moved_versions(was, becomes)
    effect = _effect(was, becomes, moved, now=now)
    if effect.stamp != confirmed and effect:
        raise ToConfirm(effect)
    write_calendar(was=was, becomes=becomes, by=by, now=now)
    _write_versions(moved, by=by, now=now)
    move_locks(
        year=becomes.year, periods=[after for _, after in _moved(was.periods, becomes.periods)],
        is_year_moved=_is_moved(was.year, becomes.year), by=by, now=now,
    )  # fmt: skip
    for plan in effect.plans:
        plan.carry_out(by=by, reason=REASON, now=now)
    return effect


def _effect(
    was: Calendar,
    becomes: Calendar,
    versions: Iterable[tuple[Timetable, Timetable]],
    *,
    now: datetime,
) -> Effect:
    days = changed_days(was, becomes)
    if weeks_flip(was.year.starts_on, becomes.year.starts_on) and _has_odd_weeks(becomes.year):
        days = school_days(was) | school_days(becomes)
    if not days:
        return Effect()
    bells = read_bells()
    plans = []
    for before, after in versions:
        # Lessons of days that left the version with the year are looked at too.
        window = copy(after)
        window.starts_on = min(before.starts_on, after.starts_on)
        window.ends_on = max(before.ends_on, after.ends_on)
        plans.append(plan_lessons(window, becomes, bells, now=now, only=days))
    return Effect(tuple(plans))


def _has_odd_weeks(year: SchoolYear) -> bool:
    of_weeks = TimetableEntry.objects.filter(timetable__year=year).exclude(weeks=EVERY)
    return of_weeks.exists()


def _moved_versions(was: Calendar, becomes: Calendar) -> list[tuple[Timetable, Timetable]]:
    """Published versions of the year before and after: the first begins and the last ends with the year."""
    published = Timetable.objects.filter(year=was.year, status=Timetable.Status.PUBLISHED)
    found = []
    for before in published.order_by("starts_on", "pk"):
        after = copy(before)
        after.year = becomes.year
        if before.starts_on == was.year.starts_on:
            after.starts_on = becomes.year.starts_on
        if before.ends_on == was.year.ends_on:
            after.ends_on = becomes.year.ends_on
        if after.starts_on <= after.ends_on:
            found.append((before, after))
    return found


def _write_versions(
    versions: Iterable[tuple[Timetable, Timetable]], *, by: User, now: datetime
) -> None:
    changed = [
        after
        for before, after in versions
        if (before.starts_on, before.ends_on) != (after.starts_on, after.ends_on)
    ]
    if changed:
        Timetable.objects.write(changed, by=by, reason=REASON, now=now)


def _must_leave_periods_in_use(was: Calendar, becomes: Calendar, *, now: datetime) -> None:
    """A period with marks or requests stays, for its grades; one whose marks are set keeps its days, as the year does."""
    left = {row.pk for row in becomes.periods}
    gone = [row for row in was.periods if row.pk not in left]
    for model in (PeriodMark, PeriodLock, CorrectionRequest):
        for row, _ in _in_use(model.objects.all(), gone):
            raise Refused(
                f"{row.title}: период нельзя убрать, в журналах есть отметки или заявки за него."
            )
    moved = _moved(was.periods, becomes.periods)
    for _, after in moved:
        _must_keep_grades(after)
    closed = PeriodLock.objects.closed_at(now)
    for row, number in _in_use(closed, [before for before, _ in moved]):
        raise Refused(_must_be_opened(row.title, number))
    if _is_moved(was.year, becomes.year):
        of_year = closed.filter(kind=PeriodLock.Kind.YEAR, section__year=was.year)
        if number := of_year.count():
            raise Refused(_must_be_opened("Учебный год", number))


def _must_be_opened(title: str, number: int) -> str:
    return (
        f"{title}: отметки выставлены и закрыты ({count_of(number, 'журнал', 'журнала', 'журналов')}), дни и классы "
        "менять нельзя. Сначала период должен открыть заместитель директора или директор: «Журналы», «Закрытые периоды»."
    )


def _must_keep_grades(after: GradingPeriod) -> None:
    """Marks of a grade that the period would no longer be for."""
    grades = (after.grade_from, after.grade_to)
    marks = PeriodMark.objects.filter(period=after.pk).exclude(code="")
    lost = marks.exclude(section__grade__range=grades).select_related("section").first()
    if lost is not None:
        raise Refused(
            f"{after.title}: у {lost.section.grade} класса за этот период уже есть отметки, поэтому класс из него не "
            "исключают."
        )


def _moved(
    was: Sequence[GradingPeriod], becomes: Sequence[GradingPeriod]
) -> list[tuple[GradingPeriod, GradingPeriod]]:
    """Periods whose days, kind or grades change: as they are, and as they will be."""
    after = {row.pk: row for row in becomes}
    return [
        (row, after[row.pk])
        for row in was
        if row.pk in after and _place(row) != _place(after[row.pk])
    ]


def _is_moved(was: SchoolYear, becomes: SchoolYear) -> bool:
    return (was.starts_on, was.ends_on) != (becomes.starts_on, becomes.ends_on)


def _place(row: GradingPeriod) -> tuple[object, ...]:
    return row.kind, row.starts_on, row.ends_on, row.grade_from, row.grade_to


def _in_use(found: QuerySet, rows: Iterable[GradingPeriod]) -> list[tuple[GradingPeriod, int]]:
    """Those of the periods that have such rows, and in how many journals."""
    by_pk = {row.pk: row for row in rows}
    counted = found.filter(period__in=by_pk).order_by().values("period")
    return [
        (by_pk[one["period"]], one["journals"])
        for one in counted.annotate(journals=Count("section", distinct=True))
    ]
