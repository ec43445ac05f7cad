"""A quarter whose marks are all set, so that it is closed to its teacher."""

from datetime import date, datetime

from journal import actions
from journal.actions import PeriodMarkChange
from journal.models import CorrectionRequest, PeriodLock, PeriodMark
from school.models import GradingPeriod
from tests.factories import MOSCOW, clerk, teacher_of

LAST_DAY = date(2025, 10, 24)
BEFORE = datetime(2025, 10, 24, 23, 59, tzinfo=MOSCOW)
SET_AT = datetime(2025, 10, 24, 14, 30, tzinfo=MOSCOW)
CLOSED = datetime(2025, 10, 25, 0, 0, tzinfo=MOSCOW)
MONDAY = datetime(2025, 10, 27, 10, 0, tzinfo=MOSCOW)


def quarter(number: int = 1) -> GradingPeriod:
    return GradingPeriod.objects.get(number=number, kind="quarter")


def listed(section) -> list[int]:
    return list(section.enrollments.order_by("pk").values_list("student", flat=True))


def set_marks(section, students=None, code="4", *, kind="period", period=None, by=None, now=SET_AT):
    """Set the mark of the first quarter (or `period`) to these pupils, to all unless named."""
    if kind == "period":
        period = period or quarter()
    there = dict(
        PeriodMark.objects.filter(section=section, kind=kind, period=period).values_list(
            "student", "version"
        )
    )
    changes = [
        PeriodMarkChange(str(s), s, code, there.get(s, 0), "По итогам периода")
        for s in students or listed(section)
    ]
    return actions.set_period_marks(
        section=section,
        kind=kind,
        period=period,
        changes=changes,
        by=by or teacher_of(section),
        now=now,
    )


def close_quarter(section, number: int = 1) -> PeriodLock:
    """Set every mark on the last day of the quarter, a little after lunch: it is closed from midnight."""
    period = quarter(number)
    at = datetime(
        period.ends_on.year, period.ends_on.month, period.ends_on.day, 14, 30, tzinfo=MOSCOW
    )
    set_marks(section, period=period, now=at)
    return PeriodLock.objects.get(section=section, period=period)


def kept_lock(section) -> PeriodLock:
    """A lock of the last quarter, from long ago: something to open, and nothing else is closed by it."""
    period = quarter(4)
    lock = PeriodLock.objects.filter(section=section, period=period).first() or PeriodLock(
        section=section,
        period=period,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        set_at=datetime(2025, 9, 1, tzinfo=MOSCOW),
        locks_at=datetime(2025, 9, 1, tzinfo=MOSCOW),
        locked_by=teacher_of(section),
        clause="п. 2.14",
    )
    if lock.pk is None:
        lock.save(by=clerk())
    return lock


def kept_request(lesson) -> CorrectionRequest:
    """A request of the lesson's teacher that waits for a decision."""
    section = lesson.section
    found = CorrectionRequest.objects.filter(section=section).first() or CorrectionRequest(
        year=section.year,
        number=1,
        section=section,
        what="topic",
        lesson=lesson,
        wanted="Степень числа",
        reason="Описка",
        asked_by=teacher_of(section),
        asked_at=datetime(2025, 9, 1, tzinfo=MOSCOW),
    )
    if found.pk is None:
        found.save(by=clerk())
    return found
