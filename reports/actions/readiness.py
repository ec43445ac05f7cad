"""How ready the year is, kept day by day; and by which day it has to be (SCH-16)."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from reports.models import ReadinessDay
from reports.readiness.parts import parts_of
from reports.readiness.reading import facts_of
from reports.readiness.rules import Readiness
from school.models import ReadinessDeadline, SchoolYear
from school.stages import deadlines_of


def keep_readiness(*, year: SchoolYear, on: date, day: date) -> ReadinessDay:
    """What the year is ready by on `day`. Counted twice on a day, the second figure stays."""
    facts = facts_of(year.school, year, on=on)
    readiness = Readiness(parts_of(facts, deadlines_of(year, facts.deadlines)))
    kept, _ = ReadinessDay.objects.update_or_create(
        year=year,
        day=day,
        defaults={
            "percent": readiness.percent,
            "parts": {part.key: part.percent for part in readiness.parts},
        },
    )
    return kept


@transaction.atomic
def set_deadline(
    *, year: SchoolYear, stage: str, day: date, source: str, by: User, now: datetime
) -> ReadinessDeadline:
    """The school's own day instead of the regulation's, with the act that says so."""
    SchoolYear.objects.select_for_update().get(pk=year.pk)
    row = ReadinessDeadline.objects.filter(year=year, stage=stage).first()
    row = row or ReadinessDeadline(year=year, stage=stage)
    if (row.date, row.source) != (day, source):
        row.date, row.source = day, source
        row.save(by=by, reason=source, now=now)
    return row
