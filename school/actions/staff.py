"""The staff: hired, its cards kept, taken back after a dismissal by mistake (ACC-5, B 12)."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from school.cards import Person, Work, values_of
from school.models import Homeroom, StaffMember, TeachingLoad
from school.words import date_dots

from .cards import (
    enter_person,
    lock_person,
    must_be_as_shown,
    one_at_a_time,
    person_entered_by,
    person_of,
    write_card,
)
from .refusals import Refused

ONE_DAY = timedelta(days=1)


def work_of(member: StaffMember) -> Work:
    return Work(member.position, member.hired_on, member.hire_order_number, member.hire_order_date)


@transaction.atomic
def hire(
    *,
    person: Person,
    work: Work,
    form: UUID,
    by: User,
    now: datetime,
    existing: User | None = None,
) -> StaffMember:
    """Somebody begins to work: a new person, or `existing`, say a parent. The same form sent twice hires once.

    Raises Refused where the person works at the school already. An account of a known person keeps its names:
    they are edited on the card.
    """
    one_at_a_time(form)
    reason = f"приказ № {work.hire_order_number} от {date_dots(work.hire_order_date)}"  # type: ignore[arg-type]
    user = existing or person_entered_by(form)
    if user is None:
        user = enter_person(person=person, form=form, by=by, now=now, reason=reason)
    _must_be_another(user, by)
    lock_person(user)
    member = StaffMember.objects.select_for_update().filter(user=user).first()
    if member and member.dismissed_on is None:
        if work_of(member) == work:
            return member
        raise Refused(f"{user.full_name} уже работает в школе. Откройте карточку и правьте её.")
    if member and work.hired_on and member.dismissed_on and work.hired_on <= member.dismissed_on:
        raise Refused(
            f"{user.full_name}: последний рабочий день — {date_dots(member.dismissed_on)}. "
            "Принять снова можно со следующего дня; если уволили по ошибке, верните на работу."
        )
    member = member or StaffMember(user=user)
    for name, value in asdict(work).items():
        setattr(member, name, value)
    _clear_dismissal(member)
    member.save(by=by, now=now, reason=reason)
    return member


@transaction.atomic
def edit_staff(
    *,
    member: StaffMember,
    person: Person,
    work: Work,
    shown: str,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """Change the card. `shown` is the seal of what the page showed; raises Stale, or Refused for impossible days."""
    user = lock_person(member.user)
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    must_be_as_shown(values_of(person_of(user), work_of(member)), shown, member, user)
    if member.dismissed_on and work.hired_on and work.hired_on > member.dismissed_on:
        raise Refused("День приёма позже последнего рабочего дня. Исправьте день приёма.")
    write_card(user=user, person=person, by=by, now=now, reason=reason)
    if work_of(member) != work:
        for name, value in asdict(work).items():
            setattr(member, name, value)
        member.save(by=by, now=now, reason=reason)


@transaction.atomic
def return_to_work(
    *, member: StaffMember, starts_on: date, reason: str, by: User, now: datetime
) -> int:
    """Undo a dismissal: journals and classes come back from that day. Returns how many did.

    A journal handed to a successor who has not begun is simply taken back; from one who has, it returns on that day,
    and what he wrote stays his. Orders and grants are not restored: they are given anew.
    """
    _must_be_another(member.user, by)
    lock_person(member.user)
    member = StaffMember.objects.select_for_update().get(pk=member.pk)
    last_day = member.dismissed_on
    if last_day is None:
        raise Refused("Этот человек не уволен.")
    returned = 0
    for model, key in ((TeachingLoad, "section"), (Homeroom, "school_class")):
        ended = model.objects.select_for_update().filter(teacher=member, ends_on=last_day)
        for row in ended.order_by("pk"):
            returned += _give_back(row, key, starts_on, reason, by, now)
    _clear_dismissal(member)
    member.save(by=by, now=now, reason=reason)
    return returned


def _must_be_another(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise Refused("Себя на работу не принимают и не возвращают. Это делает другой сотрудник.")


def _give_back(row: Any, key: str, starts_on: date, reason: str, by: User, now: datetime) -> bool:
    """The row goes on as if it had not ended, or a new one begins after its successor's or after the gap."""
    successor = _successor_of(row, key)
    has_begun = successor is not None and successor.starts_on < starts_on
    if has_begun and successor.ends_on is not None and successor.ends_on < starts_on:
        return False
    if has_begun or (successor is None and row.ends_on + ONE_DAY < starts_on):
        if successor:
            successor.ends_on = starts_on - ONE_DAY
            successor.save(by=by, now=now, reason=reason)
        again = type(row)(
            **{key: getattr(row, key)},
            teacher=row.teacher,
            starts_on=starts_on,
            is_primary=row.is_primary,
        )
        if isinstance(row, TeachingLoad):
            again.hours, again.taken_over_from = row.hours, successor
        again.save(by=by, now=now, reason=reason)
        return True
    if successor:
        successor.delete(by=by, now=now, reason=reason)
    before = row.history.order_by("-history_id").values_list("ends_on", flat=True)[1:2]
    row.ends_on = before[0] if before else None
    row.save(by=by, now=now, reason=reason)
    return True


def _successor_of(row: Any, key: str) -> Any:
    if isinstance(row, TeachingLoad):
        return row.handed_to.select_for_update().order_by("-starts_on").first()
    after = Homeroom.objects.select_for_update().exclude(teacher=row.teacher)
    return after.filter(school_class=row.school_class, starts_on=row.ends_on + ONE_DAY).first()


def _clear_dismissal(member: StaffMember) -> None:
    member.dismissed_on = member.dismissal_order_date = member.access_closed_at = None
    member.dismissal_order_number = ""
