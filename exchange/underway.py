"""How far an import is, told beside its file: what its own transaction writes nobody sees before it ends."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from .ledger import Progress
from .models import ImportJob

# Often enough for a page that asks once a second.
SECONDS_APART = 0.25


@dataclass(frozen=True)
class UnderWay:
    """What is done now, and how many of how many lines are done (steps of a timetable); `total` 0: not known."""

    stage: str
    done: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def telling(job: ImportJob) -> Progress:
    """Keeps what it is told where `under_way` finds it."""
    place = _place_of(job)
    told_at, told = 0.0, ""

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told_at, told
        now = time.monotonic()
        if stage == told and now - told_at < SECONDS_APART:
            return
        told_at, told = now, stage
        part = place.with_suffix(".part")
        part.write_text(json.dumps([stage, done, total]), encoding="utf-8")
        part.replace(place)

    return tell


def under_way(job: ImportJob) -> UnderWay | None:
    """What was told last; None before anything is."""
    if not job.path:
        return None
    try:
        return UnderWay(*json.loads(_place_of(job).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def forget_told(job: ImportJob) -> None:
    if job.path:
        _place_of(job).unlink(missing_ok=True)


def _place_of(job: ImportJob) -> Path:
    return Path(settings.MEDIA_ROOT, job.path).with_suffix(".progress")
