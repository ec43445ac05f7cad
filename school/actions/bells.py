"""Bells, and who learns by which of them. Lessons are told their new times by whoever calls (journal.actions.bells)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.models import BellSchedule, SchoolClass, SchoolYear, TimeSlot, WorkingRegime
from school.stamps import stamp_of, values_of

from .calendar import RowWish
from .cards import Stale
from .refusals import Refused

REASON = "изменены звонки"
CHANGED_MEANWHILE = "Звонки тем временем изменили. Откройте страницу заново и повторите свои правки: так чужие не потеряются."


@dataclass(frozen=True)
class BellsWish:
    """A schedule as it should be, with its lessons: number, first bell, last bell."""

    name: str
    shift: int
    building: str
    lessons: Sequence[tuple[int, time, time]]


def stamp_of_bells(schedule: BellSchedule) -> str:
    return stamp_of([schedule, *schedule.slots.order_by("number")])


@transaction.atomic
def save_bells(
    *, schedule: BellSchedule | None, wish: BellsWish, seen: str, by: User, now: datetime
) -> BellSchedule:
    """A new schedule, or one changed for all who learn by it. Raises Refused, Stale."""
    if schedule is not None:
        schedule = BellSchedule.objects.select_for_update().get(pk=schedule.pk)
        if stamp_of_bells(schedule) != seen:
            raise Stale(CHANGED_MEANWHILE)
    same = BellSchedule.objects.filter(name=wish.name)
    if any(one != schedule for one in same):
        raise Refused(f"Звонки «{wish.name}» уже есть. Назовите иначе.")
    found = schedule or BellSchedule()
    wanted = (wish.name, wish.shift, wish.building)
    if found._state.adding or (found.name, found.shift, found.building) != wanted:
        found.name, found.shift, found.building = wanted
        found.save(by=by, reason=REASON, now=now)
    _save_lessons(found, wish.lessons, by, now)
    return found


def _save_lessons(
    schedule: BellSchedule, lessons: Iterable[tuple[int, time, time]], by: User, now: datetime
) -> None:
    there = {slot.number: slot for slot in schedule.slots.all()}
    changed = []
    for number, starts_at, ends_at in lessons:
        slot = there.pop(number, None) or TimeSlot(schedule=schedule, number=number)
        if (slot.starts_at, slot.ends_at) != (starts_at, ends_at):
            slot.starts_at, slot.ends_at = starts_at, ends_at
            changed.append(slot)
    TimeSlot.objects.erase(there.values(), by=by, reason=REASON, now=now)
    TimeSlot.objects.write(changed, by=by, reason=REASON, now=now)


@transaction.atomic
def remove_bells(*, schedule: BellSchedule, by: User, now: datetime) -> None:
    """Take away bells that nobody learns by. Raises Refused with who does."""
    found = BellSchedule.objects.select_for_update().get(pk=schedule.pk)
    classes = list(
        SchoolClass.objects.filter(bells=found).in_order().values_list("name", flat=True)
    )
    if classes:
        told = ", ".join(classes[:10]) + ("…" if len(classes) > 10 else "")
        raise Refused(f"По звонкам «{found.name}» учатся классы: {told}. Сначала дайте им другие.")
    if found.regimes.exists() or found.replacements.exists():
        raise Refused(f"Звонки «{found.name}» названы в режиме занятий. Сначала измените его.")
    _must_leave_some(found, now)
    TimeSlot.objects.erase(found.slots.all(), by=by, reason="звонки убраны", now=now)
    found.delete(by=by, reason="звонки убраны", now=now)


def _must_leave_some(schedule: BellSchedule, now: datetime) -> None:
    """A class without bells of its own learns by the first ones of the school: there have to be others."""
    if TimeSlot.objects.exclude(schedule=schedule).exists():
        return
    without = SchoolClass.objects.filter(bells=None, year__ends_on__gte=timezone.localdate(now))
    names = list(without.in_order().values_list("name", flat=True)[:10])
    if names:
        raise Refused(
            f"Это единственные звонки, по ним учатся и классы без своих: {', '.join(names)}. Сначала добавьте другие."
        )


@transaction.atomic
def save_regimes(
    *, year: SchoolYear, wishes: Iterable[RowWish], seen: str, by: User, now: datetime
) -> None:
    """The working regime of the year as one table; a row that is not named goes away. Raises Stale."""
    SchoolYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    there = list(WorkingRegime.objects.filter(year=year).in_order())
    if stamp_of(there) != seen:
        raise Stale(CHANGED_MEANWHILE)
    by_pk: Mapping[int | None, WorkingRegime] = {row.pk: row for row in there}
    left, changed = set(), []
    for wish in wishes:
        row = by_pk.get(wish.pk) or WorkingRegime(year=year)
        before = values_of(row)
        for name, value in wish.values.items():
            setattr(row, name, value)
        left.add(row.pk)
        if row._state.adding or values_of(row) != before:
            changed.append(row)
    gone = [row for row in there if row.pk not in left]
    WorkingRegime.objects.erase(gone, by=by, reason="изменён режим занятий", now=now)
    WorkingRegime.objects.write(changed, by=by, reason="изменён режим занятий", now=now)


@transaction.atomic
def save_weeks(
    *,
    year: SchoolYear,
    wishes: Mapping[int, tuple[int | None, int]],
    seen: str,
    by: User,
    now: datetime,
) -> None:
    """Usual bells and days a week of every class, by key. Raises Stale."""
    found = SchoolClass.objects.select_for_update(of=("self",)).filter(year=year)
    classes = list(found.in_order())
    if stamp_of_weeks(classes) != seen:
        raise Stale(CHANGED_MEANWHILE)
    changed = []
    for one in classes:
        was = (one.bells_id, one.days_a_week)
        if wishes.get(one.pk, was) != was:
            one.bells_id, one.days_a_week = wishes[one.pk]
            changed.append(one)
    SchoolClass.objects.write(changed, by=by, reason="изменён режим занятий", now=now)


def stamp_of_weeks(classes: Iterable[SchoolClass]) -> str:
    told = repr([(one.pk, one.bells_id, one.days_a_week) for one in classes])
    return sha256(told.encode()).hexdigest()[:32]
