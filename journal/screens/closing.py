"""Whether a journal is closed to its teacher, as its pages say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from journal import locks
from journal.models import PageSignature, PeriodLock, PeriodReopening
from school.models import CourseSection, GradingPeriod, SchoolClass
from school.rulebook import regulation_on

from .entries import PeriodCell
from .signatures import PageState, initials, page_state


@dataclass(frozen=True, slots=True)
class Closing:
    """What keeps the lessons, the marks of the period and those of the year closed now, each with its lock or None.

    `coming` is a lock decided already that holds from a later moment, `opened` the act that opened one again.
    `unlocked` names a kind of marks that all stand while nothing was locked by them.
    """

    lessons: PeriodLock | None = None
    period: PeriodLock | None = None
    year: PeriodLock | None = None
    coming: PeriodLock | None = None
    opened: PeriodReopening | None = None
    unlocked: str = ""
    # Whether the page is signed; None before its last day.
    page: PageState | None = None

    @property
    def lock(self) -> PeriodLock | None:
        return self.lessons or self.period or self.year

    @property
    def why(self) -> dict[str, str]:
        """By kind of the grid's columns, the sentence for a hand that types there; empty where it may."""
        found = {"lesson": self.lessons, "period": self.period, "year": self.year}
        return {kind: lock.why if lock else "" for kind, lock in found.items()}


def closing_of_period(
    section: CourseSection, period: GradingPeriod, *, is_last: bool, now: datetime
) -> Closing:
    """One query; two of a period whose last day has come."""
    found = _locks(section)
    own = [
        lock for lock in found if lock.period_id == period.pk or (is_last and not lock.period_id)
    ]
    return Closing(
        lessons=locks.closing_day(found, period.ends_on, now),
        period=locks.closing_mark(found, locks.PERIOD, period.pk, now),
        year=locks.closing_mark(found, locks.YEAR, None, now),
        coming=next((lock for lock in own if lock.locks_at > now), None),
        opened=_opened(own, now),
        page=page_state(section, period, is_last=is_last, is_decided=bool(own), now=now),
    )


def closing_of_day(section: CourseSection, day: date, *, now: datetime) -> Closing:
    """One query."""
    found = _locks(section)
    own = [lock for lock in found if lock.starts_on <= day <= lock.ends_on]
    return Closing(lessons=locks.closing_day(found, day, now), opened=_opened(own, now))


def _opened(found: Sequence[PeriodLock], now: datetime) -> PeriodReopening | None:
    """The act by which one of the locks is open now; asked for only where one is."""
    for lock in found:
        if lock.locks_at <= now and not locks.is_closed(lock, now):
            acts = PeriodReopening.objects.filter(lock=lock, until__gt=now)
            return acts.select_related("opened_by", "lock__period").first()
    return None


def _locks(section: CourseSection) -> list[PeriodLock]:
    return list(PeriodLock.objects.of(section))


def is_complete(cells: Sequence[PeriodCell]) -> bool:
    """Every pupil on the list at the period's end has a mark or a word instead of it."""
    return bool(cells) and all(cell.code for cell in cells)


@dataclass(frozen=True, slots=True)
class LockLine:
    """A lock as the deputy's list shows it."""

    lock: PeriodLock
    is_closed: bool
    is_coming: bool
    # The last signature under the page of the period.
    signature: PageSignature | None = None

    @property
    def signed_by(self) -> str:
        return initials(self.signature.signer_name) if self.signature else ""

    @property
    def is_unsigned(self) -> bool:
        """Closed and not signed by its teacher; of a year there is no page of its own."""
        return self.is_closed and self.lock.period_id is not None and self.signature is None

    @property
    def is_open_again(self) -> bool:
        return not self.is_closed and not self.is_coming


@dataclass(frozen=True, slots=True)
class JournalLocks:
    section: CourseSection
    lines: Sequence[LockLine]


@dataclass(frozen=True, slots=True)
class LocksScreen:
    classes: Sequence[SchoolClass]
    chosen: SchoolClass | None
    journals: Sequence[JournalLocks]

    @property
    def unsigned(self) -> list[tuple[CourseSection, LockLine]]:
        """Closed pages without a signature."""
        return [
            (journal.section, line)
            for journal in self.journals
            for line in journal.lines
            if line.is_unsigned
        ]


def locks_screen(classes: QuerySet[SchoolClass], chosen: str, *, now: datetime) -> LocksScreen:
    """Journals of a class (by its key, else of the first) with the periods that are closed. Six queries."""
    all_classes = list(classes.order_by("grade", "letter", "pk"))
    of = next((one for one in all_classes if str(one.pk) == chosen), None)
    of = of or next(iter(all_classes), None)
    if of is None:
        return LocksScreen(all_classes, None, [])
    sections = CourseSection.objects.filter(section_classes__school_class=of)
    ordered = list(sections.select_related("subject").in_order())
    found: dict[int, list[LockLine]] = {}
    rows = PeriodLock.objects.filter(section__in=ordered).with_terms()
    signed = _signed(ordered)
    for lock in rows.prefetch_related("reopenings__opened_by").order_by("kind", "starts_on"):
        signature = signed.get((lock.section_id, lock.period_id))
        found.setdefault(lock.section_id, []).append(_line(lock, now, signature))
    journals = [JournalLocks(section, found.get(section.pk, [])) for section in ordered]
    return LocksScreen(all_classes, of, journals)


def _signed(sections: Sequence[CourseSection]) -> dict[tuple[int, int | None], PageSignature]:
    """The last signature of each page of these journals, by section and period. One query."""
    rows = PageSignature.objects.filter(section__in=sections).order_by("signed_at", "pk")
    return {(row.section_id, row.period_id): row for row in rows}


def _line(lock: PeriodLock, now: datetime, signature: PageSignature | None = None) -> LockLine:
    return LockLine(lock, locks.is_closed(lock, now), lock.locks_at > now, signature)


@dataclass(frozen=True, slots=True)
class LockScreen:
    """One lock with its reopenings, newest first."""

    line: LockLine
    reopenings: Sequence[PeriodReopening]
    longest_days: int


def lock_screen(lock: PeriodLock, *, now: datetime, on: date) -> LockScreen:
    """Two queries beside the lock's own."""
    lock = PeriodLock.objects.with_terms().select_related("section__subject").get(pk=lock.pk)
    acts = PeriodReopening.objects.filter(lock=lock).select_related("opened_by")
    longest = regulation_on(on).reopening_days
    return LockScreen(_line(lock, now), list(acts.order_by("-opened_at", "-pk")), longest)


def usual_term(now: datetime, *, on: date) -> datetime:
    """What the form of a reopening proposes: the evening of the last day of the school's usual term.

    Where a period is opened for a day at most, that day: the evening may be further.
    """
    decided = regulation_on(on)
    days = timedelta(days=min(decided.reopening_usual, decided.reopening_days - 1) or 1)
    evening = timezone.localtime(now + days).replace(hour=20, minute=0, second=0, microsecond=0)
    longest = timezone.localtime(now + timedelta(days=decided.reopening_days))
    return min(evening, longest.replace(second=0, microsecond=0))
