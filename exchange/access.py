"""Who may let lists into the journal: whose role has the right to; for others the pages do not exist."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Right

from .models import SILENCE, ImportJob


def jobs_to_see(rights: frozenset[str]) -> QuerySet[ImportJob]:
    must_have(rights, Right.IMPORT)
    return ImportJob.objects.with_people().newest_first()


def job_to_see(rights: frozenset[str], pk: int) -> ImportJob:
    return get_object_or_404(jobs_to_see(rights), pk=pk)


def may_apply(job: ImportJob, now: datetime) -> bool:
    """Checked and with its file; or left half-way by a worker that has died, which changed nothing."""
    is_dead = job.status == ImportJob.Status.APPLYING and job.started_at < now - SILENCE
    return bool(job.path) and (job.status == ImportJob.Status.CHECKED or is_dead)
