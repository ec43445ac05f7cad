"""The journal's own work in the worker."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from school.clock import school_now
from school.models import School, SchoolYear

from . import actions


@shared_task
def note_deadlines() -> None:
    """Asked for every few minutes; `manage.py note_deadlines` is its twin."""
    note_deadlines_by_now(now=school_now(School.objects.first(), timezone.now()))


def note_deadlines_by_now(*, now: datetime) -> int:
    """How many facts were noted; none before there is a year."""
    year = SchoolYear.objects.current(timezone.localdate(now))
    return actions.note_deadlines(year=year, now=now) if year else 0
