"""Periods closed to their teacher: the question every entry asks first, the lock itself, and its reopening (B 2.14)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from journal import locks
from journal.models import Lesson, PeriodLock, PeriodReopening
from school.models import (
    CourseSection,
    GradingPeriod,
    SchoolYear,
    TeachingLoad,
)
from school.rulebook import regulation_on
from school.words import plural

from .given import Given
from .refusals import PERIODS_STAY_OPEN, Refused
from .unmarked import why_not_complete

MARK_TAKEN_BACK = "отметка снята до закрытия периода"
DAYS_MOVED = "изменены дни периода"
NEWCOMER = "в списке новый ученик"
T = TypeVar("T")


def must_be_open(lesson: Lesson, *, now: datetime) -> None:
    """Refuse where the lesson's day is closed; until the transaction ends nobody closes it.

    The caller holds the lesson's row: whoever takes both rows takes them in this order.
    """
    keep_locks_as_they_are(lesson.section_id)
    lock = locks.closing_day(locks_of(lesson.section_id), lesson.date, now)
    if lock:
        raise Refused(lock.why)


def keep_locks_as_they_are(section: int) -> None:
    """Wait for whoever is closing a period of the section, and let nobody else begin: set_period_marks holds this row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM school_coursesection WHERE id = %s FOR KEY SHARE", [section])


# Stands before every mark that is saved, so it is said once in SQL; period and author are asked for by a refusal only.
LOCKS = """\
SELECT l.*, (SELECT max(r.until) FROM journal_periodreopening r WHERE r.lock_id = l.id) AS open_until
FROM journal_periodlock l WHERE l.section_id = %(section)s
"""


def locks_of(section: int) -> list[PeriodLock]:
    """One query. Asked after the rows are locked, in a statement of its own: it sees what has just been committed."""
    return list(PeriodLock.objects.raw(LOCKS, {"section": section}))


def settle_lock(
    *,
    section: CourseSection,
    kind: str,
    period: GradingPeriod | None,
    by: User,
    now: datetime,
    is_renewed: bool = True,
) -> PeriodLock | None:
    """Lock the period when its last mark is set; take a lock that does not hold yet back when a mark is.

    `is_renewed` False: marks were put back, none was set; a lock that still has all its marks stays as it was.
    Of pupils on the list on the period's last day each must have a mark: whoever has left before needs none.
    The caller holds the section's row.
    """
    settled = settle_locks(
        sections=[section], kind=kind, period=period, by=by, now=now, is_renewed=is_renewed
    )
    return settled.get(section.pk)


def settle_locks(
    *,
    sections: Sequence[CourseSection],
    kind: str,
    period: GradingPeriod | None,
    by: User,
    now: datetime,
    is_renewed: bool = True,
) -> dict[int, PeriodLock]:
    """`settle_lock` for several journals, in as many queries as for one: their locks by journal."""
    if kind not in (locks.PERIOD, locks.YEAR):
        return {}
    days = _days_as_kept(sections, period)
    found = PeriodLock.objects.filter(section__in=sections, kind=kind, period=period)
    kept = {lock.section_id: lock for lock in found}
    coming = [one for one in sections if one.pk not in kept or kept[one.pk].locks_at > now]
    if not coming:
        return kept
    given = Given([one.pk for one in coming], now)
    gone, changed = [], []
    for section in coming:
        of, lock = days[section.pk], kept.pop(section.pk, None)
        if not given.to_all(section.pk, kind, period.pk if period else None, of.ends_on):
            gone += [lock] if lock else []
            continue
        if is_renewed or not lock:
            lock = lock or PeriodLock(
                section=section, kind=kind, period=period, clause=locks.CLAUSE
            )
            lock.starts_on, lock.ends_on = of.starts_on, of.ends_on
            lock.set_at, lock.locked_by = now, by
            lock.locks_at = locks.moment_of_locking(now, lock.ends_on)
            changed.append(lock)
        kept[section.pk] = lock
    PeriodLock.objects.erase(gone, by=by, reason=MARK_TAKEN_BACK, now=now)
    PeriodLock.objects.write(changed, by=by, now=now)
    return kept


def _days_as_kept(
    sections: Sequence[CourseSection], period: GradingPeriod | None
) -> dict[int, GradingPeriod | SchoolYear]:
    """Read under the lock of the sections' rows: whoever moves the days of the period waits for it, or has moved them.

    By section. One query.
    """
    if period:
        return dict.fromkeys((one.pk for one in sections), GradingPeriod.objects.get(pk=period.pk))
    years = SchoolYear.objects.in_bulk({one.year_id for one in sections})
    return {one.pk: years[one.year_id] for one in sections}


def move_locks(
    *,
    year: SchoolYear,
    periods: Iterable[GradingPeriod],
    is_year_moved: bool,
    by: User,
    now: datetime,
) -> None:
    """Locks that do not hold now follow the new days of these periods, and of the year where those have moved.

    One that would lock a period without the mark of somebody who is on the list on its new last day is taken back.
    """
    moved = {row.pk: row for row in periods}
    if not moved and not is_year_moved:
        return
    journals = CourseSection.objects.filter(year=year).order_by("pk")
    list(journals.select_for_update(of=("self",), no_key=True).values_list("pk"))
    of_year = Q(kind=locks.YEAR, section__year=year) if is_year_moved else Q(pk__in=[])
    found = PeriodLock.objects.filter(Q(period__in=moved) | of_year)
    waiting = set(found.filter(locks_at__gt=now).values_list("section_id", flat=True))
    given = Given(waiting, now)
    changed, gone = [], []
    for lock in found:
        of = moved[lock.period_id] if lock.period_id else year
        if (lock.starts_on, lock.ends_on) == (of.starts_on, of.ends_on):
            continue
        awaits = lock.locks_at > now
        if awaits and not given.to_all(lock.section_id, lock.kind, lock.period_id, of.ends_on):
            gone.append(lock)
            continue
        lock.starts_on, lock.ends_on = of.starts_on, of.ends_on
        lock.locks_at = locks.moment_of_locking(lock.set_at, lock.ends_on)
        changed.append(lock)
    PeriodLock.objects.erase(gone, by=by, reason=DAYS_MOVED, now=now)
    PeriodLock.objects.write(changed, by=by, reason=DAYS_MOVED, now=now)


def take_back_locks(*, sections: Iterable[int], by: User, now: datetime) -> None:
    """Locks that do not hold yet of journals whose lists somebody came onto without a mark: with it they begin anew."""
    keys = list(sections)
    journals = CourseSection.objects.filter(pk__in=keys).order_by("pk")
    list(journals.select_for_update(of=("self",), no_key=True).values_list("pk"))
    waiting = list(PeriodLock.objects.filter(section__in=keys, locks_at__gt=now))
    if not waiting:
        return
    given = Given({lock.section_id for lock in waiting}, now)
    gone = [
        lock
        for lock in waiting
        if not given.to_all(lock.section_id, lock.kind, lock.period_id, lock.ends_on)
    ]
    PeriodLock.objects.erase(gone, by=by, reason=NEWCOMER, now=now)


@transaction.atomic
def let_onto_lists(
    change: Callable[[], T], *, sections: Iterable[int], by: User, now: datetime
) -> T:
    """Do the change that may put somebody onto the lists of these journals; coming locks wait for his mark (JRN-14).

    `sections` are read after the change.
    """
    made = change()
    take_back_locks(sections=sections, by=by, now=now)
    return made


@transaction.atomic
def close_period(
    *, section: CourseSection, kind: str, period: GradingPeriod | None, by: User, now: datetime
) -> PeriodLock:
    """Close a period whose marks were all set before it could close by itself. Raises Refused where one is missing."""
    if CourseSection.objects.select_for_update().get(pk=section.pk).is_extracurricular:
        raise Refused(PERIODS_STAY_OPEN)
    found = PeriodLock.objects.filter(section=section, kind=kind, period=period).first()
    lock = found or settle_lock(section=section, kind=kind, period=period, by=by, now=now)
    if lock is None:
        raise Refused(why_not_complete(section, kind, period, now))
    return lock


@transaction.atomic
def reopen_period(
    *, lock: PeriodLock, until: datetime, reason: str, by: User, now: datetime
) -> PeriodReopening:
    """Open a closed period again until that moment; it closes by itself. An act of the deputy: who may is asked by access."""
    CourseSection.objects.select_for_update().get(pk=lock.section_id)
    lock = PeriodLock.objects.with_terms().get(pk=lock.pk)
    if not locks.is_closed(lock, now):
        raise Refused(f"Журнал за {lock.title} сейчас не закрыт: учитель может писать в нём.")
    # A reopening has a term: what takes longer is decided anew.
    longest = regulation_on(timezone.localdate(now)).reopening_days
    if not now < until <= now + timedelta(days=longest):
        raise Refused(
            f"Срок — от этой минуты и не дольше {longest} {plural(longest, 'дня', 'дней', 'дней')}. "
            "Укажите другой день и час."
        )
    if not reason.strip():
        raise Refused("Напишите, почему период открывается снова.")
    _must_be_somebody_elses(lock.section_id, by)
    _must_not_stay_closed(lock, now)
    opened = PeriodReopening(
        lock=lock, opened_at=now, opened_by=by, until=until, reason=reason.strip()
    )
    opened.save(by=by, reason=reason.strip(), now=now)
    return opened


def _must_be_somebody_elses(section: int, by: User) -> None:
    """A deputy who teaches would else write in a closed period with nobody's consent but his own."""
    if TeachingLoad.objects.filter(section=section, teacher__user=by).exists():
        raise Refused(
            "Это ваш журнал. Открыть его снова может директор или другой заместитель директора."
        )


def _must_not_stay_closed(lock: PeriodLock, now: datetime) -> None:
    """Under a closed year a period opens only after the year: said before, not after in vain."""
    if lock.kind == PeriodLock.Kind.YEAR:
        return
    years = PeriodLock.objects.with_terms().filter(section=lock.section_id, kind="year")
    if any(locks.is_closed(year, now) for year in years):
        raise Refused("Закрыт и весь учебный год. Сначала откройте снова год, затем этот период.")


@transaction.atomic
def close_again(*, lock: PeriodLock, by: User, now: datetime) -> PeriodReopening | None:
    """End the reopening that lasts before its term; None where none does."""
    CourseSection.objects.select_for_update().get(pk=lock.section_id)
    opened = PeriodReopening.objects.filter(lock=lock, until__gt=now).first()
    if opened:
        opened.until = now
        opened.save(by=by, reason="закрыто раньше срока", now=now)
    return opened


def closed_days(
    sections: QuerySet[CourseSection, Any], *, now: datetime
) -> dict[int, list[tuple[date, date]]]:
    """Spans of days that are closed now, by section. One query."""
    spans: dict[int, list[tuple[date, date]]] = {}
    for lock in PeriodLock.objects.filter(section__in=sections).closed_at(now):
        spans.setdefault(lock.section_id, []).append((lock.starts_on, lock.ends_on))
    return spans
