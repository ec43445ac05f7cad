from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.letters.quiet import QuietHours, told_at
from tests.factories import MOSCOW

pytestmark = pytest.mark.requirement("DIA-10")

USUAL = QuietHours(time(21), time(7), days_off=True)


def weekend(day: date) -> bool:
    return day.isoweekday() > 5


def at(day, hour, minute=0):
    """Of September 2025: the 15th is a Monday."""
    return datetime(2025, 9, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (at(15, 14), at(15, 14)),
        (at(15, 20, 59), at(15, 20, 59)),
        (at(15, 21), at(16, 7)),
        (at(16, 2), at(16, 7)),
        (at(16, 7), at(16, 7)),
        (at(19, 22), at(22, 7)),
        (at(20, 12), at(22, 7)),
        (at(21, 23, 59), at(22, 7)),
    ],
)
def test_what_is_written_in_the_evening_or_on_a_day_off_is_told_in_the_morning(written, told):
    assert told_at(written, USUAL, weekend) == told


def test_days_off_may_be_days_as_others_and_quiet_hours_may_be_none():
    assert told_at(at(20, 12), QuietHours(time(21), time(7), False), weekend) == at(20, 12)
    assert told_at(at(15, 23), QuietHours(time(0), time(0), True), weekend) == at(15, 23)
    by_day = QuietHours(time(13), time(15), True)
    assert told_at(at(15, 14), by_day, weekend) == at(15, 15)


hours = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(st.integers(0, 380_000), hours, hours, st.booleans())
def test_it_is_never_told_before_it_is_written_nor_in_quiet_hours(written, begin, end, days_off):
    quiet = QuietHours(begin, end, days_off)
    written = at(1, 0) + timedelta(minutes=written)

    told = told_at(written, quiet, weekend)

    assert written <= told <= written + timedelta(days=4)
    assert not quiet.holds_at(told.time())
    assert not (days_off and weekend(told.date()))
    assert told_at(told, quiet, weekend) == told


def test_a_calendar_without_a_working_day_holds_nothing_up_for_ever():
    assert told_at(at(15, 12), USUAL, lambda day: True) <= at(15, 12) + timedelta(days=32)
