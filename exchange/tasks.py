"""Imports in the worker. Each is an id and one action; the transaction makes a second run harmless."""

from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from school.clock import school_now
from school.models import School

from . import actions
from .models import ImportJob


@shared_task
def check_import(pk: int) -> None:
    job = ImportJob.objects.with_people().get(pk=pk)
    if job.status == ImportJob.Status.CHECKING:
        actions.check(job=job, now=_now())


@shared_task
def apply_import(pk: int, skip_refused: bool) -> None:
    job = ImportJob.objects.with_people().get(pk=pk)
    if job.status == ImportJob.Status.APPLYING:
        actions.apply(job=job, skip_refused=skip_refused, now=_now())


@shared_task
def undo_import(pk: int) -> None:
    job = ImportJob.objects.with_people().get(pk=pk)
    if job.status == ImportJob.Status.UNDOING:
        actions.undo(job=job, now=_now())


@shared_task
def forget_uploads() -> int:
    """Lists nobody let in do not wait on the disk for the next upload."""
    return actions.forget(now=_now())


def _now() -> datetime:
    return school_now(School.objects.first(), timezone.now())


def soon(task: Any, *args: Any) -> None:
    """In the worker, or here and now where there is no one to carry it there."""
    try:
        task.delay(*args)
    except OperationalError:
        task(*args)
