from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import period_rules, scales
from journal.rates import marks_needed, rates, rounded
from school.grading import USUAL, Code, Scale

D = Decimal
FIVE = USUAL["five_point"]
WITHOUT, CREDIT = USUAL["ungraded"], USUAL["pass_fail"]


def strict(five, four, three):
    return scales.five_point(scales.Thresholds(D(five), D(four), D(three)))


SCHOOLS = [strict(f"4.{h}", f"3.{h}", f"2.{h}") for h in ("50", "60", "65")]


@pytest.mark.requirement("REP-2")
@pytest.mark.parametrize(
    ("counts", "success", "quality", "degree", "degree_of_assessed", "mean"),
    [
        ((5, 10, 8, 2, 0), "92.00", "60.00", "58.40", "58.40", "3.72"),
        ((5, 10, 8, 1, 1), "92.00", "60.00", "58.04", "60.17", "3.79"),
        ((0, 0, 7, 0, 0), "100.00", "0.00", "36.00", "36.00", "3.00"),
    ],
)
def test_vectors_of_the_regulation_for_shares_of_marks(
    counts, success, quality, degree, degree_of_assessed, mean
):
    found = rates(dict(zip(("5", "4", "3", "2", "н/а"), counts, strict=True)) | {"осв": 3})

    told = (
        found.success, found.quality, found.learning_degree, found.learning_degree_of_assessed, found.mean
    )  # fmt: skip
    assert told == tuple(map(D, (success, quality, degree, degree_of_assessed, mean)))
    assert found.pupils == sum(counts)


def test_no_pupils_have_no_shares():
    assert rates({"осв": 2}) == type(rates({}))(0, None, None, None, None, None)


def test_two_places_are_rounded_half_up():
    assert rounded(D("2.675")) == D("2.68")


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize(
    ("marks", "mean", "proposed"),
    [
        ([("5", 3), ("5", 1), ("4", 5)], "4.44", ("4", "4", "4")),
        ([("5", 1), ("4", 1)], "4.50", ("5", "4", "4")),
        ([("3", 1), ("2", 1)], "2.50", ("3", "2", "2")),
    ],
)
def test_vectors_of_the_regulation_for_marks_of_periods(marks, mean, proposed):
    assert [school.weighted_average(marks) for school in SCHOOLS] == [D(mean)] * 3
    assert tuple(period_rules.of_period(school, D(mean)) for school in SCHOOLS) == proposed


@pytest.mark.parametrize(
    ("total", "weights", "threshold", "mark", "weight", "needed"),
    [
        (11, 3, "4.5", 5, 1, 5),
        (11, 3, "4.5", 5, 3, 2),
        (9, 2, "4.5", 5, 1, 0),
        (11, 3, "4.5", 4, 1, None),
        (0, 0, "4.5", 4, 1, 0),
    ],
)
def test_how_many_marks_are_needed_for_a_better_one(
    total, weights, threshold, mark, weight, needed
):
    assert marks_needed(D(total), weights, D(threshold), D(mark), weight) == needed


@given(st.lists(st.sampled_from("5432"), min_size=1), st.sampled_from(["4.5", "3.5", "4.65"]))
def test_so_many_marks_are_enough_and_one_less_is_not(codes, threshold):
    total, number = D(sum(map(int, codes))), len(codes)
    needed = marks_needed(total, number, D(threshold), D(5))

    assert (total + 5 * needed) / (number + needed) >= D(threshold)
    if needed:
        assert (total + 5 * (needed - 1)) / (number + needed - 1) < D(threshold)


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize(
    ("grade", "year", "exam", "halves", "final"),
    [
        (11, "5", "", ["4", "5", "5", "4", "5", "5"], "5"),
        (11, "4", "5", ["4", "4", "4", "4", "4", "4"], "4"),
        (9, "4", "5", [], "5"),
        (9, "4", "3", [], "4"),
        (9, "3", "2", [], "3"),
        (9, "4", "", [], "4"),
        (9, "4", "н/а", [], "4"),
        (7, "осв", "", [], "осв"),
        (7, "н/а", "", [], ""),
    ],
)
def test_final_mark_follows_from_the_year_and_the_exam_half_up_in_every_school(
    grade, year, exam, halves, final
):
    found = {
        period_rules.of_final(school, grade, year=year, exam=exam, halves=halves)
        for school in SCHOOLS
    }
    assert found == {final}


def test_word_of_all_periods_is_the_word_of_the_year():
    assert period_rules.of_year(FIVE, ["осв", "осв"]) == "осв"
    assert period_rules.of_year(FIVE, ["осв", "4"]) == "4"
    assert period_rules.of_year(FIVE, ["н/а", ""]) == ""
    assert period_rules.of_year(FIVE, ["5", "5", "4", "4"]) == "5"
    assert period_rules.of_year(WITHOUT, []) == period_rules.of_period(WITHOUT, None) == "безотм"
    assert period_rules.of_final(CREDIT, 10, year="зач", exam="", halves=[]) == "зач"


@given(st.sampled_from(["5", "4", "3", "2", ""]), st.sampled_from(FIVE.period_marks))
def test_a_mark_is_explained_where_it_is_a_whole_mark_away_and_only_there(proposed, code):
    both = proposed.isdecimal() and code.isdecimal()
    away = both and abs(int(proposed) - int(code)) >= 1

    assert bool(period_rules.why_explain(FIVE, proposed, code)) == (away or code == "н/а")


@pytest.mark.parametrize(
    ("controls", "code", "is_told"),
    [("3.00", "4", True), ("3.01", "4", False), ("5.00", "4", True), (None, "4", False), ("2", "осв", False)],
)  # fmt: skip
def test_control_works_tell_otherwise_from_a_whole_mark_on(controls, code, is_told):
    mean = None if controls is None else D(controls)
    assert period_rules.contradicts(FIVE, mean, code) is is_told


def test_a_whole_mark_of_a_school_s_own_system_is_the_distance_between_its_marks():
    letters = Scale(
        "own", "A-C", tuple(Code(c, value=D(v), threshold=None if v == 50 else D(v - 5)) for c, v in (("A", 90), ("B", 70), ("C", 50)))
    )  # fmt: skip
    assert letters.step == 20
    assert [letters.nearest(D(v)) for v in (80, 79, 60, 10)] == ["A", "B", "B", "C"]
    assert replace(letters, codes=()).nearest(D(5)) == ""
    assert replace(letters, codes=letters.codes[:1]).step is None
