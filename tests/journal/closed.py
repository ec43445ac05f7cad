"""A quarter whose marks are all set, so that it is closed to its teacher."""

from datetime import date, datetime

from journal import actions
from journal.actions import PeriodMarkChange
from journal.models import PeriodLock, PeriodMark
from school.models import GradingPeriod
from tests.factories import MOSCOW, teacher_of

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
        PeriodMarkChange(str(s), s, code, there.get(s, 0)) for s in students or listed(section)
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
