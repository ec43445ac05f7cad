"""Terms of entries against a table that is reckoned in another way: whole minutes of local time, no zones, no datetimes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from journal.deadlines import (
    Duty,
    LessonTimes,
    Outage,
    Verdict,
    attendance_told_from,
    due_with,
    exam_term,
    judge,
    marks_term,
    period_term,
    terms_of_lesson,
    work_term,
)
from school.regulation import USUAL, Regulation

# Hours before Greenwich, all eleven zones of Russia; none has daylight saving.
ZONES = {
    "Europe/Kaliningrad": 2, "Europe/Moscow": 3, "Europe/Samara": 4, "Asia/Yekaterinburg": 5,
    "Asia/Omsk": 6, "Asia/Krasnoyarsk": 7, "Asia/Irkutsk": 8, "Asia/Yakutsk": 9,
    "Asia/Vladivostok": 10, "Asia/Magadan": 11, "Asia/Kamchatka": 12,
}  # fmt: skip
# First bell of a shift in minutes of the day, minutes of a lesson with its break, minutes of a lesson.
SHIFTS = {1: (8 * 60, 55, 40), 2: (13 * 60 + 30, 50, 40)}
DAY = 24 * 60
FIRST, LAST = date(2025, 9, 1), date(2026, 5, 26)
MOSCOW = ZoneInfo("Europe/Moscow")
# A busy machine draws slowly; that is no fault of the rules.
SLOW = [HealthCheck.too_slow]


def moment(day, minute, zone):
    """The instant of that minute of the local day, `day` a number of days of the calendar; in UTC by subtraction."""
    start = datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
    return start + timedelta(minutes=minute - 60 * ZONES[zone])


def times(day, shift, number, of_class, zone, **kwargs):
    first, step, long = SHIFTS[shift]
    begins, last = first + step * (number - 1), first + step * (of_class - 1) + long
    return LessonTimes(
        date.fromordinal(day),
        moment(day, begins, zone),
        moment(day, begins + long, zone),
        moment(day, last, zone),
        **kwargs,
    )


@st.composite
def situations(draw):
    of_class = draw(st.integers(1, 7))
    return {
        "day": draw(st.integers(FIRST.toordinal(), LAST.toordinal())),
        "shift": draw(st.sampled_from(sorted(SHIFTS))),
        "of_class": of_class,
        "number": draw(st.integers(1, of_class)),
        "suspended": draw(st.booleans()),
        "late": draw(st.integers(1, 240)),
        "mode": draw(st.sampled_from(["earlier", "clock", "after_lessons"])),
        "until": draw(st.integers(0, DAY - 1)),
        "after": draw(st.integers(0, 600)),
        "morning": draw(st.integers(0, DAY - 1)),
        "marks_days": draw(st.integers(0, 30)),
        "now": draw(st.integers(-2 * DAY, 40 * DAY)),
        "done": draw(st.none() | st.integers(-2 * DAY, 40 * DAY)),
    }


def rules_of(one):
    return Regulation(
        attendance_late=one["late"],
        homework_mode=one["mode"],
        homework_until=time(*divmod(one["until"], 60)),
        homework_after_lessons=one["after"],
        homework_suspended=time(*divmod(one["morning"], 60)),
        marks_days=one["marks_days"],
    )


def table(one):
    """The last whole minute in time of each duty, counted from the midnight that begins the day of the lesson."""
    first, step, long = SHIFTS[one["shift"]]
    begins = first + step * (one["number"] - 1)
    after = first + step * (one["of_class"] - 1) + long + one["after"]
    if one["suspended"]:
        homework = one["morning"]
    elif one["until"] < begins + long or one["mode"] == "after_lessons":
        homework = after
    elif one["mode"] == "clock":
        homework = one["until"]
    else:
        homework = min(one["until"], after)
    return {
        Duty.ATTENDANCE: begins + one["late"],
        Duty.TOPIC: DAY - 1,
        Duty.HOMEWORK: homework,
        Duty.MARKS: (one["marks_days"] + 1) * DAY - 1,
    }


def judged(one, zone):
    """The verdict of the program on each duty of the same situation in that zone."""
    day, own = one["day"], ZoneInfo(zone)
    lesson = times(
        day, one["shift"], one["number"], one["of_class"], zone, is_suspended=one["suspended"]
    )
    rules, now = rules_of(one), moment(day, one["now"], zone)
    done = None if one["done"] is None else moment(day, one["done"], zone)
    terms = terms_of_lesson(lesson, rules, own) | {Duty.MARKS: marks_term(lesson, rules, own)}
    return {duty: judge(term, done, now) for duty, term in terms.items()}


def verdict_by_table(last_minute, done, now):
    if done is not None:
        return Verdict.ON_TIME if done <= last_minute else Verdict.LATE
    return Verdict.MISSING if now > last_minute else Verdict.NOT_DUE


@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-2")
@pytest.mark.requirement("JRN-5")
def test_a_thousand_moments_in_each_of_eleven_zones_are_judged_as_by_an_independent_table():
    differences = []

    @settings(
        max_examples=1000,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=SLOW,
    )
    @given(situations())
    def compare(one):
        for zone in ZONES:
            told, tabled = judged(one, zone), table(one)
            by_table = {
                duty: verdict_by_table(tabled[duty], one["done"], one["now"]) for duty in tabled
            }
            if told != by_table:
                differences.append((zone, one, told, by_table))

    compare()
    assert differences == []


@pytest.mark.requirement("JRN-3")
@settings(
    max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=SLOW
)
@given(
    st.sampled_from(sorted(ZONES)),
    st.integers(FIRST.toordinal(), LAST.toordinal()),
    st.integers(0, 10),
    st.sets(st.integers(FIRST.toordinal(), LAST.toordinal()), max_size=60),
    st.integers(-2 * DAY, 300 * DAY),
)
@example("Asia/Kamchatka", date(2025, 10, 24).toordinal(), 3, set(), 3 * DAY)
def test_works_are_due_in_days_of_the_calendar_or_of_study(zone, day, days, study, now):
    lesson = times(day, 1, 2, 5, zone)
    at, own = moment(day, now, zone), ZoneInfo(zone)
    # Step by step over the days, one by one, instead of looking them up.
    left, last = days, day
    while left and last < max(study, default=0):
        last += 1
        left -= last in study
    by_study = (max((d for d in study if day < d <= last), default=day) if left else last) + left

    by_calendar = work_term(lesson, days, USUAL, own)
    in_study = work_term(
        lesson, days, Regulation(terms_in="study"), own, [date.fromordinal(d) for d in sorted(study)]
    )  # fmt: skip

    assert [judge(by_calendar, None, at), judge(in_study, None, at)] == [
        verdict_by_table((days + 1) * DAY - 1, None, now),
        verdict_by_table((by_study - day + 1) * DAY - 1, None, now),
    ]


@pytest.mark.requirement("JRN-6")
@settings(
    max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=SLOW
)
@given(
    st.sampled_from(sorted(ZONES)),
    st.integers(FIRST.toordinal(), LAST.toordinal()),
    st.integers(1, 31),
)
def test_marks_of_a_quarter_or_a_half_year_are_due_in_its_last_days(zone, last, days):
    term = period_term(date.fromordinal(last), Regulation(period_marks_days=days), ZoneInfo(zone))

    assert term.begins_at == moment(last - days + 1, 0, zone)
    assert moment(last, DAY - 1, zone) < term.due_at < moment(last + 1, 0, zone)


@settings(
    max_examples=500, deadline=None, database=None, derandomize=True, suppress_health_check=SLOW
)
@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(-200, 600), st.integers(1, 200)), max_size=5),
)
def test_time_of_an_outage_is_added_to_the_term_minute_by_minute(length, outages):
    start = datetime(2025, 9, 15, 5, tzinfo=UTC)

    def minute(n):
        return start + timedelta(minutes=n)

    down = {n for first, long in outages for n in range(first, first + long)}
    # The clock of the term goes only while the journal works; it stops at the first minute it would be over.
    left, n = length, 0
    while left:
        left -= n not in down
        n += 1

    due = due_with(
        start,
        minute(length),
        [Outage(minute(first), minute(first + long)) for first, long in outages],
        minute(10_000),
    )

    assert due == minute(n)


def test_an_outage_that_lasts_alarms_nobody_and_one_after_the_term_excuses_nothing():
    lesson = times(date(2025, 9, 15).toordinal(), 1, 1, 5, "Europe/Moscow")
    term = terms_of_lesson(lesson, USUAL, MOSCOW)[Duty.ATTENDANCE]
    evening = lesson.starts_at + timedelta(hours=12)

    def told(*outages):
        return judge(term, None, evening, outages)

    assert told() is Verdict.MISSING
    assert told(Outage(lesson.starts_at - timedelta(hours=1))) is Verdict.NOT_DUE
    assert told(Outage(term.due_at + timedelta(minutes=1), evening)) is Verdict.MISSING


@pytest.mark.requirement("JRN-5")
def test_a_cancelled_lesson_owes_nothing_and_a_suspended_day_asks_for_homework_in_the_morning():
    day = date(2026, 1, 20).toordinal()
    cancelled = times(day, 1, 1, 5, "Europe/Moscow", is_cancelled=True)
    suspended = times(day, 1, 1, 5, "Europe/Moscow", is_suspended=True)

    assert terms_of_lesson(cancelled, USUAL, MOSCOW) == {}
    assert judge(None, None, cancelled.ends_at) is Verdict.NOT_DUE
    term = terms_of_lesson(suspended, USUAL, MOSCOW)[Duty.HOMEWORK]
    assert (term.due_at, term.clause) == (
        datetime(2026, 1, 20, 10, tzinfo=MOSCOW), "положение, п. 2.8"
    )  # fmt: skip


@pytest.mark.requirement("JRN-1")
def test_each_term_names_its_clause_and_its_length():
    lesson = times(date(2025, 9, 15).toordinal(), 1, 1, 5, "Europe/Moscow")

    told = {
        term.duty.value: (term.due_at.astimezone(MOSCOW).strftime("%d.%m %H:%M"), term.clause, term.told)
        for term in [
            *terms_of_lesson(lesson, USUAL, MOSCOW).values(),
            marks_term(lesson, USUAL, MOSCOW),
            work_term(lesson, 3, USUAL, MOSCOW),
            exam_term(lesson.ends_at, USUAL),
        ]
    }  # fmt: skip

    assert told == {
        "attendance": ("15.09 08:20", "положение, п. 2.10", "20\N{NO-BREAK SPACE}минут"),
        "topic": ("15.09 23:59", "положение, п. 2.6", "день урока"),
        "homework": ("15.09 13:50", "инструкция учителя, п. 4", "90\N{NO-BREAK SPACE}минут"),
        "marks": ("15.09 23:59", "положение, п. 2.6", "0\N{NO-BREAK SPACE}дней"),
        "work": ("18.09 23:59", "положение, п. 2.13", "3\N{NO-BREAK SPACE}дня"),
        "exam": ("16.09 08:40", "инструкция учителя", "24\N{NO-BREAK SPACE}часа"),
    }
    assert attendance_told_from(lesson, USUAL) == lesson.starts_at + timedelta(minutes=10)
