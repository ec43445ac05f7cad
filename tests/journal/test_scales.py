from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import scales

D = Decimal


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([("5", 3), ("5", 1), ("4", 5)], D("4.44")),  # a popular answer of the web says 4.33
        ([("5", 1), ("4", 1)], D("4.50")),
        ([("зач", 2)], None),
        ([], None),
    ],
)
def test_weighted_average(marks, expected):
    assert scales.weighted_average(marks) == expected


@pytest.mark.parametrize(("five", "proposed"), [("4.50", "5"), ("4.60", "4"), ("4.65", "4")])
def test_four_and_a_half_is_five_or_four_by_the_school_s_threshold_never_by_banker_s_rounding(
    five, proposed
):
    assert scales.proposed_mark(D("4.50"), scales.Thresholds(five=D(five))) == proposed


@pytest.mark.parametrize(
    ("mean", "proposed"), [("2.50", "3"), ("2.49", "2"), ("3.50", "4"), ("3.49", "3")]
)
def test_usual_thresholds(mean, proposed):
    assert scales.proposed_mark(D(mean)) == proposed


def test_nothing_is_proposed_where_there_are_no_marks():
    assert scales.proposed_mark(None) == ""
    assert scales.year_mark(["осв", "н/а"]) == ""


@given(st.lists(st.tuples(st.sampled_from(scales.DIGITS), st.integers(1, 10)), min_size=1))
def test_average_lies_between_the_lowest_and_the_highest_mark(marks):
    digits = [int(code) for code, _ in marks]
    assert min(digits) <= scales.weighted_average(marks) <= max(digits)


@given(st.lists(st.sampled_from(scales.DIGITS), min_size=1), st.integers(1, 10))
def test_equal_weights_change_nothing(codes, weight):
    assert scales.weighted_average((c, weight) for c in codes) == scales.average(codes)


@pytest.mark.requirement("JRN-1")
@pytest.mark.parametrize("code", ["", "н", "б", "ну", "оп"])
def test_attendance_code_survives_being_two_facts(code):
    assert scales.attendance_code(*scales.read_attendance(code)) == code


@pytest.mark.parametrize(("typed", "code"), [("Y", "н"), (",", "б"), ("ye", "ну"), (" Н ", "н")])
def test_code_typed_on_the_latin_layout_is_understood(typed, code):
    assert scales.attendance_code(*scales.read_attendance(typed)) == code


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize(
    ("scale", "taken", "refused"),
    [
        ("five_point", ["5", "2", "н/а", "осв", ""], ["1", "6", "безотм", "зач"]),
        ("pass_fail", ["зач", "незач", "осв"], ["5", "безотм"]),
        ("ungraded", ["безотм", "осв"], ["5", "зач"]),
    ],
)
def test_period_mark_is_a_code_of_the_scale(scale, taken, refused):
    assert [scales.read_period_mark(scale, code) for code in taken] == taken
    for code in refused:
        with pytest.raises(scales.UnknownCode, match="не отметка этого курса"):
            scales.read_period_mark(scale, code)
