"""The schedule of control works published for families, and the limits it keeps to (SCH-11)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from school.models import ControlWork, ControlWorkLimits, ControlWorkSchedule, SchoolYear

from .refusals import Refused
from .tables import lock_table


@transaction.atomic
def publish_schedule(
    *,
    year: SchoolYear,
    starts_on: date,
    ends_on: date,
    order_number: str,
    order_date: date | None,
    by: User,
    now: datetime,
) -> ControlWorkSchedule:
    """From now on everybody sees the agreed works of these days. The publication before this one ends."""
    lock_table(ControlWork._meta.label)
    _withdraw(year, starts_on, ends_on, by, now, "опубликован заново")
    row = ControlWorkSchedule(
        year=year, starts_on=starts_on, ends_on=ends_on, published_at=now,
        order_number=order_number, order_date=order_date,
    )  # fmt: skip
    row.save(by=by, now=now)
    return row


@transaction.atomic
def withdraw_schedule(
    *, year: SchoolYear, starts_on: date, ends_on: date, by: User, now: datetime
) -> None:
    """Families see the works of these days no more."""
    lock_table(ControlWork._meta.label)
    if not _withdraw(year, starts_on, ends_on, by, now, "снят с публикации"):
        raise Refused("Этот график не опубликован.")


@transaction.atomic
def set_work_limits(
    *,
    level: str,
    starts_on: date,
    weeks_between: Decimal | None,
    a_day: int | None,
    spares_edges: bool,
    percent: int | None,
    source: str,
    by: User,
    now: datetime,
) -> ControlWorkLimits:
    """The school's own limits of a level from that day; those begun on the same day are written over."""
    lock_table(ControlWorkLimits._meta.label)
    row = ControlWorkLimits.objects.filter(level=level, starts_on=starts_on).first()
    row = row or ControlWorkLimits(level=level, starts_on=starts_on)
    row.weeks_between, row.a_day, row.percent = weeks_between, a_day, percent
    row.spares_edges, row.source = spares_edges, source
    row.save(by=by, now=now)
    return row


def _withdraw(
    year: SchoolYear, starts_on: date, ends_on: date, by: User, now: datetime, reason: str
) -> int:
    """Publications that meet these days; how many there were."""
    rows = list(
        ControlWorkSchedule.objects.filter(
            year=year, starts_on__lte=ends_on, ends_on__gte=starts_on, withdrawn_at=None
        )
    )
    for row in rows:
        row.withdrawn_at = now
    ControlWorkSchedule.objects.write(rows, by=by, reason=reason, now=now)
    return len(rows)
