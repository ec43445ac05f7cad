"""Rules of the schedule of control works against an independent count, day by day (SCH-11)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school.control_work_rules import (
    BUSY,
    CLOSED,
    EDGE,
    FEDERAL,
    LETTER,
    MUCH,
    NO_LESSON,
    NO_SCHOOL,
    OFTEN,
    REGIONAL,
    SCHOOL,
    Breach,
    Limits,
    Timing,
    Work,
    breaches,
    level_of,
    meet,
)
from school.halves import halves

pytestmark = pytest.mark.requirement("SCH-11")

DAY = date(2025, 10, 14)
ALGEBRA, PHYSICS = 1, 2
SEVEN_A, SEVEN_B = 71, 72
LETTERS = Limits()
FREE = Timing(own=frozenset({2, 3}), edges=frozenset({1, 6}), hours=Decimal(102))


def work(day=DAY, subject=ALGEBRA, classes=(SEVEN_A,), **more):
    return Work(frozenset(classes), subject, day, **({"title": f"работа {subject}"} | more))


def kinds(one, others=(), timing=FREE, limits=LETTERS):
    return {breach.kind for breach in breaches(one, others, timing, limits)}


@pytest.mark.parametrize(("days", "is_often"), [(0, True), (1, True), (17, True), (18, False), (-17, True), (-18, False)])  # fmt: skip
def test_two_and_a_half_weeks_are_eighteen_whole_days_both_ways(days, is_often):
    other = work(DAY + timedelta(days=days), number=3)
    assert (OFTEN in kinds(work(number=2), [other])) is is_often


def test_days_between_are_counted_by_the_calendar_with_holidays_in_them():
    before, after = work(date(2025, 10, 22)), work(date(2025, 11, 9))
    assert kinds(after, [before]) == set()
    assert kinds(replace(after, day=date(2025, 11, 8)), [before]) == {OFTEN}


def test_a_breach_says_what_how_much_and_by_which_clause():
    other = work(DAY - timedelta(days=7), title="Алгебра, диктант")
    assert breaches(work(number=2), [other], FREE, Limits()) == (
        Breach(
            OFTEN,
            "По предмету уже есть работа 7 октября: между ними 7 дней, а нужно не меньше 18 (2,5 нед.).".replace(
                "7 о", "7\N{NO-BREAK SPACE}о").replace("7 д", "7\N{NO-BREAK SPACE}д"),
            f"{LETTER}: не чаще одного раза в 2,5 недели по предмету",
            (other,),
        ),
    )  # fmt: skip


def test_a_school_s_own_limits_take_the_place_of_the_letter_and_are_named():
    own = Limits(Decimal(1), 2, spares_edges=False, percent=None, source="приказ № 5")
    others = [work(DAY - timedelta(days=6)), work(subject=PHYSICS)]
    assert kinds(work(number=1, lessons=6), [others[1]], limits=own) == {NO_LESSON}
    [found] = breaches(work(number=2), others, FREE, own)
    assert (found.kind, found.clause) == (OFTEN, "приказ № 5")
    nothing = Limits(None, None, spares_edges=False, percent=None, source="приказ № 6")
    assert kinds(work(number=2), [*others, *others], limits=nothing) == set()
    assert nothing.words() == []


def test_a_federal_work_closes_its_day_and_is_itself_bound_by_the_calendar_alone():
    federal = work(subject=PHYSICS, level=FEDERAL)
    assert kinds(work(number=2), [federal]) == {CLOSED}
    assert kinds(work(level=REGIONAL), [federal]) == {CLOSED}
    assert kinds(federal, [work(), work(day=DAY + timedelta(1), subject=PHYSICS)]) == set()
    assert kinds(federal, timing=replace(FREE, is_school_day=False)) == {NO_SCHOOL}
    firm = [one.kind for one in breaches(work(number=2), [federal], FREE, Limits()) if one.is_firm]
    assert firm == [CLOSED]


def test_groups_of_one_subject_do_not_meet_but_those_of_two_subjects_do():
    english, second = work(group=5), work(group=6)
    assert not meet(english, second)
    assert kinds(english, [second]) == set()
    assert kinds(work(subject=PHYSICS, group=7), [english, second]) == {BUSY}
    assert meet(english, work())
    assert not meet(english, work(classes=[SEVEN_B], group=5))


def test_parallel_groups_are_one_work_of_their_class():
    two_a_day = Limits(a_day=2)
    groups = [work(group=5), work(group=6)]
    third = work(subject=PHYSICS)
    assert kinds(third, groups, limits=two_a_day) == set()
    assert kinds(third, [*groups, work(subject=3)], limits=two_a_day) == {BUSY}


@pytest.mark.parametrize(
    ("number", "lessons", "only_at_edge", "is_breach"),
    [(1, 1, False, True), (6, 1, False, True), (2, 1, False, False), (5, 2, False, True), (1, 1, True, False)],
)  # fmt: skip
def test_not_on_the_first_and_the_last_lesson_but_of_a_subject_that_has_no_other(
    number, lessons, only_at_edge, is_breach
):
    timing = replace(FREE, own=frozenset(range(1, 7)), only_at_edge=only_at_edge)
    assert (EDGE in kinds(work(number=number, lessons=lessons), timing=timing)) is is_breach


def test_an_unknown_lesson_is_at_an_edge_only_where_all_of_the_subject_are():
    assert kinds(work(), timing=replace(FREE, own=frozenset({1, 6}))) == {EDGE}
    assert kinds(work(), timing=replace(FREE, own=frozenset({1, 3}))) == set()
    assert kinds(work(number=1), timing=Timing()) == set()


def test_a_day_or_an_hour_the_timetable_does_not_have_is_told():
    assert kinds(work(), timing=replace(FREE, own=frozenset())) == {NO_LESSON}
    assert kinds(work(number=4), timing=FREE) == {NO_LESSON}
    assert kinds(work(number=4, level=REGIONAL), timing=FREE) == set()
    assert kinds(work(), timing=replace(FREE, is_school_day=False)) == {NO_SCHOOL}


@pytest.mark.parametrize(
    ("weekly", "most"), [("1", 3), ("2", 6), ("3", 10), ("4", 13), ("5", 17), ("0.5", 1)]
)
def test_a_tenth_of_the_hours_of_34_weeks_rounded_down(weekly, most):
    timing = Timing(hours=Decimal(weekly) * 34)
    others = [work(DAY + timedelta(days=18 * n)) for n in range(1, most)]
    assert kinds(work(), others, timing) == set()
    one_more = work(DAY + timedelta(days=18 * most))
    assert kinds(work(), [*others, one_more], timing) == {MUCH}
    assert MUCH in kinds(work(lessons=2), others, timing)


def test_works_of_parallel_groups_are_not_added_up_for_the_whole_class():
    days = [DAY + timedelta(days=18 * n) for n in range(1, 6)]
    groups = [work(day, group=group) for day in days for group in (5, 6)]
    assert kinds(work(), groups) == set()
    assert kinds(work(lessons=6), groups, replace(FREE, own=None)) == {MUCH}


@pytest.mark.parametrize(("grade", "level"), [(0, "primary"), (1, "primary"), (4, "primary"), (5, "basic"), (9, "basic"), (10, "secondary"), (12, "secondary")])  # fmt: skip
def test_level_of_a_grade(grade, level):
    assert level_of(grade) == level


# --- Against an independent count ----------------------------------------------------------------
WORKS = st.builds(
    Work,
    classes=st.frozensets(st.integers(1, 3), min_size=1, max_size=2),
    subject=st.integers(1, 3),
    day=st.dates(date(2025, 9, 1), date(2025, 11, 10)),
    number=st.one_of(st.none(), st.integers(1, 7)),
    lessons=st.integers(1, 2),
    level=st.sampled_from([SCHOOL, SCHOOL, SCHOOL, REGIONAL, FEDERAL]),
    group=st.one_of(st.none(), st.none(), st.integers(1, 2)),
)
LIMITS = st.builds(
    Limits,
    weeks_between=st.one_of(st.none(), st.decimals("0.5", "4", places=1)),
    a_day=st.one_of(st.none(), st.integers(1, 3)),
    spares_edges=st.booleans(),
    percent=st.one_of(st.none(), st.integers(1, 30)),
)
NUMBERS = st.frozensets(st.integers(1, 7), max_size=3)
TIMINGS = st.builds(
    Timing,
    is_school_day=st.booleans(),
    own=st.one_of(st.none(), NUMBERS),
    edges=st.one_of(st.none(), NUMBERS),
    only_at_edge=st.booleans(),
    hours=st.one_of(st.none(), st.integers(10, 170).map(Decimal)),
)


def pupils_of(work_):
    """Pupils are (class, subject, group of it): a whole class has all its groups."""
    return {(c, work_.subject, g) for c in work_.classes for g in ((work_.group,) if work_.group else (1, 2))}  # fmt: skip


def share_a_pupil(one, other):
    if one.subject == other.subject:
        return bool(pupils_of(one) & pupils_of(other))
    return any(c in other.classes for c in one.classes)


def counted(one, others, timing, limits):
    """The same judged day by day and pupil by pupil, from the words of the letter."""
    if one.level == FEDERAL:
        return set() if timing.is_school_day else {NO_SCHOOL}
    found = set() if timing.is_school_day else {NO_SCHOOL}
    beside = [other for other in others if share_a_pupil(one, other)]
    today = [other for other in beside if other.day == one.day]
    if any(other.level == FEDERAL for other in today):
        found.add(CLOSED)
    elif limits.a_day:
        for c in one.classes:
            whole = [other for other in today if c in other.classes and not other.group]
            parted = {other.subject for other in today if c in other.classes and other.group}
            if len(whole) + len(parted) + 1 > limits.a_day:
                found.add(BUSY)
    same = [other for other in beside if other.subject == one.subject]
    if limits.weeks_between:
        # Half days, so that 2.5 weeks are a whole number of them.
        needed = Fraction(limits.weeks_between) * 7 * 2
        for other in same:
            first, last = sorted([one.day, other.day])
            halves_ = 0
            while first < last:
                first, halves_ = first + timedelta(days=1), halves_ + 2
            if halves_ < needed:
                found.add(OFTEN)
    hours = {one.number + n for n in range(one.lessons)} if one.number is not None else None
    if one.level == SCHOOL and timing.is_school_day and timing.own is not None:
        missing = hours is not None and any(hour not in timing.own for hour in hours)
        if not timing.own or missing:
            found.add(NO_LESSON)
    if limits.spares_edges and timing.edges is not None and not timing.only_at_edge:
        maybe = hours if hours is not None else set(timing.own or ())
        inner = [hour for hour in maybe if hour not in timing.edges]
        if maybe and (not inner if hours is None else len(inner) < len(maybe)):
            found.add(EDGE)
    if limits.percent and timing.hours is not None:
        taken = max(
            sum(other.lessons for other in same if pupil in pupils_of(other)) + one.lessons
            for pupil in pupils_of(one)
        )
        if Fraction(taken) > Fraction(timing.hours) * limits.percent / 100:
            found.add(MUCH)
    return found


@given(WORKS, st.lists(WORKS, max_size=8), TIMINGS, LIMITS)
def test_rules_say_what_a_count_of_every_day_and_pupil_says(one, others, timing, limits):
    assert kinds(one, others, timing, limits) == counted(one, others, timing, limits)


@given(WORKS, WORKS)
def test_two_works_meet_both_ways(one, other):
    assert meet(one, other) == meet(other, one) == share_a_pupil(one, other)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(60, 360))
def test_halves_part_the_year_without_a_gap(first, length):
    last = first + timedelta(days=length)
    one, two = halves(first, last)
    assert (one.starts_on, two.ends_on) == (first, last)
    assert one.starts_on <= one.ends_on == two.starts_on - timedelta(days=1) < two.ends_on
    for half in (one, two):
        weeks = half.weeks()
        assert weeks[0][0] <= half.starts_on <= weeks[0][1]
        assert weeks[-1][0] <= half.ends_on <= weeks[-1][1]
        assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(weeks))


def test_the_new_year_parts_a_usual_year():
    one, two = halves(date(2025, 9, 1), date(2026, 5, 26))
    assert (one.ends_on, two.starts_on) == (date(2025, 12, 31), date(2026, 1, 1))
