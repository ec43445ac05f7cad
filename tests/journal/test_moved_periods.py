"""A period or the year gets other days: its locks follow, or the move is refused with who can open it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from journal import actions
from journal.actions.calendar import change_calendar
from journal.actions.effects import ToConfirm
from journal.models import PeriodLock
from school.actions.calendar import RowWish, calendar_wish, stamp_of_calendar
from school.calendar import calendar_of
from tests.factories import (
    MOSCOW,
    YEAR_START,
    UserFactory,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
)
from tests.journal.closed import CLOSED, LAST_DAY, MONDAY, close_quarter, quarter, set_marks

# Marks are set four days before the quarter ends.
EARLY = datetime(2025, 10, 20, 14, 30, tzinfo=MOSCOW)
DAY = timedelta(days=1)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=MOSCOW)


def move(period=None, *, now, by=None, year=None, **days):
    """Give the period, or the year, other days; what it does to lessons is confirmed."""
    there = calendar_of(school_year())
    wish = calendar_wish(there)
    if period:
        rows = [RowWish(row.pk, days if row.pk == period.pk else {}) for row in wish.periods]
        wish = replace(wish, periods=rows)
    wish = replace(wish, **(year or {}))
    facts = {
        "year": there.year,
        "wish": wish,
        "seen": stamp_of_calendar(there),
        "by": by or clerk(),
        "now": now,
    }
    try:
        return change_calendar(confirmed="", **facts)
    except ToConfirm as shown:
        return change_calendar(confirmed=shown.effect.stamp, **facts)


def lock_of(section):
    lock = PeriodLock.objects.get(section=section)
    return lock.starts_on, lock.ends_on, lock.locks_at


@pytest.mark.requirement("JRN-14")
@pytest.mark.parametrize("last_day", [date(2025, 10, 22), date(2025, 10, 29)])
def test_a_lock_that_does_not_hold_yet_follows_its_period(section, last_day):
    set_marks(section, now=EARLY)
    assert lock_of(section) == (YEAR_START, LAST_DAY, midnight(LAST_DAY + DAY))
    move(quarter(), now=EARLY, ends_on=last_day)
    assert lock_of(section) == (YEAR_START, last_day, midnight(last_day + DAY))


def test_a_lock_is_taken_back_where_the_new_last_day_finds_a_pupil_without_a_mark(section):
    set_marks(section, now=EARLY)
    put_on_list(section, pupil_of(class_of(section)), starts_on=date(2025, 10, 27))
    move(quarter(), now=EARLY, ends_on=date(2025, 10, 29))
    assert not PeriodLock.objects.exists()
    assert (
        PeriodLock.history.filter(history_type="-").get().history_change_reason
        == "изменены дни периода"
    )


@pytest.mark.requirement("JRN-14")
def test_a_closed_period_keeps_its_days_till_it_is_opened_and_then_its_lock_follows(section):
    lock = close_quarter(section)
    with pytest.raises(actions.Refused, match="открыть заместитель директора или директор"):
        move(quarter(), now=MONDAY, ends_on=date(2025, 10, 22))
    assert lock_of(section) == (YEAR_START, LAST_DAY, CLOSED)

    actions.reopen_period(
        lock=lock, until=MONDAY + DAY, reason="Перенос каникул", by=UserFactory(), now=MONDAY
    )
    move(quarter(), now=MONDAY, ends_on=date(2025, 10, 29))

    assert lock_of(section) == (YEAR_START, date(2025, 10, 29), midnight(date(2025, 10, 30)))


@pytest.mark.requirement("JRN-14")
def test_the_lock_of_a_year_follows_the_year_or_keeps_it(section):
    may = datetime(2026, 5, 20, 14, 30, tzinfo=MOSCOW)
    set_marks(section, kind="year", now=may)
    later = date(2026, 5, 29)
    move(quarter(4), now=may, ends_on=later, year={"ends_on": later})
    assert lock_of(section) == (YEAR_START, later, midnight(later + DAY))
    with pytest.raises(actions.Refused, match="Учебный год: отметки выставлены и закрыты"):
        move(now=midnight(later + DAY), year={"ends_on": later + DAY})


def test_a_grade_with_marks_is_not_left_out_of_its_period(section):
    set_marks(section, listed_first(section), now=EARLY)
    there = calendar_of(school_year())
    wish = calendar_wish(there)
    first = quarter()
    rows = [RowWish(row.pk, {"grade_to": 6} if row.pk == first.pk else {}) for row in wish.periods]
    of_older = {
        "kind": "quarter", "number": 1, "title": "I четверть", "grade_from": 7,
        "starts_on": first.starts_on, "ends_on": first.ends_on,
    }  # fmt: skip
    parted = replace(wish, periods=[*rows, RowWish(None, of_older)])
    with pytest.raises(actions.Refused, match="у 7 класса за этот период уже есть отметки"):
        change_calendar(
            year=there.year, wish=parted, seen=stamp_of_calendar(there), confirmed="",
            by=clerk(), now=EARLY,
        )  # fmt: skip


def listed_first(section):
    return [section.enrollments.order_by("pk").first().student_id]
