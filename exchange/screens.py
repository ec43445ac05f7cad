"""What the pages of import show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .access import may_apply
from .models import ImportJob
from .report import KINDS

SHOWN = 200
LATEST = 30


@dataclass(frozen=True)
class Count:
    """One kind of rows: how many are new, changed, the same."""

    title: str
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class JobScreen:
    """A checked file: counts, what cannot be read, what to look at, each difference in a line.

    The lists are cut at 200; `refused_total` and the others are the whole numbers.
    """

    job: ImportJob
    counts: tuple[Count, ...]
    refused: tuple[str, ...]
    refused_total: int
    warnings: tuple[str, ...]
    warnings_total: int
    differences: tuple[str, ...]
    kept: str
    changes: int
    may_apply: bool

    @property
    def refused_rest(self) -> int:
        return self.refused_total - len(self.refused)

    @property
    def warnings_rest(self) -> int:
        return self.warnings_total - len(self.warnings)

    @property
    def differences_rest(self) -> int:
        return max(self.changes - len(self.differences), 0)


def imports_screen(jobs: Iterable[ImportJob]) -> list[ImportJob]:
    """The latest uploads. One query."""
    return list(jobs[:LATEST])  # type: ignore[index]


def job_screen(job: ImportJob, *, now: datetime) -> JobScreen:
    report: dict[str, Any] = job.report or {}
    parts = [report.get(name, {}) for name in ("created", "changed", "unchanged")]
    counts = tuple(
        Count(title, *(part.get(kind, 0) for part in parts))
        for kind, title in KINDS.items()
        if any(part.get(kind) for part in parts)
    )
    problems = report.get("problems", {})
    return JobScreen(
        job=job,
        counts=counts,
        refused=_sentences(problems.get("refused", [])),
        refused_total=sum(report.get("refused", {}).values()),
        warnings=_sentences(problems.get("warnings", [])),
        warnings_total=sum(report.get("warnings", {}).values()),
        differences=tuple(report.get("differences", [])[:SHOWN]),
        kept="; ".join(report.get("kept", [])),
        changes=sum(one.created + one.changed for one in counts),
        may_apply=may_apply(job, now),
    )


def _sentences(problems: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(one["sentence"] for one in problems[:SHOWN])
