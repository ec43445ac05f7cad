"""Imports through the browser: upload, check, apply. The file is deleted as soon as it is not needed."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from exchange.access import may_apply
from exchange.constraints import all_or_nothing
from exchange.formats import open_timetable
from exchange.lists import LISTS, open_list
from exchange.models import TOLD_OF_PEOPLE, ImportJob
from exchange.oneroster import open_bundle
from exchange.problems import Problem, Unreadable, size_of
from exchange.report import ImportReport
from exchange.sources import MAX_UPLOAD
from exchange.traces import marks, traces_since, written_since
from exchange.underway import forget_told, telling
from journal.actions.closing import take_back_locks

from .list_import import import_list
from .lists import import_oneroster
from .timetables import import_timetable

FOLDER = "imports"


class Refused(Exception):
    """The import cannot go on; the text says why, to a person."""


def upload(
    *,
    kind: str,
    name: str,
    chunks: Iterable[bytes],
    starts_on: date | None,
    by: User,
    now: datetime,
) -> ImportJob:
    """Keep the file outside the site's reach and ask for it to be checked. Raises Refused."""
    forget(now=now)
    path = Path(FOLDER, f"{uuid.uuid4().hex}.upload")
    size, digest = _store(Path(settings.MEDIA_ROOT, path), chunks)
    return ImportJob.objects.create(
        kind=kind,
        file_name=Path(name).name[-200:],
        path=str(path),
        bytes=size,
        sha256=digest,
        starts_on=starts_on,
        uploaded_by=by,
        uploaded_at=now,
        started_at=now,
    )


def _store(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_UPLOAD:
                break
            digest.update(chunk)
            file.write(chunk)
    if size > MAX_UPLOAD:
        path.unlink()
        raise Refused(f"Файл слишком большой: можно не больше {size_of(MAX_UPLOAD)}.")
    return size, digest.hexdigest()


def check(*, job: ImportJob, now: datetime) -> ImportJob:
    """What the file would change, without changing anything."""
    try:
        report = _run(job, job.uploaded_by, now, dry_run=True, skip_refused=False)
        job.status = ImportJob.Status.CHECKED
    except Unreadable as error:
        report = ImportReport(job.file_name, refused=list(error.problems))
        job.status = ImportJob.Status.FAILED
        _drop_file(job)
    job.report = report.as_json()
    job.save()
    return job


@transaction.atomic
def begin(*, job: ImportJob, skip_refused: bool, by: User, now: datetime) -> ImportJob:
    """Take the job for applying; the second of two who press at once is refused. Raises Refused."""
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not may_apply(job, now):
        raise Refused(
            f"Файл «{job.file_name}» сейчас загрузить нельзя: он {job.get_status_display()}."
        )
    if job.report.get("refused") and not skip_refused:
        raise Refused(
            "В файле есть строки, которые не загружаются. Отметьте, что загружаете без них."
        )
    job.status, job.applied_by, job.started_at = ImportJob.Status.APPLYING, by, now
    job.save()
    return job


def apply(*, job: ImportJob, skip_refused: bool, now: datetime) -> ImportJob:
    """Write the file's rows, in the name of whoever let it in; refused rows stay out if that was said."""
    by = job.applied_by or job.uploaded_by
    try:
        with all_or_nothing(job.file_name):
            before = marks()
            report = _run(job, by, now, dry_run=False, skip_refused=skip_refused)
            job.traces = traces_since(before, report.accounts) if report.applied else {}
            if report.applied:
                _take_back_locks(before, by, now)
    except Unreadable as error:
        report = ImportReport(job.file_name, refused=list(error.problems))
    if report.applied:
        job.status, job.applied_at = ImportJob.Status.APPLIED, now
    else:
        job.status = ImportJob.Status.FAILED
    _drop_file(job)
    job.report = report.as_json()
    job.save()
    return job


def _take_back_locks(before: dict[str, int], by: User, now: datetime) -> None:
    """Journals whose lists have become others do not close without the marks of newcomers. Not of the import's traces:
    a period whose lock is taken back stays open until its teacher closes it."""
    lists = written_since(before, "school.SectionEnrollment")
    take_back_locks(sections=set(lists.values_list("section", flat=True)), by=by, now=now)


def _run(
    job: ImportJob, by: User, now: datetime, *, dry_run: bool, skip_refused: bool
) -> ImportReport:
    path = Path(settings.MEDIA_ROOT, job.path)
    if not job.path or not path.is_file():
        text = "файл больше не хранится. Загрузите его снова."
        raise Unreadable(Problem(job.file_name, None, "", text))
    how: dict[str, Any] = {"by": by, "now": now, "dry_run": dry_run, "skip_refused": skip_refused}
    try:
        with all_or_nothing(job.file_name):
            return _import(job, path, progress=telling(job), **how)
    finally:
        forget_told(job)


def _import(job: ImportJob, path: Path, **how: Any) -> ImportReport:
    if job.kind == ImportJob.Kind.LISTS:
        return import_oneroster(bundle=open_bundle(path, name=job.file_name), **how)
    if job.is_list:
        table = open_list(path, form=LISTS[job.kind], name=job.file_name)
        of_list: dict[str, Any] = {
            "kind": job.kind,
            "starts_on": job.starts_on,
            "uploaded_by": job.uploaded_by,
        }
        return import_list(table=table, **of_list, **how)
    if job.starts_on is None:
        raise Unreadable(Problem(job.file_name, None, "", "не указан первый день расписания."))
    timetable = open_timetable(path, name=job.file_name)
    return import_timetable(timetable=timetable, starts_on=job.starts_on, **how)


def forget(*, now: datetime) -> int:
    """Files nobody let in for a week go, and what their reports tell of people; counts stay. How many there were."""
    jobs = list(ImportJob.objects.forgotten(now))
    for job in jobs:
        _drop_file(job)
        if job.status != ImportJob.Status.FAILED:
            job.status = ImportJob.Status.FORGOTTEN
        job.report = {name: told for name, told in job.report.items() if name not in TOLD_OF_PEOPLE}
        job.save()
    return len(jobs)


def _drop_file(job: ImportJob) -> None:
    if job.path:
        Path(settings.MEDIA_ROOT, job.path).unlink(missing_ok=True)
        job.path = ""
