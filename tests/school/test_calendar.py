from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.calendar import lesson_days, study_days
from school.models import CalendarDay, HolidayBreak, SchoolYear

YEAR = SchoolYear(title="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 26))
BREAKS = [
    HolidayBreak(
        title="осенние",
        starts_on=date(2025, 10, 25),
        ends_on=date(2025, 11, 2),
        grade_from=1,
        grade_to=11,
    ),
    HolidayBreak(
        title="зимние",
        starts_on=date(2025, 12, 31),
        ends_on=date(2026, 1, 11),
        grade_from=1,
        grade_to=11,
    ),
    HolidayBreak(
        title="весенние",
        starts_on=date(2026, 3, 28),
        ends_on=date(2026, 4, 5),
        grade_from=1,
        grade_to=11,
    ),
    HolidayBreak(
        title="дополнительные",
        starts_on=date(2026, 2, 16),
        ends_on=date(2026, 2, 22),
        grade_from=1,
        grade_to=1,
    ),
]
DAYS_OFF = [
    CalendarDay(date=day, kind="day_off")
    for day in [
        date(2025, 11, 3), date(2025, 11, 4), date(2026, 2, 23), date(2026, 3, 9), date(2026, 5, 1), date(2026, 5, 11),
    ]
]  # fmt: skip


@pytest.mark.requirement("SCH-1")
@pytest.mark.requirement("SCH-2")
@pytest.mark.parametrize(("grade", "days_a_week", "total"), [(7, 5, 168), (1, 5, 163)])
def test_recommended_year_has_the_school_days_that_were_counted_for_it(grade, days_a_week, total):
    assert len(study_days(YEAR, grade, days_a_week, BREAKS, DAYS_OFF)) == total


def test_lessons_a_year_differ_by_weekday():
    weekdays = list(study_days(YEAR, 7, 5, BREAKS, DAYS_OFF).values())
    assert [weekdays.count(n) for n in range(1, 6)] == [32, 35, 34, 34, 33]


def test_working_saturday_follows_the_weekday_it_stands_for():
    saturday = CalendarDay(date=date(2025, 11, 1), kind="working", follows_weekday=1)

    days = study_days(YEAR, 7, 5, [], [saturday])

    assert days[date(2025, 11, 1)] == 1
    assert date(2025, 11, 8) not in days


@pytest.mark.parametrize("kind", ["day_off", "suspended"])
def test_day_without_lessons_is_not_a_school_day(kind):
    assert date(2025, 9, 2) not in study_days(
        YEAR, 7, 5, [], [CalendarDay(date=date(2025, 9, 2), kind=kind)]
    )


TAUGHT = st.dictionaries(
    st.integers(0, 60).map(lambda n: date(2025, 9, 1) + timedelta(days=n)), st.integers(1, 6)
)


@pytest.mark.requirement("SCH-1")
@given(own=TAUGHT, six=TAUGHT)
def test_a_saturday_lesson_stands_on_saturdays_that_its_class_does_not_learn_otherwise(own, six):
    days = lesson_days(own, six)

    assert list(days) == sorted(days)
    assert {day: days[day] for day in own} == own
    assert {day for day in days if day not in own} == {
        day for day, taught in six.items() if taught == 6 and day not in own
    }


def test_of_six_days_a_week_all_lessons_stand_on_the_class_s_own_days():
    six = study_days(YEAR, 7, 6, BREAKS, DAYS_OFF)
    assert lesson_days(six, six) == six
