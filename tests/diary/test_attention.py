"""Debts, trends, and who of a class needs attention first: rules without the database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.attention import Attention, Learning, Work, attention, debts_of, trend
from diary.pictures import BEST, LINE_HEIGHT, LINE_WIDTH, line
from school.grading import FIVE_POINT, PASS_FAIL, UNGRADED, USUAL

FIVE = USUAL[FIVE_POINT]
DAY = date(2025, 9, 12)


def owed(**facts):
    said = debts_of(Learning("Физика", facts.pop("scale", FIVE), **facts))
    return [str(debt) for debt in said]


@pytest.mark.requirement("DIA-9")
def test_debts_are_bad_marks_of_periods_failing_means_and_works_not_passed():
    works = [
        Work(DAY, "контрольная работа", "2"),
        Work(DAY, "контрольная работа", ""),
        Work(DAY, "диктант", "3"),
    ]
    told = {"I четверть": "н/а", "II четверть": "2", "III четверть": "3"}

    assert owed(marks=[("2", 3), ("3", 3)], works=works, given=told) == [
        "Физика: I четверть: не аттестован(а)",
        "Физика: II четверть: 2",
        "Физика: контрольная работа 12\xa0сентября: 2",
        "Физика: контрольная работа 12\xa0сентября: нет отметки",
    ]
    assert owed(marks=[("2", 3), ("2", 1)]) == ["Физика: средний балл 2,00"]


@pytest.mark.requirement("DIA-9")
def test_no_marks_are_a_debt_only_where_marks_are_given_and_there_was_time():
    assert owed(held=5) == ["Физика: нет отметок за 5\xa0уроков"]
    assert owed(held=4) == []
    assert owed(held=30, is_marked=False) == []
    assert owed(held=30, scale=USUAL[UNGRADED]) == []
    assert owed(held=30, period_mark="4") == []
    assert owed(marks=[("незач", 1)], scale=USUAL[PASS_FAIL], given={"I": "незач"}) == [
        "Физика: I: незач"
    ]


@given(st.lists(st.sampled_from(["2", "3", "4", "5"]), max_size=12))
def test_a_trend_and_its_mirror_are_opposite_and_few_marks_say_nothing(codes):
    mirrored = [str(7 - int(code)) for code in codes]

    assert {trend(FIVE, codes), trend(FIVE, mirrored)} in ({""}, {"up", "down"})
    if len(codes) < 6:
        assert trend(FIVE, codes) == ""


def test_the_last_three_marks_are_held_against_those_before():
    assert trend(FIVE, list("555444")) == "down"
    assert trend(FIVE, list("444555")) == "up"
    assert trend(FIVE, list("445544")) == ""


@given(
    st.integers(0, 9),
    st.lists(st.just("Физика"), max_size=3),
    st.integers(0, 40),
    st.integers(0, 9),
)
def test_more_trouble_never_stands_lower(debts, falling, missed, unexplained):
    def points(more=0):
        found = attention(
            debts=debts + more, falling=falling, missed=missed, unexplained=unexplained, held=100
        )
        assert bool(found.points) == bool(found.words)
        return found.points

    assert points(1) > points()


def test_attention_says_why_in_words():
    said = attention(debts=2, falling=["Физика"], missed=40, unexplained=5, held=100)

    assert said == Attention(
        16,
        (
            "2\xa0долга",
            "отметки снижаются: Физика",
            "без причины 5\xa0уроков",
            "пропущено 40 из 100",
        ),
    )


@given(st.lists(st.decimals(1, 5, places=2), min_size=2, max_size=40))
def test_a_sparkline_stays_inside_its_frame_and_tells_its_numbers(values):
    drawn = line(values, "по неделям")
    points = [tuple(map(int, point.split(","))) for point in drawn.points.split()]

    assert len(points) == len(values)
    assert all(0 <= x <= LINE_WIDTH and 0 <= y <= LINE_HEIGHT for x, y in points)
    assert points == sorted(points, key=lambda point: point[0])
    assert points[-1] == (drawn.last_x, drawn.last_y)
    assert drawn.told.count(";") == len(values) - 1


def test_one_value_shows_no_way():
    assert line([Decimal(4)], "по неделям") is None
    assert line([BEST, BEST], "по неделям").told == "по неделям: 5,0; 5,0"
