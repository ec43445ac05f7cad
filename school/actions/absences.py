"""Days a member of the staff is away."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from school.models import StaffAbsence, StaffMember
from school.words import date_dots

from .refusals import Refused


@transaction.atomic
def record_absence(
    *,
    teacher: StaffMember,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: User,
    now: datetime,
    document: str = "",
) -> StaffAbsence:
    """The teacher is away from the first day to the last; without a last day until said otherwise.

    Raises Refused where the days meet another absence of the same person.
    """
    StaffMember.objects.select_for_update().get(pk=teacher.pk)
    _must_be_free(teacher, starts_on, ends_on)
    absence = StaffAbsence(
        teacher=teacher, starts_on=starts_on, ends_on=ends_on, reason=reason, document=document
    )
    absence.save(by=by, now=now)
    return absence


@transaction.atomic
def end_absence(
    *, absence: StaffAbsence, ends_on: date | None, by: User, now: datetime
) -> StaffAbsence | None:
    """The teacher was away up to that day; None where he was not away at all: then the row goes, or is gone."""
    StaffMember.objects.select_for_update().get(pk=absence.teacher_id)
    found = StaffAbsence.objects.select_for_update().filter(pk=absence.pk).first()
    if found is None:
        return None
    absence = found
    if ends_on is None or ends_on < absence.starts_on:
        absence.delete(by=by, reason="отсутствия не было", now=now)
        return None
    if absence.ends_on != ends_on:
        _must_be_free(absence.teacher, absence.starts_on, ends_on, but=absence)
        absence.ends_on = ends_on
        absence.save(by=by, now=now)
    return absence


def _must_be_free(
    teacher: StaffMember, first: date, last: date | None, but: StaffAbsence | None = None
) -> None:
    others = StaffAbsence.objects.filter(teacher=teacher).exclude(ends_on__lt=first)
    if last is not None:
        others = others.filter(starts_on__lte=last)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.order_by("starts_on").first()
    if other is not None:
        raise Refused(
            f"{teacher.user.short_name} уже отсутствует с {date_dots(other.starts_on)} "
            f"({other.get_reason_display()}). Измените ту запись."
        )
