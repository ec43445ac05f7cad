"""Requests for corrections as the teacher and the deputy see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator

from journal import locks, scales
from journal.models import CorrectionRequest, PeriodLock
from journal.places import Place, What, column_of, entry_at, scale_at, waiting_about
from school import words
from school.rulebook import RuleBook, book_of

LATEST = 50


@dataclass(frozen=True, slots=True)
class CorrectionsScreen:
    """`waiting` (oldest first) and `decided` are for whoever decides, `own` for whoever asks; the latest, newest first."""

    waiting: Page[CorrectionRequest] | None
    own: Sequence[CorrectionRequest]
    decided: Sequence[CorrectionRequest]
    may_decide: bool


def corrections_screen(
    asked: Any, to_decide: Any, *, may_decide: bool, number: str
) -> CorrectionsScreen:
    """Querysets of requests in, and which page of those that wait; four queries, whatever there is."""
    own = asked.with_places().order_by("-asked_at", "-pk")[:LATEST]
    if not may_decide:
        return CorrectionsScreen(None, list(own), [], may_decide=False)
    waiting = to_decide.waiting().with_places().order_by("asked_at", "pk")
    decided = to_decide.exclude(decided_at=None).with_places().order_by("-decided_at", "-pk")
    page = Paginator(waiting, LATEST).get_page(number)
    return CorrectionsScreen(page, list(own), list(decided[:LATEST]), may_decide=True)


@dataclass(frozen=True, slots=True)
class AskScreen:
    """The form of a request: what it is about, what stands there, why one has to ask."""

    place: Place
    title: str
    value: str
    lock: PeriodLock | None
    choices: Sequence[str]
    waiting: CorrectionRequest | None

    @property
    def is_text(self) -> bool:
        return self.place.what == What.HOMEWORK


def ask_screen(place: Place, *, now: datetime, on: date) -> AskScreen:
    """Six queries at most."""
    found = list(PeriodLock.objects.of(place.section))
    period = place.period.pk if place.period else None
    lock = (
        locks.closing_day(found, place.lesson.date, now)
        if place.lesson
        else locks.closing_mark(found, place.what, period, now)
    )
    return AskScreen(
        place=place,
        title=title_of(place),
        value=entry_at(place).value,
        lock=lock,
        choices=_choices(place, book_of(on)),
        waiting=waiting_about(place).select_related("asked_by").first(),
    )


def title_of(place: Place) -> str:
    """«Отметка: Петров Иван, пн, 15 сентября, контрольная работа»."""
    parts = []
    if place.student:
        parts.append(place.student.user.list_name)
    if place.lesson:
        parts.append(f"{words.weekday_day(place.lesson.date)}, {place.lesson.number}-й урок")
    if place.what == What.MARK and (column := column_of(place)):
        parts.append(column.title or str(column.work_type).lower())
    if place.period:
        parts.append(place.period.title)
    return f"{What(place.what).label.capitalize()}: {', '.join(parts)}"


def _choices(place: Place, book: RuleBook) -> Sequence[str]:
    if place.what == What.ATTENDANCE:
        return [*scales.ABSENT_CODES, scales.LATE_CODE]
    if place.what == What.MARK:
        return scale_at(place, book).marks
    if place.what in (What.PERIOD_MARK, What.YEAR_MARK):
        return scale_at(place, book).period_marks
    return ()
