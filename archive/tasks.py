import logging
from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from school.models import School

from . import actions
from .models import Verification

log = logging.getLogger(__name__)


@shared_task
def seal_history():
    """Every few minutes; `manage.py seal` is its twin."""
    actions.seal_history(now=timezone.now())


@shared_task
def mail_last_head():
    """Every evening; `manage.py mail_seal` is its twin. A letter that is not taken goes the next day."""
    school = School.objects.first()
    try:
        actions.mail_last_head(school=school.name if school else "")
    except (OSError, SMTPException):
        log.exception("The head of the last seal was not mailed")


@shared_task
def verify_history(pk: int | None = None):
    """The verification asked for on the page, or (no number) the one of every night."""
    if pk is None:
        verification, _ = actions.ask_for_verification(by=None, now=timezone.now())
    else:
        verification = Verification.objects.get(pk=pk)
    if verification.finished_at is None:
        actions.run_verification(verification=verification, now=timezone.now())


def hand_over(verification: Verification) -> bool:
    """To the worker; False where the queue is down."""
    try:
        verify_history.delay(verification.pk)
    except (OperationalError, OSError):
        log.warning("The queue is down: verification %s", verification.pk)
        return False
    return True
