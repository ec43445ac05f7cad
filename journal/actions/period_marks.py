"""Marks of a period, the year, the exam and the final ones (B 2.9, 2.14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal import period_rules, scales
from journal.locks import closing_mark
from journal.models import Exam, PeriodMark
from journal.period_facts import NOTHING, Asked, Basis, bases, given_marks
from school.models import CourseSection, GradingPeriod, SectionEnrollment
from school.rulebook import read_book
from school.words import date_dots

from .cells import CONFLICT, REFUSED, SAVED, CellResult
from .closing import locks_of, settle_lock
from .deferrals import deferred_cells
from .refusals import NO_MARKS

Kind = PeriodMark.Kind


@dataclass(frozen=True)
class PeriodMarkChange:
    """What a person typed for a pupil; `base` is the version seen, 0 for a cell never written.

    `comment` explains the mark; None where the sender shows none: then that of the same mark stays.
    """

    key: str
    student: int
    value: str
    base: int
    comment: str | None = None


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
    """Write marks of one period (or of the year, the exam, the end: `period` None) for pupils on the section's list.

    A mark that differs from the proposed one, and «н/а», are taken with a comment only. With the last mark the period is
    locked, from the end of that day or of the period; see `settle_lock`. A mark put off by an order is set later too.
    """
    locked = CourseSection.objects.select_for_update().get(pk=section.pk)
    students = {change.student for change in changes}
    rows = _rows(section, kind, period, students)
    came, listed = _listed(section, period, students)
    periods = list(GradingPeriod.objects.for_grade(section.grade).filter(year=section.year_id))
    lock = closing_mark(locks_of(section.pk), kind, period.pk if period else None, now)
    barred = lock.why if lock else _why_too_early(section, kind, period or _last(periods), now)
    scale = read_book().scale_of(locked, period.starts_on if period else section.year.ends_on)
    asked = Asked(section, kind, period, periods, scale, came)
    put_off = deferred_cells(section, kind, period, rows) if lock else set()
    basis = {} if barred and not put_off else bases(asked, students, given_marks(section.pk))
    shut = students - put_off if barred else set()
    refusals = {
        pk: barred if pk in shut else "" if pk in listed else _NOT_LISTED for pk in students
    }
    results, written = _settle_all(changes, rows, scale, refusals, basis)
    if lock:
        told = zip(results, changes, strict=True)
        results = [replace(one, is_closed=change.student in shut) for one, change in told]
    if written:
        PeriodMark.objects.write(written, by=by, now=now)
        settle_lock(section=section, kind=kind, period=period, by=by, now=now)
    return _with_authors(results, changes, rows)


def _settle_all(
    changes: Sequence[PeriodMarkChange],
    rows: Mapping[int, PeriodMark],
    scale: scales.Scale,
    refusals: Mapping[int, str],
    basis: Mapping[int, Basis],
) -> tuple[list[CellResult], list[PeriodMark]]:
    """What became of each change, and the rows to be written: a cell changed twice is written once."""
    results = []
    written: dict[int, PeriodMark] = {}
    for change in changes:
        row = rows[change.student]
        entry = _settle(row, change, scale, refusals[change.student], basis)
        results.append(entry.result)
        if entry.is_new:
            row.code, row.comment = entry.result.value, entry.comment
            row.version = entry.result.version
            written[change.student] = row
    return results, list(written.values())


def _rows(
    section: CourseSection, kind: str, period: GradingPeriod | None, students: set[int]
) -> dict[int, PeriodMark]:
    """The mark of each pupil: as it stands, or a new empty one."""
    of = {"section": section, "kind": kind, "period": period}
    new = {pk: PeriodMark(**of, student_id=pk, version=0) for pk in students}
    stored = PeriodMark.objects.filter(**of, student__in=students)
    return new | {row.student_id: row for row in stored}


def _listed(
    section: CourseSection, period: GradingPeriod | None, students: set[int]
) -> tuple[list[date], set[int]]:
    """First days of these pupils' terms, and who of them is on the list on any day of the period, or of the year."""
    terms = SectionEnrollment.objects.filter(section=section, student__in=students)
    if period:
        terms = terms.filter(starts_on__lte=period.ends_on).exclude(ends_on__lt=period.starts_on)
    found = list(terms.values_list("starts_on", "student_id"))
    return [first for first, _ in found], {student for _, student in found}


def _last(periods: Sequence[GradingPeriod]) -> GradingPeriod | None:
    return periods[-1] if periods else None


_NOT_LISTED = "Ученик не числится в списке в этом периоде. Список класса или группы исправляет администратор школы."


def _why_too_early(
    section: CourseSection, kind: str, period: GradingPeriod | None, now: datetime
) -> str:
    """A mark is for a period that has begun; the year's and the final one, for a year whose last period has.

    In a journal of extracurricular lessons there is none at all.

    Of an exam, for one that was held: from its day and hour the term of telling its results runs.
    """
    if section.is_extracurricular:
        return NO_MARKS
    if kind == Kind.EXAM:
        exam = Exam.objects.filter(section=section).first()
        if exam is None:
            return (
                "Сначала укажите день и час экзамена: от них считают срок объявления результатов."
            )
        if exam.held_at > now:
            day = timezone.localtime(exam.held_at)
            return (
                f"Экзамен назначен на {date_dots(day.date())}, {day:%H:%M}. Отметку пока не ставят."
            )
        return ""
    if period and period.starts_on > timezone.localdate(now):
        return f"{period.title} начнётся {period.starts_on:%d.%m.%Y}. Отметку пока не ставят."
    return ""


@dataclass(frozen=True)
class _Entry:
    """What became of a change; `is_new`: to be written, with this comment."""

    result: CellResult
    comment: str = ""
    is_new: bool = False


def _settle(
    row: PeriodMark,
    change: PeriodMarkChange,
    scale: scales.Scale,
    refusal: str,
    basis: Mapping[int, Basis],
) -> _Entry:
    def refused(text: str) -> _Entry:
        return _Entry(CellResult(change.key, REFUSED, row.code, row.version, text=text))

    if refusal:
        return refused(refusal)
    try:
        code = scales.read_period_mark(scale, change.value)
    except scales.UnknownCode as error:
        return refused(str(error))
    comment = _comment(row, code, change.comment)
    if (row.code, row.comment) == (code, comment):
        return _Entry(CellResult(change.key, SAVED, row.code, row.version))
    if row.version != change.base:
        return _Entry(CellResult(change.key, CONFLICT, row.code, row.version))
    proposed = basis.get(change.student, NOTHING).proposed
    why = "" if comment else period_rules.why_explain(scale, proposed, code)
    if why:
        return refused(why)
    return _Entry(CellResult(change.key, SAVED, code, row.version + 1), comment, is_new=True)


def _comment(row: PeriodMark, code: str, typed: str | None) -> str:
    """An empty cell explains nothing; another mark needs words of its own."""
    if not code:
        return ""
    if typed is None:
        return row.comment if row.code == code else ""
    return " ".join(typed.split())


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
