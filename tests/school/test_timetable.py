"""Clashes of a timetable. Pure."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.timetable import Clash, Slot, clashes

pytestmark = pytest.mark.requirement("SCH-10")


def slot(section, start=8, *, weekday=1, room=None, end=None):
    return Slot(
        section, weekday, start - 7, time(start), time(start, 45) if end is None else end, room
    )


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [
        (slot(1), slot(2), {"teachers": {1: [7], 2: [7, 8]}}),
        (slot(1, room=5), slot(2, room=5), {}),
        (slot(1), slot(2), {"pupils": {1: [1, 2, 3], 2: [3, 2]}}),
    ],
    ids=["teacher", "room", "pupils"],
)
def test_two_lessons_at_once_that_want_the_same_are_a_clash(first, second, who):
    teachers, pupils = who.get("teachers", {}), who.get("pupils", {})
    kind, told = ("teacher", (7,)) if teachers else ("pupil", (2, 3)) if pupils else ("room", (5,))
    assert clashes([second, first], teachers=teachers, pupils=pupils) == [
        Clash(kind, told, first, second)
    ]


@pytest.mark.parametrize(
    "other", [slot(2, 9), slot(2, weekday=2), slot(2, 9, end=time(10))], ids=["later", "another day", "next bell"]
)  # fmt: skip
def test_lessons_that_share_no_minute_do_not_clash(other):
    assert clashes([slot(1, end=time(9)), other], teachers={1: [7], 2: [7]}, pupils={}) == []


def test_shifts_with_bells_of_their_own_clash_by_the_clock():
    morning = Slot(1, 1, 6, time(13, 0), time(13, 45), None)
    afternoon = Slot(2, 1, 1, time(13, 30), time(14, 15), None)

    found = clashes([morning, afternoon], teachers={1: [7], 2: [7]}, pupils={})

    assert found == [Clash("teacher", (7,), morning, afternoon)]


slots = st.lists(
    st.builds(
        lambda section, weekday, start, length, room: Slot(
            section, weekday, start, time(8 + start), time(8 + start + length), room
        ),
        st.integers(1, 6),
        st.integers(1, 2),
        st.integers(0, 5),
        st.integers(1, 2),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=12,
    unique_by=lambda one: (one.section, one.weekday, one.starts_at),
)


@given(slots, st.dictionaries(st.integers(1, 6), st.sets(st.integers(1, 3))))
def test_clashes_are_all_pairs_that_share_a_minute_and_a_teacher_or_a_room(week, teachers):
    def meet(one, other):
        return (
            one.weekday == other.weekday
            and one.starts_at < other.ends_at
            and other.starts_at < one.ends_at
        )

    expected = 0
    for place, one in enumerate(week):
        for other in week[place + 1 :]:
            if meet(one, other):
                shared = teachers.get(one.section, set()) & teachers.get(other.section, set())
                expected += bool(shared) + (one.room is not None and one.room == other.room)
    assert len(clashes(week, teachers=teachers, pupils={})) == expected
