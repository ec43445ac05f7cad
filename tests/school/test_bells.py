"""By which bells a lesson rings; what the sanitary rules say of bells (SCH-7)."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school.bell_rules import Ring, Term, norms_of, norms_of_shifts, regime_faults, why_impossible
from school.bells import Bell, Bells, Regime, Whose, bells_of, schedules_of

FIRST, SECOND, MONDAY, SHORT, AUTUMN, HOME = 1, 2, 3, 4, 5, 6
YEAR = (date(2025, 9, 1), date(2026, 5, 26))
A_MONDAY, A_TUESDAY = date(2025, 9, 15), date(2025, 9, 16)


def at(start, length=40):
    return Bell(time(start), time(start, length))


SLOTS = {
    FIRST: {1: at(8), 2: at(9), 3: at(10)},
    SECOND: {1: at(14), 2: at(15)},
    MONDAY: {1: at(8, 30), 2: at(9)},
    SHORT: {1: at(8, 25), 2: at(9, 25)},
    AUTUMN: {1: at(8, 35), 2: at(9, 35)},
    HOME: {1: at(11)},
}
REGIMES = (
    Regime(MONDAY, *YEAR, weekday=1, instead_of=FIRST),
    Regime(SHORT, A_TUESDAY, A_TUESDAY, instead_of=FIRST),
    Regime(AUTUMN, YEAR[0], date(2025, 12, 31), grades=(1, 1)),
    Regime(HOME, *YEAR, section=70),
    Regime(SECOND, date(2026, 1, 12), YEAR[1], school_class=7),
)
BELLS = Bells(SLOTS, REGIMES)
SEVENTH = Whose(grade=7, school_class=7, usual=FIRST, section=71)
LITTLE = Whose(grade=1, school_class=1, usual=FIRST)


def start(of, day, number, weekday=None):
    bell = bells_of(BELLS, of, day, weekday or day.isoweekday(), number)
    return bell and (bell.starts_at, bell.ends_at)


@pytest.mark.requirement("SCH-7")
def test_a_lesson_rings_by_the_day_the_half_of_the_year_and_whose_it_is():
    at_home = Whose(grade=7, school_class=7, usual=FIRST, section=70)
    wednesday, january = date(2025, 9, 17), date(2026, 1, 14)
    told = {
        "an ordinary day": start(SEVENTH, wednesday, 1),
        "the short first lesson of Monday": start(SEVENTH, A_MONDAY, 1),
        "a shortened day": start(SEVENTH, A_TUESDAY, 1),
        "a Saturday by the timetable of Monday": start(SEVENTH, date(2025, 9, 20), 1, weekday=1),
        "another shift from January": start(SEVENTH, january, 1),
        "grade 1 in autumn": start(LITTLE, A_MONDAY, 1),
        "grade 1 in January": start(LITTLE, january, 1),
        "a plan at home": start(at_home, wednesday, 1),
        "a class without bells": start(Whose(grade=5), wednesday, 2),
        "a number the short day does not have": start(SEVENTH, A_TUESDAY, 3),
        "a number nobody has": start(SEVENTH, wednesday, 9),
    }
    assert told == {
        "an ordinary day": (time(8), time(8, 40)),
        "the short first lesson of Monday": (time(8), time(8, 30)),
        "a shortened day": (time(8), time(8, 25)),
        "a Saturday by the timetable of Monday": (time(8), time(8, 30)),
        "another shift from January": (time(14), time(14, 40)),
        "grade 1 in autumn": (time(8), time(8, 35)),
        "grade 1 in January": (time(8), time(8, 40)),
        "a plan at home": (time(11), time(11, 40)),
        "a class without bells": (time(9), time(9, 40)),
        "a number the short day does not have": (time(10), time(10, 40)),
        "a number nobody has": None,
    }


some_regimes = st.lists(
    st.builds(
        Regime,
        bells=st.sampled_from(sorted(SLOTS)),
        starts_on=st.dates(YEAR[0], date(2025, 12, 31)),
        ends_on=st.dates(date(2026, 1, 1), YEAR[1]),
        weekday=st.none() | st.integers(1, 6),
        grades=st.none() | st.just((1, 11)),
        school_class=st.none(),
        instead_of=st.none() | st.sampled_from([FIRST, SECOND]),
    ),
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(some_regimes, st.dates(*YEAR), st.integers(1, 3), st.randoms())
def test_the_bells_do_not_depend_on_the_order_of_rows_and_never_leave_a_lesson_without(
    rows, day, number, random
):
    mixed = random.sample(rows, len(rows))
    found = schedules_of(Bells(SLOTS, tuple(rows)), SEVENTH, day, day.isoweekday())

    assert found == schedules_of(Bells(SLOTS, tuple(mixed)), SEVENTH, day, day.isoweekday())
    assert found[-1] == FIRST
    assert bells_of(Bells(SLOTS, tuple(rows)), SEVENTH, day, day.isoweekday(), number) is not None


def rings(text):
    """`rings("08:00-08:45 08:55-09:40")`: lessons from 1."""
    spans = [part.split("-") for part in text.split()]
    return [
        Ring(n, time.fromisoformat(a), time.fromisoformat(b)) for n, (a, b) in enumerate(spans, 1)
    ]


GOOD = "08:00-08:45 08:55-09:40 10:00-10:45 11:05-11:50 12:00-12:45 12:55-13:40 13:50-14:35"


@pytest.mark.requirement("SCH-7")
def test_bells_of_the_sample_depart_from_no_norm():
    assert norms_of(1, rings(GOOD)) == []
    assert list(why_impossible(rings(GOOD))) == []


@pytest.mark.requirement("SCH-7")
@pytest.mark.parametrize(
    ("shift", "lessons", "told"),
    [
        (1, "07:50-08:35 08:55-09:40", ["Уроки начинаются в 7:50, а положено не раньше 8:00."]),
        (2, "18:00-18:40 19:00-19:40", ["Вторая смена кончается в 19:40, а положено не позже 19:00."]),
        (1, "08:00-08:45 08:50-09:35 09:55-10:40", ["Перемена после 1-го урока 5 мин, а положено не меньше 10."]),
        (1, "08:00-08:40 08:50-09:30 09:40-10:20",
         ["Нет большой перемены: нужна одна на 20–30 минут или две по 20."]),
        (3, "08:00-08:50", ["Третья смена не допускается.", "1-й урок длится 50 мин, а положено не больше 45."]),
    ],
)  # fmt: skip
def test_every_departure_from_the_norms_is_told(shift, lessons, told):
    assert norms_of(shift, rings(lessons)) == told


@pytest.mark.requirement("SCH-7")
def test_shifts_stand_apart_and_some_grades_learn_in_the_first_only():
    schedules = [("I смена", 1, rings("08:00-13:50")), ("II смена", 2, rings("14:00-14:40"))]
    assert norms_of_shifts(schedules, [("9А", 9, 2), ("7Б", 7, 2), ("1А", 1, 1)]) == [
        "«II смена» начинается в 14:00: между сменами положено не меньше 30 минут.",
        "9А: 1, 5, 9–11 классы учатся только в первую смену.",
    ]


def test_lessons_that_cannot_be_are_named_by_their_row():
    wrong = [
        Ring(1, time(8), time(8, 45)), Ring(1, time(9), time(9, 45)), Ring(2, time(8, 30), time(9)),
        Ring(3, time(11), time(10)),
    ]  # fmt: skip
    assert list(why_impossible(wrong)) == [
        (1, "1-й урок записан дважды."),
        (2, "2-й урок накладывается на 1-й."),
        (2, "2-й урок стоит не по порядку времени с 1-м."),
        (3, "3-й урок кончается раньше, чем начинается."),
    ]


def test_two_regimes_of_the_same_contradict_only_where_neither_is_inside_the_other():
    def term(first, last):
        return Term(("grades", 1, 1), None, first, last)

    year, inside = term(*YEAR), term(date(2025, 10, 1), date(2025, 10, 1))
    crossing = term(date(2025, 9, 20), date(2025, 10, 1))
    september = term(YEAR[0], date(2025, 9, 30))
    assert list(regime_faults([year, inside], *YEAR)) == []
    assert [place for place, _ in regime_faults([september, crossing], *YEAR)] == [1]
    assert [place for place, _ in regime_faults([year, year], *YEAR)] == [1]
    assert [place for place, _ in regime_faults([term(YEAR[0], date(2026, 6, 1))], *YEAR)] == [0]
