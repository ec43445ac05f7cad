"""Documents in the worker. The row in the database is the order: the queue only makes it sooner."""

import logging
from datetime import date, datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from school.arranging import year_to_prepare
from school.clock import school_now
from school.days import SchoolDay
from school.models import School, SchoolYear

from . import actions
from .models import DayBlanks, Document, Paper, ReadinessDay

log = logging.getLogger(__name__)


@shared_task
def make_document(pk: int) -> None:
    actions.make_document(document=Document.objects.get(pk=pk), now=_now())


@shared_task
def make_waiting_documents() -> None:
    """Asked for every minute: what was ordered while the queue was down, or left by a worker that died."""
    actions.make_waiting_papers(now=_now())
    actions.make_waiting_documents(now=_now())


@shared_task
def make_paper(pk: int) -> None:
    actions.make_paper(paper=Paper.objects.get(pk=pk), now=_now())


@shared_task
def wipe_papers() -> None:
    """Asked for every minute: nothing of a paper lies longer than it must."""
    actions.wipe_papers(now=_now())


@shared_task
def keep_readiness() -> None:
    """Every evening, how ready the year is; `manage.py keep_readiness` is its twin."""
    keep_readiness_of_the_day(now=_now())


def keep_readiness_of_the_day(*, now: datetime) -> ReadinessDay | None:
    """Nothing before there is a year."""
    today = timezone.localdate(now)
    year = year_to_prepare(SchoolYear.objects.current(today), today)
    if year is None:
        return None
    return actions.keep_readiness(
        year=year, on=SchoolDay.of(year.clamp(today), calendar=today), day=today
    )


@shared_task
def make_blanks() -> None:
    """Early every morning, blank sheets of the day for the school; `manage.py make_blanks` is its twin."""
    now = _now()
    make_blanks_of(timezone.localdate(now), now=now)


def make_blanks_of(day: date, *, now: datetime) -> DayBlanks | None:
    """Nothing on a day without lessons."""
    school = School.objects.first()
    return actions.keep_blanks(day=day, school=school.name if school else "", now=now)


def hand_over(work: Document | Paper) -> None:
    """To the worker now; where the queue is down the work waits for the worker's next minute."""
    task = make_paper if isinstance(work, Paper) else make_document
    try:
        task.delay(work.pk)
    except (OperationalError, OSError):
        log.warning("The queue is down: %s %s waits", type(work).__name__, work.pk)


def _now() -> datetime:
    return school_now(School.objects.first(), timezone.now())
