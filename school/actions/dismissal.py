"""Dismissal: access ends, journals and classes are handed over with a date, all in one transaction (ACC-5, B 12)."""

from collections.abc import Mapping
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
    sign: dict[str, Any] = {"by": by, "now": now, "reason": dismissal.reason}
    _hand_over(TeachingLoad, member, dismissal.loads, dismissal, sign)
    _hand_over(Homeroom, member, dismissal.homerooms, dismissal, sign)
    _end_orders(member, dismissal, sign)
    member.dismissed_on = dismissal.last_day
    member.dismissal_order_number = dismissal.order.number
    member.dismissal_order_date = dismissal.order.date
    if dismissal.at_once or dismissal.last_day < timezone.localdate(now):
        _close(member, now, by)
    member.save(**sign)
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
        midnight = datetime.combine(day_after, time(), timezone.get_default_timezone())
        _close(member, midnight, dismissed_by)
        member.save(by=dismissed_by, now=now, reason=LAST_DAY_IS_OVER)
        closed.append(member)
    return closed


def _close(member: StaffMember, at: datetime, by: User) -> None:
    member.access_closed_at = at
    end_all_sessions(of=member.user, by=by, now=at)


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
        if not heir.teacher.is_at_work(heir.starts_on):
            raise Refused(f"{heir.teacher} уже не работает. Выберите другого учителя.")


def _hand_over(
    model: Any, member: StaffMember, heirs: Mapping[int, Heir], dismissal: Dismissal, sign: Any
) -> None:
    """End every row that goes on after the last day; those of the shown ones that have an heir begin anew with him."""
    key = "section" if model is TeachingLoad else "school_class"
    last_day = dismissal.last_day
    first = min([last_day + ONE_DAY, *(heir.starts_on for heir in heirs.values())])
    rows = model.objects.select_for_update(of=("self",)).filter(teacher=member)
    lasting = rows.exclude(ends_on__lt=first).select_related(f"{key}__year")
    for row in lasting.order_by("pk"):
        of = getattr(row, key)
        heir = heirs.get(row.pk)
        if heir is None and row.ends_on is not None and row.ends_on <= last_day:
            continue
        if heir is None and of.year.ends_on > last_day:
            raise Refused(f"За это время добавилось: {of}. Обновите страницу и передайте его.")
        _pass_on(row, key, heir or Heir(None, last_day + ONE_DAY), last_day, sign)


def _pass_on(row: Any, key: str, heir: Heir, last_day: date, sign: Any) -> None:
    """The row ends before the heir begins, at the latest on the last day; one that never began is taken away."""
    until = row.ends_on
    ends_on = min(last_day, heir.starts_on - ONE_DAY)
    has_begun = ends_on >= row.starts_on
    if not has_begun:
        row.delete(**sign)
    elif until is None or until > ends_on:
        row.ends_on = ends_on
        row.save(**sign)
    starts_on = max(heir.starts_on, row.starts_on)
    if heir.teacher is None or (until is not None and until < starts_on):
        return
    # A finished year is looked at on its last day until the next one begins: so its journals open to the heir too.
    starts_on = min(starts_on, getattr(row, key).year.ends_on)
    term = {key: getattr(row, key), "teacher": heir.teacher}
    held = type(row).objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), **term).first()
    if held:
        _keep_on(held, until, sign)
        return
    new = type(row)(**term, starts_on=starts_on, ends_on=until, is_primary=row.is_primary)
    if isinstance(row, TeachingLoad):
        new.taken_over_from = row if has_begun else None
        new.hours = row.hours
    new.save(**sign)


def _keep_on(held: Any, until: date | None, sign: Any) -> None:
    """The heir teaches there already: his own load goes on, at least as long as the one that ends."""
    if held.ends_on is not None and (until is None or held.ends_on < until):
        held.ends_on = until
        held.save(**sign)


def _end_orders(member: StaffMember, dismissal: Dismissal, sign: Any) -> None:
    """Appointments, grants and substitutions to come end with the last day."""
    last_day, user = dismissal.last_day, member.user
    appointments = Appointment.objects.select_for_update().filter(user=user)
    lasting = list(appointments.exclude(ends_on__lte=last_day))
    begun = [row for row in lasting if row.starts_on <= last_day]
    for row in begun:
        row.ends_on = last_day
    Appointment.objects.write(begun, **sign)
    Appointment.objects.erase([row for row in lasting if row.starts_on > last_day], **sign)
    for model in (SectionGrant, ClassGrant, StudentGrant):
        kind: Any = model
        grants = list(
            kind.objects.select_for_update()
            .filter(user=user, withdrawn_at=None)
            .exclude(ends_on__lt=last_day)
        )
        for row in grants:
            if dismissal.at_once or row.starts_on > last_day:
                row.withdrawn_at = sign["now"]
            row.ends_on = max(last_day, row.starts_on)
        kind.objects.write(grants, **sign)
    coming = Substitution.objects.filter(teacher=member, date__gt=last_day)
    Substitution.objects.erase(list(coming), **sign)
