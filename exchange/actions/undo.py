"""A whole import is taken back: what it made goes, what it changed becomes what it was, by new signed entries."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from exchange.access import may_undo
from exchange.constraints import all_or_nothing
from exchange.models import ImportJob
from exchange.problems import Unreadable
from exchange.traces import record_models
from exchange.undoing import USER, Kept, Undoing, plan_undo
from reports.models import ReadinessDay
from school.actions.tables import lock_table

from .jobs import Refused


@transaction.atomic
def begin_undo(*, job: ImportJob, by: User, now: datetime) -> ImportJob:
    """Take the job for undoing; the second of two who press at once is refused. Raises Refused."""
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not may_undo(job, now):
        raise Refused(
            f"Загрузку файла «{job.file_name}» сейчас отменить нельзя: он {job.get_status_display()}."
        )
    job.status, job.undone_by, job.started_at = ImportJob.Status.UNDOING, by, now
    job.save()
    return job


def undo(*, job: ImportJob, now: datetime) -> ImportJob:
    """Rows that somebody has changed or used since stay and are named; all the others go back (SCH-17)."""
    by = job.undone_by or job.uploaded_by
    before, undone_at = job.report.get("undo", {}), job.undone_at
    try:
        with all_or_nothing(job.file_name):
            lock_table("exchange.lists")
            told = _take_back(
                plan_undo(job, lock=True), f"отмена загрузки: {job.file_name}", by, now
            )
            job.status, job.undone_at = ImportJob.Status.UNDONE, now
    except Unreadable as error:
        # A second undo of what stayed: what the first one took back is still taken back.
        status = ImportJob.Status
        job.status, job.undone_at = status.UNDONE if undone_at else status.APPLIED, undone_at
        told = {**before, "error": str(error)}
    job.report = {**job.report, "undo": told}
    job.save()
    return job


def _take_back(undoing: Undoing, reason: str, by: User, now: datetime) -> dict[str, Any]:
    signed: dict[str, Any] = {"by": by, "reason": reason[:200], "now": now}
    labels = record_models()
    years = [row.pk for row in undoing.erased.get("school.SchoolYear", ())]
    ReadinessDay.objects.filter(year__in=years).delete()
    for label, rows in undoing.erased.items():
        if label != USER:
            labels[label].objects.erase(rows, **signed)
    people = [row.pk for row in undoing.erased.get(USER, ())]
    models.QuerySet(User).filter(pk__in=people)._raw_delete(connection.alias)
    returned = len(undoing.accounts)
    for rows_by_label in (undoing.revived, undoing.restored):
        for label, rows in rows_by_label.items():
            returned += _give_back(labels[label], rows, undoing, signed)
    _restore_accounts(undoing)
    return {
        "gone": undoing.gone,
        "returned": returned,
        "kept": [[one.title, one.why] for one in undoing.kept],
    }


def _give_back(model: Any, rows: list[Any], undoing: Undoing, signed: dict[str, Any]) -> int:
    """All at once; where the database forbids it, one by one, and what stays is named."""
    try:
        with transaction.atomic():
            model.objects.write(rows, **signed)
        return len(rows)
    except IntegrityError:
        if len(rows) == 1:
            undoing.kept.append(Kept(str(rows[0]), "вернуть мешает то, что записано позже"))
            return 0
        return sum(_give_back(model, [row], undoing, signed) for row in rows)


def _restore_accounts(undoing: Undoing) -> None:
    rows = {row.pk: row for row in User.objects.filter(pk__in=undoing.accounts)}
    fields: set[str] = set()
    for key, values in undoing.accounts.items():
        for name, value in values.items():
            setattr(rows[key], name, value)
            fields.add(name)
    if rows:
        User.objects.bulk_update(list(rows.values()), sorted(fields), batch_size=500)
