"""Marks of a period, the year, the exam and the final ones (B 2.9, 2.14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import scales
from journal.locks import closing_mark
from journal.models import PeriodMark
from school.models import CourseSection, GradingPeriod, SectionEnrollment
from school.rulebook import read_book

from .cells import CONFLICT, REFUSED, SAVED, CellResult
from .closing import locks_of, settle_lock
from .deferrals import deferred_cells


@dataclass(frozen=True)
class PeriodMarkChange:
    """What a person typed for a pupil; `base` is the version seen, 0 for a cell never written."""

    key: str
    student: int
    value: str
    base: int


@transaction.atomic
def set_period_marks(
    *,
    section: CourseSection,
    kind: str,
    period: GradingPeriod | None,
    changes: Sequence[PeriodMarkChange],
    by: User,
    now: datetime,
) -> list[CellResult]:
    """Write marks of one period (or of the year: `period` None) for the pupils on the section's list.

    With the last one the period is locked, from the end of that day or of the period; see `settle_lock`.
    A mark put off by an order is set later too.
    """
    locked = CourseSection.objects.select_for_update().get(pk=section.pk)
    students = {change.student for change in changes}
    rows = _rows(section, kind, period, students)
    listed = _listed(section, period, students)
    lock = closing_mark(locks_of(section.pk), kind, period.pk if period else None, now)
    barred = lock.why if lock else _why_too_early(section, kind, period, now)
    scale = read_book().scale_of(locked, period.starts_on if period else section.year.ends_on)
    put_off = deferred_cells(section, kind, period, rows) if lock else set()
    results = []
    # By pupil: a cell changed twice is written once.
    written: dict[int, PeriodMark] = {}
    for change in changes:
        row = rows[change.student]
        is_barred = barred and change.student not in put_off
        refusal = barred if is_barred else "" if change.student in listed else _NOT_LISTED
        result = _settle(row, change, scale, refusal)
        result = replace(result, is_closed=bool(lock and is_barred))
        results.append(result)
        if result.outcome == SAVED and row.code != result.value:
            row.code, row.version = result.value, result.version
            written[change.student] = row
    if written:
        PeriodMark.objects.write(written.values(), by=by, now=now)
        settle_lock(section=section, kind=kind, period=period, by=by, now=now)
    return _with_authors(results, changes, rows)


def _rows(
    section: CourseSection, kind: str, period: GradingPeriod | None, students: set[int]
) -> dict[int, PeriodMark]:
    """The mark of each pupil: as it stands, or a new empty one."""
    of = {"section": section, "kind": kind, "period": period}
    new = {pk: PeriodMark(**of, student_id=pk, version=0) for pk in students}
    stored = PeriodMark.objects.filter(**of, student__in=students)
    return new | {row.student_id: row for row in stored}


def _listed(section: CourseSection, period: GradingPeriod | None, students: set[int]) -> set[int]:
    """Of these pupils, those on the section's list on any day of the period, or of the year."""
    terms = SectionEnrollment.objects.filter(section=section, student__in=students)
    if period:
        terms = terms.filter(starts_on__lte=period.ends_on).exclude(ends_on__lt=period.starts_on)
    return set(terms.values_list("student_id", flat=True))


_NOT_LISTED = "Ученик не числится в списке в этом периоде. Список класса или группы исправляет администратор школы."


def _why_too_early(
    section: CourseSection, kind: str, period: GradingPeriod | None, now: datetime
) -> str:
    """A mark is for a period that has begun; the year's, for a year whose last period has."""
    if kind == PeriodMark.Kind.YEAR:
        of_year = GradingPeriod.objects.for_grade(section.grade).filter(year_id=section.year_id)
        period = of_year.last()
    if period and period.starts_on > timezone.localdate(now):
        return f"{period.title} начнётся {period.starts_on:%d.%m.%Y}. Отметку пока не ставят."
    return ""


def _settle(
    row: PeriodMark, change: PeriodMarkChange, scale: scales.Scale, refusal: str
) -> CellResult:
    if refusal:
        return CellResult(change.key, REFUSED, row.code, row.version, text=refusal)
    try:
        code = scales.read_period_mark(scale, change.value)
    except scales.UnknownCode as error:
        return CellResult(change.key, REFUSED, row.code, row.version, text=str(error))
    if row.code == code:
        return CellResult(change.key, SAVED, row.code, row.version)
    if row.version != change.base:
        return CellResult(change.key, CONFLICT, row.code, row.version)
    return CellResult(change.key, SAVED, code, row.version + 1)


def _with_authors(
    results: list[CellResult], changes: Sequence[PeriodMarkChange], rows: dict[int, PeriodMark]
) -> list[CellResult]:
    keys = [
        rows[c.student].pk
        for c, r in zip(changes, results, strict=True)
        if r.outcome == CONFLICT and rows[c.student].pk
    ]
    if not keys:
        return results
    told = PeriodMark.history.filter(id__in=keys).order_by("history_id")
    last = {row.student_id: (row.history_author, row.history_date) for row in told}
    return [
        _with_author(r, *last.get(c.student, ("", None))) if r.outcome == CONFLICT else r
        for c, r in zip(changes, results, strict=True)
    ]


def _with_author(result: CellResult, author: str, at: datetime | None) -> CellResult:
    return replace(result, author=author, at=at)
