"""When a journal is closed to its teacher (B 2.14, teacher's rights). Pure: locks and a moment in, an answer out.

A lock holds from the end of the day its last mark was set on, but not before the period's own last day has ended:
till then the last lessons are written down and a slip is put right. Deadlines have no part in it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from django.utils import timezone

from school import words

PERIOD, YEAR = "period", "year"
CLAUSE = "п. 2.14"


class Lock(Protocol):
    """The facts of a lock, as journal.models.PeriodLock keeps them."""

    kind: str
    period_id: int | None
    starts_on: date
    ends_on: date
    locks_at: datetime
    # Till when the last reopening lasts or has lasted; None where there was none.
    open_until: datetime | None


L = TypeVar("L", bound=Lock)


def moment_of_locking(set_at: datetime, last_day: date) -> datetime:
    """Midnight after the day the last mark was set on, or after the period's last day if that is later."""
    day = max(timezone.localdate(set_at), last_day) + timedelta(days=1)
    return datetime.combine(day, time(), timezone.get_default_timezone())


def is_closed(lock: Lock, now: datetime) -> bool:
    """In force and not opened again at that moment."""
    return lock.locks_at <= now and (lock.open_until is None or lock.open_until <= now)


def closing_day(locks: Iterable[L], day: date, now: datetime) -> L | None:
    """The lock that keeps lessons of that day closed: of their period or, after the year's marks, of the year."""
    return _first(
        lock for lock in locks if lock.starts_on <= day <= lock.ends_on and is_closed(lock, now)
    )


def closing_mark(locks: Iterable[L], kind: str, period: int | None, now: datetime) -> L | None:
    """The lock that keeps marks of the period (`kind` period), or of the year, closed.

    The year's lock closes marks of its periods too. Marks of the exam and the final ones come after it.
    """
    if kind not in (PERIOD, YEAR):
        return None
    return _first(
        lock
        for lock in locks
        if is_closed(lock, now)
        and (lock.kind == YEAR or (kind == PERIOD and lock.period_id == period))
    )


def _first(locks: Iterable[L]) -> L | None:
    """The period's own lock is named before the year's."""
    return min(locks, key=lambda lock: lock.kind == YEAR, default=None)


def why_closed(title: str, *, author: str, set_at: datetime, clause: str) -> str:
    """Who closed it, when and by which clause; who can open it and how to ask."""
    at = timezone.localtime(set_at)
    return (
        f"Журнал за {title} закрыт: все отметки выставлены {words.date_dots(at.date())} в {words.clock(at.time())} "
        f"({author}, {clause}). Исправить запись можно по заявке; открыть период может заместитель директора."
    )
