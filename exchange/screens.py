"""What the pages of import show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from .access import may_apply, may_undo
from .models import ImportJob
from .report import KINDS
from .undoing import Kept, plan_undo

SHOWN = 200
LINES_A_PAGE = 100
REFUSED = "refused"
STATES = {
    REFUSED: "не загружается",
    "changed": "изменится",
    "new": "новая",
    "same": "без изменений",
}
LATEST = 30


@dataclass(frozen=True)
class Count:
    """One kind of rows: how many are new, changed, the same."""

    title: str
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class LineTold:
    """A line of a list: what becomes of it, each change as column, before and after; of a refused one why."""

    line: int
    state: str
    title: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    troubles: tuple[tuple[str, str], ...] = ()

    @property
    def state_label(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True)
class State:
    """How many lines there are in a state."""

    key: str
    title: str
    count: int


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
    may_undo: bool
    lines: Page[LineTold]
    states: tuple[State, ...]
    show: str
    undo: dict[str, Any]

    @property
    def year(self) -> str:
        """Title of the school year the list goes into; empty where it is of no year."""
        return str(self.job.report.get("year", ""))

    @property
    def query(self) -> str:
        """What the links between pages of lines keep."""
        return f"&show={self.show}" if self.show else ""

    @property
    def refused_rest(self) -> int:
        return self.refused_total - len(self.refused)

    @property
    def warnings_rest(self) -> int:
        return self.warnings_total - len(self.warnings)

    @property
    def differences_rest(self) -> int:
        return max(self.changes - len(self.differences), 0)


def imports_screen(jobs: QuerySet[ImportJob]) -> list[ImportJob]:
    """The latest uploads. One query."""
    return list(jobs.defer("report", "traces")[:LATEST])


def job_screen(
    job: ImportJob, *, now: datetime, show: str = "", page: str | None = None
) -> JobScreen:
    """All from the job's own report: no query. `show` is the state of the lines that are listed."""
    report: dict[str, Any] = job.report or {}
    parts = [report.get(name, {}) for name in ("created", "changed", "unchanged")]
    counts = tuple(
        Count(title, *(part.get(kind, 0) for part in parts))
        for kind, title in KINDS.items()
        if any(part.get(kind) for part in parts)
    )
    problems = report.get("problems", {})
    refused = problems.get("refused", [])
    lines = _lines(report, refused) if job.is_list else []
    states = tuple(
        State(key, title, count)
        for key, title in STATES.items()
        if (count := sum(one.state == key for one in lines))
    )
    listed = [one for one in lines if not show or one.state == show]
    apart = [one for one in refused if not job.is_list or one["line"] is None]
    return JobScreen(
        job=job,
        counts=counts,
        refused=_sentences(apart),
        refused_total=_refused_total(job, states, len(apart)),
        warnings=_sentences(problems.get("warnings", [])),
        warnings_total=sum(report.get("warnings", {}).values()),
        differences=() if job.is_list else tuple(report.get("differences", [])[:SHOWN]),
        kept="; ".join(report.get("kept", [])),
        changes=sum(one.created + one.changed for one in counts),
        may_apply=may_apply(job, now),
        may_undo=may_undo(job, now),
        lines=Paginator(listed, LINES_A_PAGE).get_page(page),
        states=states,
        show=show,
        undo=report.get("undo", {}),
    )


def _refused_total(job: ImportJob, states: tuple[State, ...], of_file: int) -> int:
    """A line of a list may have several faults: lines are counted, and faults of the whole file."""
    if job.is_list:
        return of_file + sum(one.count for one in states if one.key == REFUSED)
    return sum(job.report.get("refused", {}).values())


def _lines(report: dict[str, Any], refused: list[dict[str, Any]]) -> list[LineTold]:
    """Every line that was read, in the order of the file."""
    troubles: dict[int, list[tuple[str, str]]] = {}
    for one in refused:
        if one["line"] is not None:
            troubles.setdefault(one["line"], []).append((one["column"], one["text"]))
    told_of = report.get("lines", [])
    titles = {one["line"]: one.get("title", "") for one in told_of}
    found = [
        LineTold(line, REFUSED, titles.get(line, ""), troubles=tuple(of))
        for line, of in troubles.items()
    ]
    for one in told_of:
        if one["line"] in troubles:
            continue
        changes = tuple((column, was, will) for column, was, will in one.get("changes", ()))
        told = LineTold(
            one["line"], one["state"], one.get("title", ""), changes, one.get("note", "")
        )
        found.append(told)
    return sorted(found, key=lambda one: one.line)


@dataclass(frozen=True)
class UndoScreen:
    """What taking the import back would do; `kept` are the rows that stay, the first 200."""

    job: ImportJob
    gone: int
    returned: int
    kept: tuple[Kept, ...]
    kept_total: int


def undo_screen(job: ImportJob) -> UndoScreen:
    """Some statements a table that the import has written."""
    undoing = plan_undo(job)
    kept = undoing.kept
    return UndoScreen(job, undoing.gone, undoing.returned, tuple(kept[:SHOWN]), len(kept))


def _sentences(problems: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(one["sentence"] for one in problems[:SHOWN])
