"""Roles given and ended by order, and what the school decides about the rights of a role (ACC-1, ACC-2)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Appointment, RoleRight, User
from accounts.rights import (
    DEFAULTS,
    Change,
    Receiver,
    Role,
    why_not_appointed,
    why_right_stays,
)
from school.access import Standing, standing_of
from school.models import StaffMember, Student
from school.words import date_dots

from .duties import appoint
from .refusals import Refused

ONE_DAY = timedelta(days=1)


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    grades: tuple[int, int] = (1, 12),
    order_number: str,
    order_date: date,
    by: User,
    now: datetime,
) -> Appointment:
    """Appoint by order from a page. Raises Refused where the rules of accounts.rights do not allow it."""
    _must_appoint(role, user, by, now)
    _must_be_fit(user, by, now)
    if not order_number.strip():
        raise Refused("Укажите номер приказа: без него на роль не назначают.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("Последний день — не раньше первого.")
    User.objects.select_for_update().get(pk=user.pk)
    held = Appointment.objects.filter(
        user=user, role=role, grade_from__lte=grades[1], grade_to__gte=grades[0]
    ).exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        held = held.filter(starts_on__lte=ends_on)
    if other := held.first():
        raise Refused(
            f"Эта роль уже дана: {by_order(other.order_number, other.order_date)}с {date_dots(other.starts_on)}. "
            "Сначала закончите то назначение."
        )
    return appoint(
        user=user, role=role, starts_on=starts_on, ends_on=ends_on, grades=grades,
        order_number=order_number.strip(), order_date=order_date, by=by, now=now,
    )  # fmt: skip


def by_order(number: str, day: date | None) -> str:
    """«приказ № 12 от 01.09.2025, », or nothing."""
    if not number:
        return ""
    return f"приказ № {number}{f' от {date_dots(day)}' if day else ''}, "


@transaction.atomic
def end_role(
    *, appointment: Appointment, last_day: date | None, reason: str, by: User, now: datetime
) -> None:
    """End an appointment: after that day, or at once (no day). What has not begun, or began today, is cancelled."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    _must_appoint(appointment.role, appointment.user, by, now)
    today = timezone.localdate(now)
    if not reason.strip():
        raise Refused("Укажите, по какому приказу или почему назначение заканчивается.")
    if appointment.ends_on is not None and appointment.ends_on < today:
        raise Refused(f"Это назначение уже закончилось {date_dots(appointment.ends_on)}.")
    if last_day is None and appointment.starts_on >= today:
        appointment.delete(by=by, reason=reason.strip(), now=now)
        return
    last = today - ONE_DAY if last_day is None else last_day
    if last_day is not None and last < max(today, appointment.starts_on):
        raise Refused(
            "Последний день — сегодня или позже. Чтобы закончить сейчас, выберите «сразу»."
        )
    if appointment.ends_on is not None and last > appointment.ends_on:
        raise Refused(
            f"Назначение и так действует до {date_dots(appointment.ends_on)}. Дольше — новым приказом."
        )
    appointment.ends_on = last
    appointment.save(by=by, reason=reason.strip(), now=now)


@transaction.atomic
def decide_right(
    *, role: str, right: str, is_given: bool | None, reason: str, by: User, now: datetime
) -> None:
    """Give a right to a role, take it away, or (None) leave it as it usually is. Written down with its reason."""
    usual = right in DEFAULTS[role]
    wanted = usual if is_given is None else is_given
    if why := why_not_decided(role, right, is_given=wanted, by=by, now=now):
        raise Refused(why)
    if not reason.strip():
        raise Refused("Укажите, по какому приказу или почему право меняется.")
    row = RoleRight.objects.select_for_update().filter(role=role, right=right).first()
    if wanted == usual:
        if row is None:
            raise Refused("Это право и так как обычно.")
        row.delete(by=by, reason=reason.strip(), now=now)
        return
    if row is None:
        row = RoleRight(role=role, right=right)
    elif row.is_given == wanted:
        raise Refused("Это уже решено: обновите страницу.")
    row.is_given = wanted
    try:
        with transaction.atomic():
            row.save(by=by, reason=reason.strip(), now=now)
    except IntegrityError as error:
        raise Refused("Это право только что изменил другой человек: обновите страницу.") from error


def why_not_decided(role: str, right: str, *, is_given: bool, by: User, now: datetime) -> str:
    """Why this person may not decide so; empty where he may."""
    own = own_standing(by, now)
    return why_right_stays(
        role,
        right,
        is_given=is_given,
        own_roles=own.roles,
        own_rights=own.rights,
        coming_roles=coming_roles(by, now),
        changes=school_changes(),
    )


def coming_roles(user: User, now: datetime) -> frozenset[str]:
    """Roles the person is appointed to from a later day."""
    later = Appointment.objects.filter(user=user, starts_on__gt=timezone.localdate(now))
    return frozenset(later.values_list("role", flat=True))


def school_changes() -> list[Change]:
    changes: list[Change] = RoleRight.objects.changes()
    return changes


def own_standing(by: User, now: datetime) -> Standing:
    """What the acting person is and may do at that moment."""
    return standing_of(by, on=timezone.localdate(now))


def _must_appoint(role: str, user: User, by: User, now: datetime) -> None:
    own = own_standing(by, now)
    why = why_not_appointed(
        Role(role),
        to_oneself=user == by,
        own_roles=own.roles,
        own_rights=own.rights,
        changes=school_changes(),
    )
    if why:
        raise Refused(why)


def receiver_of(user: User, *, by: User, today: date) -> Receiver:
    """What the person is to whom access is given. Two queries."""
    staff = StaffMember.objects.filter(user=user).first()
    is_at_work = staff is not None and staff.is_at_work(today)
    return Receiver(
        is_giver=user == by,
        is_pupil=Student.objects.filter(user=user).exists(),
        is_at_work=is_at_work,
        is_dismissed=staff is not None and not is_at_work,
    )


def _must_be_fit(user: User, by: User, now: datetime) -> None:
    receiver = receiver_of(user, by=by, today=timezone.localdate(now))
    if receiver.is_pupil:
        raise Refused("Ученика на роль не назначают.")
    if receiver.is_dismissed:
        raise Refused("Этот человек уволен, доступ ему закрыт.")
