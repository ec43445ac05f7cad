"""Who may let lists into the journal: whose role has the right to; for others the pages do not exist."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import must_have
from accounts.models import Right

from .lists import LISTS, ListForm
from .models import SILENCE, ImportJob


def jobs_to_see(rights: frozenset[str]) -> QuerySet[ImportJob]:
    must_have(rights, Right.IMPORT)
    return ImportJob.objects.with_people().newest_first()


def job_to_see(rights: frozenset[str], pk: int) -> ImportJob:
    return get_object_or_404(jobs_to_see(rights), pk=pk)


def list_to_fill(rights: frozenset[str], kind: str, *, is_filled: bool) -> ListForm:
    """A blank is for whoever loads lists; with people in it, for whoever may take their data out too."""
    must_have(rights, Right.IMPORT)
    if is_filled:
        must_have(rights, Right.EXPORT)
    if kind not in LISTS:
        raise Http404
    return LISTS[kind]


def may_apply(job: ImportJob, now: datetime) -> bool:
    """Checked and with its file; or left half-way by a worker that has died, which changed nothing."""
    is_dead = job.status == ImportJob.Status.APPLYING and job.started_at < now - SILENCE
    return bool(job.path) and (job.status == ImportJob.Status.CHECKED or is_dead)


def may_undo(job: ImportJob, now: datetime) -> bool:
    """Applied, and it is known what it has written; or taken back in part; or left half-way, which changed nothing."""
    if not job.traces.get("transaction"):
        return False
    is_dead = job.status == ImportJob.Status.UNDOING and job.started_at < now - SILENCE
    has_rest = job.status == ImportJob.Status.UNDONE and bool(
        job.report.get("undo", {}).get("kept")
    )
    return job.status == ImportJob.Status.APPLIED or has_rest or is_dead
