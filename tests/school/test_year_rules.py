"""The calendar's rules: counts, faults named by their rows, days off by law, a new year."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school.calendar import Calendar, changed_days
from school.calendar_rules import faults_of
from school.counts import counts_of
from school.holidays import Unreadable, holidays_by_law, read_production_calendar
from school.models import CalendarDay, GradingPeriod, HolidayBreak, School, SchoolYear
from school.years import moved_year, sample_year

SCHOOL = School(name="Школа № 1")
PUPILS = [(grade, 5) for grade in range(1, 12)] + [(grade, 6) for grade in range(2, 12)]


def recommended(year=2025):
    return sample_year(SCHOOL, year)


def texts(calendar, learners=()):
    return [(fault.table, fault.row, fault.text) for fault in faults_of(calendar, learners)]


@pytest.mark.requirement("SCH-1")
@pytest.mark.requirement("SCH-2")
def test_the_recommended_year_counts_as_it_was_counted_for_five_and_for_six_days():
    counts = {(c.grades, c.days_a_week): c for c in counts_of(recommended(), PUPILS)}

    told = {
        key: ([period.days for period in count.periods], count.days, list(count.by_weekday))
        for key, count in counts.items()
    }
    assert told[tuple(range(2, 10)), 5] == ([40, 40, 53, 35], 168, [32, 35, 34, 34, 33])
    assert told[tuple(range(2, 10)), 6][:2] == ([47, 48, 63, 42], 200)
    assert told[(1,), 5][:2] == ([40, 40, 48, 35], 163)
    assert told[(10, 11), 5][:2] == ([80, 88], 168)
    assert faults_of(recommended(), PUPILS) == []


@pytest.mark.requirement("SCH-1")
def test_the_year_to_come_counts_171_and_203_days():
    counts = {(c.grades, c.days_a_week): c.days for c in counts_of(recommended(2026), PUPILS)}
    assert counts[tuple(range(2, 10)), 5] == 171
    assert counts[tuple(range(2, 10)), 6] == 203
    assert faults_of(recommended(2026), PUPILS) == []


@pytest.fixture
def ryazan(shared_data):
    """The calendar of a school of Ryazan, with the production calendars of its two years."""
    folder = shared_data / "russia"
    told = json.loads((folder / "academic_calendars.json").read_text())["calendars"][0]
    year = SchoolYear(
        school=SCHOOL, title="2024/2025", starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 26)
    )
    periods = [
        GradingPeriod(
            kind="quarter", number=n, title=f"{roman} четверть", grade_from=1, grade_to=4,
            starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last), stated_days_5=stated,
        )
        for n, ((roman, first, last), stated) in enumerate(
            zip(told["periods"], told["working_days_computed"], strict=True), 1
        )
    ]  # fmt: skip
    breaks = [
        HolidayBreak(
            title=title, kind="extra" if "1 кл" in title else "other", grade_from=1,
            grade_to=1 if "1 кл" in title else 4,
            starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last),
        )
        for title, first, last, _ in told["holidays"]
    ]  # fmt: skip
    official = [
        day
        for name in ("calendar-2024.xml", "calendar-2025.xml")
        for day in read_production_calendar((folder / name).read_bytes())
    ]
    days = [
        CalendarDay(
            date=day.date, kind="working" if day.is_working else "day_off", title=day.title,
            follows_weekday=day.follows, days_a_week=day.days_a_week, grade_from=1, grade_to=12,
        )
        for day in official
        if year.starts_on <= day.date <= year.ends_on
    ]  # fmt: skip
    return Calendar(year, periods, breaks, days)


@pytest.mark.requirement("SCH-1")
def test_a_real_school_s_stated_days_are_flagged_exactly_where_its_dates_say_otherwise(ryazan):
    second_to_fourth, first = counts_of(ryazan, [(2, 5), (3, 5), (4, 5), (1, 5)])[::-1]

    assert [period.days for period in second_to_fourth.periods] == [40, 40, 52, 37]
    assert second_to_fourth.disagreements == ()
    # Grade 1 rests five school days more; without the working Saturday of December everybody has a day less.
    assert first.disagreements == (
        "1 класс, пятидневка, III четверть: школа заявила 52\xa0дня, по датам выходит 47.",
    )
    no_saturday = Calendar(
        ryazan.year, ryazan.periods, ryazan.breaks, [d for d in ryazan.days if d.kind == "day_off"]
    )
    assert counts_of(no_saturday, [(2, 5)])[0].disagreements == (
        "2 класс, пятидневка, II четверть: школа заявила 40\xa0дней, по датам выходит 39.",
    )


@pytest.mark.requirement("SCH-1")
def test_every_fault_is_named_by_its_row():
    year = recommended()
    year.periods[1].starts_on = date(2025, 10, 20)
    year.periods[3].starts_on = date(2026, 4, 8)
    year.breaks[2].ends_on = date(2026, 2, 19)
    year.breaks[1].starts_on = date(2025, 12, 29)
    year.days.append(CalendarDay(date=date(2026, 6, 12), kind="day_off", grade_from=1, grade_to=12))
    year.days.append(CalendarDay(date=date(2026, 5, 1), kind="suspended", grade_from=1, grade_to=4))

    first, doubled = len(year.days) - 2, len(year.days) - 1
    assert texts(year) == [
        ("days", first, "12.06.2026: день вне учебного года (с 01.09.2025 по 26.05.2026)."),
        ("periods", 1, "II четверть (1–9 классы) накладывается на «I четверть»: 20\xa0октября – 24\xa0октября."),
        ("periods", 3, "Перед «IV четверть» (1–9 классы) 2\xa0учебных дня вне периодов: 6\xa0апреля – 7\xa0апреля. "
         "Начните период раньше, добавьте каникулы или нерабочие дни."),
        ("breaks", 0, "Осенние каникулы (1–9 классы) лежат внутри «II четверть»: 25\xa0октября – 2\xa0ноября. "
         "Разделите период или назовите каникулы дополнительными."),
        ("breaks", 1, "Зимние каникулы (1–9 классы) заходят на «II четверть»: 29\xa0декабря – 30\xa0декабря. "
         "Сдвиньте период или каникулы."),
        ("breaks", 1, "Зимние каникулы (10–11 классы) заходят на «I полугодие»: 29\xa0декабря – 30\xa0декабря. "
         "Сдвиньте период или каникулы."),
        ("breaks", 2, "Дополнительные каникулы: 4\xa0дня. Каникулы длятся не меньше 7 дней (СП 2.4.3648-20)."),
        ("days", doubled, "01.05.2026, пятница: этот день уже назван (1–4 классы)."),
    ]  # fmt: skip


@pytest.mark.requirement("SCH-2")
def test_days_off_of_the_law_are_those_the_school_year_had():
    assert [day.date for day in holidays_by_law(date(2026, 2, 1), date(2026, 5, 31))] == [
        date(2026, 2, 23), date(2026, 3, 8), date(2026, 3, 9), date(2026, 5, 1), date(2026, 5, 9), date(2026, 5, 11),
    ]  # fmt: skip


@pytest.mark.requirement("SCH-2")
def test_a_production_calendar_tells_days_off_and_working_saturdays_with_their_weekday(shared_data):
    days = read_production_calendar((shared_data / "russia" / "calendar-2024.xml").read_bytes())
    told = {day.date: (day.is_working, day.follows, day.title) for day in days}

    assert told[date(2024, 4, 27)] == (True, 1, "Рабочая суббота")
    assert told[date(2024, 11, 2)] == (True, 2, "Рабочая суббота")
    assert told[date(2024, 12, 30)] == (False, None, "Выходной, перенесён с 28.12.2024")
    assert told[date(2024, 5, 9)] == (False, None, "День Победы")
    assert date(2024, 3, 7) not in told
    of_many_years = read_production_calendar((shared_data / "russia" / "calendar.csv").read_bytes())
    same = {day.date: day.is_working for day in of_many_years if day.date.year == 2024}
    assert same == {day.date: day.is_working for day in days if day.date in same or day.is_working}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<calendar", "повреждён"),
        (b"<other/>", "нет календаря"),
        (b'<calendar year="2026"><days><day d="02.30" t="1"/></days></calendar>', "02.30"),
        ("Дата;День\n".encode(), "ждали «Год/Месяц»"),
        (("Год/Месяц" + ",Месяц" * 12 + "\n2026,1,31x" + "," * 11).encode(), "Строка 2"),
    ],
)
def test_another_file_is_refused_with_what_is_wrong_in_it(content, why):
    with pytest.raises(Unreadable, match=why):
        read_production_calendar(content)


@pytest.mark.requirement("SCH-1")
@settings(max_examples=25, deadline=None)
@given(st.integers(2018, 2040))
def test_a_moved_year_has_no_fault_in_whatever_year_it_falls(year):
    made = moved_year(recommended(), year)

    assert [fault.text for fault in faults_of(made, PUPILS) if fault.stops] == []
    assert made.year.title == f"{year}/{year + 1}"
    assert made.year.starts_on == date(year, 9, 1)
    assert [p.ends_on.weekday() for p in made.periods] == [
        p.ends_on.weekday() for p in recommended().periods
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 11), st.sampled_from([5, 6]), st.integers(0, 267),
    st.sampled_from(["day_off", "suspended", "working"]), st.integers(1, 11), st.integers(0, 4),
)  # fmt: skip
def test_a_day_changes_only_its_own_date_and_only_its_grades(grade, week, offset, kind, low, more):
    was = recommended()
    day = was.year.starts_on + timedelta(days=offset)
    row = CalendarDay(
        date=day, kind=kind, grade_from=low, grade_to=low + more, follows_weekday=None
    )
    becomes = Calendar(
        was.year, was.periods, was.breaks, [d for d in was.days if d.date != day] + [row]
    )

    assert changed_days(was, becomes) <= {day}
    if not low <= grade <= low + more and not any(d.date == day for d in was.days):
        assert was.study_days(grade, week) == becomes.study_days(grade, week)
