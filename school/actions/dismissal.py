"""Dismissal: access ends, journals and classes are handed over with a date, all in one transaction (ACC-5, B 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.sessions import end_all_sessions
from accounts.models import Appointment, User
from school.models import (
    ClassGrant,
    Homeroom,
    SectionGrant,
    StaffMember,
    StudentGrant,
    Substitution,
    TeachingLoad,
)
from school.words import date_dots

from .cards import lock_person
from .grants import Order
from .refusals import Refused

ONE_DAY = timedelta(days=1)
LAST_DAY_IS_OVER = "последний рабочий день прошёл"


@dataclass(frozen=True)
class Heir:
    """To whom a journal or a class goes and from which day; nobody yet where `teacher` is None."""

    teacher: StaffMember | None
    starts_on: date


@dataclass(frozen=True)
class Dismissal:
    """What HR has decided. `loads` and `homerooms` are by key, and name each one the page has shown."""

    last_day: date
    order: Order
    at_once: bool
    loads: Mapping[int, Heir] = field(default_factory=dict)
    homerooms: Mapping[int, Heir] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return f"увольнение, приказ № {self.order.number} от {date_dots(self.order.date)}"


@transaction.atomic
def dismiss(*, member: StaffMember, dismissal: Dismissal, by: User, now: datetime) -> StaffMember:
    """End the work of a person: no page of the staff opens at once, or after the last day. The same form twice is one.

    Raises Refused where the days or heirs are impossible, or the person has been given work since the page was shown.
    """
    lock_person(member.user)
    member = StaffMember.objects.select_for_update().select_related("user").get(pk=member.pk)
    if _is_done(member, dismissal):
        return member
    _must_be_possible(member, dismissal, by)
    _hand_over(TeachingLoad, member, dismissal, dismissal.loads, by, now)
    _hand_over(Homeroom, member, dismissal, dismissal.homerooms, by, now)
    _end_orders(member, dismissal, by, now)
    member.dismissed_on = dismissal.last_day
    member.dismissal_order_number = dismissal.order.number
    member.dismissal_order_date = dismissal.order.date
    if dismissal.at_once or dismissal.last_day < timezone.localdate(now):
        _close(member, now)
    member.save(by=by, now=now, reason=dismissal.reason)
    return member


@transaction.atomic
def close_due_access(*, now: datetime) -> list[StaffMember]:
    """After the last day: note the closing, end the sessions. The day itself has shut the pages already.

    Signed by whoever dismissed the person.
    """
    today = timezone.localdate(now)
    due = StaffMember.objects.select_for_update(of=("self",), skip_locked=True).filter(
        access_closed_at=None, dismissed_on__lt=today
    )
    closed = []
    for member in due.select_related("user").order_by("pk"):
        dismissed_by = member.history.order_by("-history_id").first().history_user
        day_after = (member.dismissed_on or today) + ONE_DAY
        _close(member, datetime.combine(day_after, time(), timezone.get_default_timezone()))
        member.save(by=dismissed_by, now=now, reason=LAST_DAY_IS_OVER)
        closed.append(member)
    return closed


def _close(member: StaffMember, at: datetime) -> None:
    member.access_closed_at = at
    end_all_sessions(of=member.user)


def _is_done(member: StaffMember, dismissal: Dismissal) -> bool:
    return (member.dismissed_on, member.dismissal_order_number) == (
        dismissal.last_day,
        dismissal.order.number,
    )


def _must_be_possible(member: StaffMember, dismissal: Dismissal, by: User) -> None:
    if member.user_id == by.pk:
        raise Refused("Своё увольнение оформляет другой сотрудник кадров или директор.")
    if member.dismissed_on is not None:
        raise Refused(
            f"Увольнение уже оформлено: последний рабочий день {date_dots(member.dismissed_on)}."
        )
    if member.hired_on and dismissal.last_day < member.hired_on:
        raise Refused(
            f"Последний рабочий день раньше дня приёма ({date_dots(member.hired_on)}). Исправьте его."
        )
    for heir in [*dismissal.loads.values(), *dismissal.homerooms.values()]:
        if heir.teacher is None:
            continue
        if heir.teacher.pk == member.pk:
            raise Refused("Журнал нельзя передать тому, кого увольняют. Выберите другого учителя.")
        last = heir.teacher.dismissed_on
        if heir.teacher.access_closed_at or (last and last < heir.starts_on):
            raise Refused(f"{heir.teacher} уже не работает. Выберите другого учителя.")


def _hand_over(
    model: Any,
    member: StaffMember,
    dismissal: Dismissal,
    heirs: Mapping[int, Heir],
    by: User,
    now: datetime,
) -> None:
    """End every row that goes on after the last day; those of the shown ones that have an heir begin anew with him."""
    key = "section" if model is TeachingLoad else "school_class"
    rows = model.objects.select_for_update(of=("self",)).filter(teacher=member)
    lasting = rows.exclude(ends_on__lt=_first_handed(heirs, dismissal)).select_related(
        f"{key}__year"
    )
    for row in lasting.order_by("pk"):
        year = getattr(row, key).year
        heir = heirs.get(row.pk)
        if heir is None and row.ends_on is not None and row.ends_on <= dismissal.last_day:
            continue
        if heir is None:
            if year.ends_on > dismissal.last_day:
                raise Refused(
                    f"За это время добавилось: {getattr(row, key)}. Обновите страницу и передайте его."
                )
            heir = Heir(None, dismissal.last_day + ONE_DAY)
        _pass_on(row, key, heir, dismissal, by, now)


def _first_handed(heirs: Mapping[int, Heir], dismissal: Dismissal) -> date:
    return min([dismissal.last_day + ONE_DAY, *(heir.starts_on for heir in heirs.values())])


def _pass_on(row: Any, key: str, heir: Heir, dismissal: Dismissal, by: User, now: datetime) -> None:
    """The row ends before the heir begins, at the latest on the last day; one that never began is taken away."""
    reason = dismissal.reason
    starts_on = max(heir.starts_on, row.starts_on)
    old_end = row.ends_on
    ends_on = min(dismissal.last_day, heir.starts_on - ONE_DAY)
    if ends_on < row.starts_on:
        row.delete(by=by, now=now, reason=reason)
        before = None
    else:
        before = row
        if old_end is None or old_end > ends_on:
            row.ends_on = ends_on
            row.save(by=by, now=now, reason=reason)
    if heir.teacher is None or (old_end is not None and old_end < starts_on):
        return
    # A finished year is looked at on its last day until the next one begins: so its journals open to the heir too.
    starts_on = min(starts_on, getattr(row, key).year.ends_on)
    _begin(row, key, heir.teacher, starts_on, old_end, before, by, now, reason)


def _begin(
    row: Any,
    key: str,
    teacher: StaffMember,
    starts_on: date,
    ends_on: date | None,
    before: Any,
    by: User,
    now: datetime,
    reason: str,
) -> None:
    model = type(row)
    term = {"teacher": teacher, key: getattr(row, key)}
    there = model.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), **term).first()
    new = there or model(**term, starts_on=starts_on, ends_on=ends_on, is_primary=row.is_primary)
    if model is TeachingLoad:
        new.taken_over_from = before
        new.hours = new.hours or row.hours
    elif there:
        return
    new.save(by=by, now=now, reason=reason)


def _end_orders(member: StaffMember, dismissal: Dismissal, by: User, now: datetime) -> None:
    """Appointments, grants and substitutions to come end with the last day."""
    last_day, reason, user = dismissal.last_day, dismissal.reason, member.user
    appointments = Appointment.objects.select_for_update().filter(user=user)
    _end(appointments.exclude(ends_on__lte=last_day), last_day, by, now, reason)
    for model in (SectionGrant, ClassGrant, StudentGrant):
        grants = model.objects.select_for_update().filter(user=user, withdrawn_at=None)
        rows: Sequence[Any] = list(grants.exclude(ends_on__lte=last_day))
        for row in rows:
            row.withdrawn_at = now if dismissal.at_once or row.starts_on > last_day else None
            row.ends_on = max(last_day, row.starts_on)
        model.objects.write(rows, by=by, now=now, reason=reason)
    coming = Substitution.objects.filter(teacher=member, date__gt=last_day)
    Substitution.objects.erase(list(coming), by=by, now=now, reason=reason)


def _end(rows: Any, last_day: date, by: User, now: datetime, reason: str) -> None:
    found = list(rows)
    begun = [row for row in found if row.starts_on <= last_day]
    for row in begun:
        row.ends_on = last_day
    model = rows.model
    model.objects.write(begun, by=by, now=now, reason=reason)
    model.objects.erase(
        [row for row in found if row.starts_on > last_day], by=by, now=now, reason=reason
    )
