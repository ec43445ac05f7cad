"""The time in which the journal could not be reached is noted: terms of entries stand still for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from journal.models import Outage
from school.words import clock, date_dots

from .refusals import Refused


@transaction.atomic
def note_outage(
    *, starts_at: datetime, ends_at: datetime | None, what: str, by: User, now: datetime
) -> Outage:
    """Without an end it lasts. Raises Refused of what is to come, out of order, or noted already."""
    if max(starts_at, ends_at or starts_at) > now:
        raise Refused("Перерыв записывают, когда он начался. Укажите прошедшее время.")
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("Перерыв кончается раньше, чем начинается.")
    still = Q(ends_at=None) | Q(ends_at__gt=starts_at)
    before_end = Q() if ends_at is None else Q(starts_at__lt=ends_at)
    if there := Outage.objects.select_for_update().filter(still & before_end).first():
        raise Refused(f"Это время уже записано: {there.what}. Исправьте ту запись.")
    outage = Outage(starts_at=starts_at, ends_at=ends_at, what=what)
    outage.save(by=by, now=now)
    return outage


@transaction.atomic
def end_outage(*, outage: Outage, by: User, now: datetime) -> Outage:
    """It is over now. Raises Refused where it was over before."""
    found = Outage.objects.select_for_update().get(pk=outage.pk)
    if found.ends_at is not None:
        ended = timezone.localtime(found.ends_at)
        told = f"{date_dots(ended)}, {clock(ended.time())}"
        raise Refused(f"Перерыв уже закончен: {told}.")
    found.ends_at = now
    found.save(by=by, now=now)
    return found


@transaction.atomic
def strike_outage(*, outage: Outage, by: User, now: datetime) -> None:
    """It was noted by mistake: terms are reckoned without it again; the note stays in history."""
    outage.delete(by=by, reason="записано по ошибке", now=now)
