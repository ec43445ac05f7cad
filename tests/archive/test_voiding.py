"""What is put back: the rule against a model that plays the same story without the thief."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.voiding import Part, Step, fate_of

pytestmark = pytest.mark.requirement("ACC-11")

CELL = Part("отметка", ("code",), ("",))
ROW = Part("запись", ("name",))
EDITS = st.lists(st.tuples(st.booleans(), st.sampled_from(["", "2", "3", "4", "5"])), max_size=12)


def story(edits, start):
    """Steps of one record: who writes what is there already writes nothing."""
    value, steps = start, []
    for number, (is_void, wanted) in enumerate(edits, start=1):
        if wanted != value:
            steps.append((number, is_void, wanted))
            value = wanted
    return steps


@given(EDITS)
def test_what_stays_is_what_honest_people_wrote_last(edits):
    steps = story(edits, "")
    told = [Step(n, {"code": value}, is_void) for n, is_void, value in steps]

    fate = fate_of(told, CELL)

    honest = [value for _, is_void, value in steps if not is_void]
    first = next((i for i, (_, is_void, _) in enumerate(steps) if is_void), len(steps))
    before = steps[first - 1][2] if first else ""
    last_honest = max((n for n, is_void, _ in steps if not is_void), default=0)
    stays = honest[-1] if honest else ""
    assert fate.restored == (stays,)
    assert fate.changed == tuple(n for n, is_void, _ in steps if is_void)
    if fate.changed:
        assert fate.before == (before,)
    asked = {n for n in fate.changed if n < last_honest} if stays != before else set()
    assert fate.asked == asked
    assert (fate.later is not None) == bool(asked)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([None, "а", "б"])), max_size=12))
def test_row_that_was_made_goes_and_one_that_was_taken_away_comes_back(edits):
    steps = story(edits, None)
    told = [Step(n, None if v is None else {"name": v}, is_void) for n, is_void, v in steps]

    honest = [value for _, is_void, value in steps if not is_void]
    expected = honest[-1] if honest else None
    assert fate_of(told, ROW).restored == (None if expected is None else (expected,))


def test_empty_cell_and_no_cell_are_the_same():
    made_empty = [Step(1, {"code": ""}, is_void=True)]
    assert fate_of(made_empty, CELL).changed == ()


def test_honest_value_equal_to_the_former_one_needs_no_decision():
    steps = [Step(1, {"code": "4"}, False), Step(2, {"code": "5"}, True), Step(3, {"code": "4"}, False)]  # fmt: skip
    assert (fate_of(steps, CELL).asked, fate_of(steps, CELL).restored) == (frozenset(), ("4",))
