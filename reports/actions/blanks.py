"""Blank sheets of the day for the whole school: one file each morning, before anything can break (ARC-6)."""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from journal.models import Lesson
from reports.models import BLANKS_KEPT, DayBlanks
from reports.printing.blank_lessons import blank_sheets
from reports.printing.blanks import BlankSheet, print_blanks

FOLDER = "blanks"


def keep_blanks(*, day: date, school: str, now: datetime) -> DayBlanks | None:
    """Sheets of the day's lessons, made if there are none yet or they are not those of the timetable any more.

    None where the day has no lessons. Files of days long past are taken away.
    """
    _forget(day - BLANKS_KEPT)
    sheets = blank_sheets(Lesson.objects.filter(date=day).values_list("pk", flat=True))
    if not sheets:
        return None
    content = _hash(school, sheets)
    kept = DayBlanks.objects.filter(day=day).first()
    if kept and kept.content_sha256 == content and _file(kept.path).is_file():
        return kept
    file, pages = print_blanks(sheets, school=school)
    made, _ = DayBlanks.objects.update_or_create(
        day=day,
        defaults={
            "made_at": now,
            "sheets": len(sheets),
            "path": _write(f"{day:%Y-%m-%d}-{content[:16]}.pdf", file),
            "pages": pages,
            "bytes": len(file),
            "sha256": hashlib.sha256(file).hexdigest(),
            "content_sha256": content,
        },
    )
    if kept and kept.path != made.path:
        _file(kept.path).unlink(missing_ok=True)
    return made


def _forget(before: date) -> None:
    for old in DayBlanks.objects.filter(day__lt=before):
        old.delete()
        _file(old.path).unlink(missing_ok=True)


def _hash(school: str, sheets: Sequence[BlankSheet]) -> str:
    text = json.dumps([school, [asdict(sheet) for sheet in sheets]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _file(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def _write(name: str, content: bytes) -> str:
    """The file whole in its place, or not at all; its path under MEDIA_ROOT."""
    folder = _file(FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    Path(written.name).rename(folder / name)
    return f"{FOLDER}/{name}"
