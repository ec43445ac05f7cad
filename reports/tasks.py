"""Documents in the worker. The row in the database is the order: the queue only makes it sooner."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from school.clock import school_now
from school.models import School

from . import actions
from .models import Document

log = logging.getLogger(__name__)


@shared_task
def make_document(pk: int) -> None:
    actions.make_document(document=Document.objects.get(pk=pk), now=_now())


@shared_task
def make_waiting_documents() -> None:
    """Asked for every minute: what was ordered while the queue was down, or left by a worker that died."""
    actions.make_waiting_documents(now=_now())


def hand_over(document: Document) -> None:
    """To the worker now; where the queue is down the document waits for the worker's next minute."""
    try:
        make_document.delay(document.pk)
    except (OperationalError, OSError):
        log.warning("The queue is down: document %s waits", document.pk)


def _now() -> datetime:
    return school_now(School.objects.first(), timezone.now())
