"""The rules of closing, without a database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import locks
from tests.factories import MOSCOW


@dataclass
class Lock:
    kind: str = "period"
    period_id: int | None = 1
    starts_on: date = date(2025, 9, 1)
    ends_on: date = date(2025, 10, 24)
    locks_at: datetime = datetime(2025, 10, 25, tzinfo=MOSCOW)
    open_until: datetime | None = None


QUARTER = Lock()
YEAR = Lock("year", None, date(2025, 9, 1), date(2026, 5, 26), datetime(2026, 5, 27, tzinfo=MOSCOW))
MIDNIGHT = QUARTER.locks_at


@pytest.mark.requirement("JRN-14")
@pytest.mark.parametrize(
    ("set_at", "locked_from"),
    [
        (datetime(2025, 10, 20, 12, 0, tzinfo=MOSCOW), datetime(2025, 10, 25, tzinfo=MOSCOW)),
        (datetime(2025, 10, 24, 23, 59, tzinfo=MOSCOW), datetime(2025, 10, 25, tzinfo=MOSCOW)),
        (datetime(2025, 10, 25, 0, 0, tzinfo=MOSCOW), datetime(2025, 10, 26, tzinfo=MOSCOW)),
        (datetime(2025, 11, 6, 9, 0, tzinfo=MOSCOW), datetime(2025, 11, 7, tzinfo=MOSCOW)),
    ],
)
def test_lock_holds_from_the_end_of_the_day_of_the_last_mark_and_not_before_the_period_ends(
    set_at, locked_from
):
    assert locks.moment_of_locking(set_at, date(2025, 10, 24)) == locked_from


def test_lock_begins_at_its_minute_and_a_reopening_ends_at_its_own():
    second = timedelta(seconds=1)
    opened = Lock(open_until=MIDNIGHT + timedelta(days=3))
    told = [
        locks.is_closed(QUARTER, MIDNIGHT - second),
        locks.is_closed(QUARTER, MIDNIGHT),
        locks.is_closed(opened, opened.open_until - second),
        locks.is_closed(opened, opened.open_until),
    ]
    assert told == [False, True, False, True]


@pytest.mark.parametrize(
    ("day", "now", "lock"),
    [
        (date(2025, 9, 1), MIDNIGHT, QUARTER),
        (date(2025, 10, 24), MIDNIGHT, QUARTER),
        (date(2025, 10, 27), MIDNIGHT, None),
        (date(2025, 10, 27), YEAR.locks_at, YEAR),
        (date(2025, 10, 1), YEAR.locks_at, QUARTER),
        (date(2026, 6, 1), YEAR.locks_at, None),
    ],
)
def test_lesson_is_closed_by_its_period_and_after_the_years_marks_by_the_year(day, now, lock):
    assert locks.closing_day([YEAR, QUARTER], day, now) is lock


@pytest.mark.parametrize(
    ("kind", "period", "now", "lock"),
    [
        ("period", 1, MIDNIGHT, QUARTER),
        ("period", 2, MIDNIGHT, None),
        ("year", None, MIDNIGHT, None),
        ("period", 2, YEAR.locks_at, YEAR),
        ("year", None, YEAR.locks_at, YEAR),
        ("exam", None, YEAR.locks_at, None),
        ("final", None, YEAR.locks_at, None),
    ],
)
def test_marks_of_the_exam_and_the_final_ones_come_after_the_years_lock(kind, period, now, lock):
    assert locks.closing_mark([YEAR, QUARTER], kind, period, now) is lock


def test_reopened_quarter_stays_closed_by_the_year():
    opened = Lock(open_until=YEAR.locks_at + timedelta(days=1))

    assert locks.closing_day([opened, YEAR], date(2025, 10, 1), YEAR.locks_at) is YEAR


@given(st.integers(0, 300 * 24 * 60), st.dates(date(2025, 9, 1), date(2026, 5, 26)))
def test_lock_is_never_behind_the_moment_it_was_decided_at(minutes, last_day):
    at = datetime(2025, 9, 1, tzinfo=MOSCOW) + timedelta(minutes=minutes)
    locked = locks.moment_of_locking(at, last_day)

    assert at < locked
    assert locked.astimezone(MOSCOW).date() > last_day


def test_refusal_says_who_when_by_which_clause_who_opens_and_how_to_ask():
    set_at = datetime(2025, 10, 24, 16, 40, tzinfo=MOSCOW)
    assert locks.why_closed(
        "I четверть", author="Петрова А. И.", set_at=set_at, clause=locks.CLAUSE
    ) == (
        "Журнал за I четверть закрыт: все отметки выставлены 24.10.2025 в 16:40 (Петрова А. И., п. 2.14). "
        "Исправить запись можно по заявке; открыть период может заместитель директора."
    )
