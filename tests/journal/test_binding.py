"""Topics on lessons by order, whatever is lost on the way; and a plan made shorter (SCH-9)."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.binding import Held, behind, bind, hours_of, shifts
from journal.compaction import compact
from school.plan_lines import CONTROL, LESSON, PART, PRACTICE, PlanLine, total_hours

pytestmark = pytest.mark.requirement("SCH-9")
FIRST = date(2025, 9, 1)
# A machine with much to do draws examples slowly: nothing to fail for.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def line(topic, hours="1", kind=LESSON, homework=""):
    return PlanLine(kind, topic, Decimal(hours), homework)


def lessons(*topics, losing=()):
    """A lesson a day; `losing` are the numbers of those given to another subject."""
    return [
        Held(number, FIRST + timedelta(days=number), 1, topic, counts=number not in losing)
        for number, topic in enumerate(topics)
    ]


def topics_of(binding):
    return [place.hour.topic if place.hour else None for place in binding.places]


def test_topics_stand_on_lessons_in_order_as_long_as_their_hours_last():
    plan = [line("Раздел", "0", PART), line("А", "2"), line("Б"), line("В", "2")]

    found = bind(hours_of(plan), lessons("", "", "", ""))

    assert topics_of(found) == ["А", "А", "Б", "В"]
    assert [hour.topic for hour in found.rest] == ["В"]


def test_two_halves_share_a_lesson():
    plan = [line("А", "0.5"), line("Б", "0.5"), line("В", "1.5")]
    assert [hour.topic for hour in hours_of(plan)] == ["А. Б", "В", "В"]


def test_homework_is_parted_among_hours_where_it_has_as_many_parts():
    plan = [line("А", "2", homework="§ 1; § 2"), line("Б", "2", homework="§ 3")]
    assert [hour.homework for hour in hours_of(plan)] == ["§ 1", "§ 2", "§ 3", "§ 3"]


def test_a_topic_that_was_shortened_gives_each_part_of_its_homework_once():
    [shorter] = compact([line("А", "3", homework="§ 1; § 2; § 3")], {}, 1).lines
    assert [hour.homework for hour in hours_of([shorter])] == ["§ 1", "§ 2; § 3"]


def test_a_lost_lesson_moves_everything_after_it_by_one():
    plan = hours_of([line("А"), line("Б"), line("В")])
    whole, lost = bind(plan, lessons("", "", "")), bind(plan, lessons("", "", "", losing={1}))
    assert topics_of(lost) == ["А", None, "Б"]
    assert [(one.topic, one.was, one.now) for one in shifts(whole, lost)] == [
        ("Б", FIRST + timedelta(days=1), FIRST + timedelta(days=2)),
        ("В", FIRST + timedelta(days=2), None),
    ]


def test_words_of_the_plan_take_their_own_hour_and_others_the_next_one():
    plan = hours_of([line("А"), line("Б"), line("В"), line("Г")])
    assert topics_of(bind(plan, lessons("В", "своими словами", "", ""))) == ["В", "А", "Б", "Г"]


def test_an_hour_more_of_what_is_finished_is_beside_the_plan():
    plan = hours_of([line("А"), line("Б"), line("В")])
    found = bind(plan, lessons("А", "а.", "", ""))
    assert (topics_of(found), found.extra) == (["А", None, "Б", "В"], 1)


def test_a_topic_that_stands_in_the_plan_twice_is_known_by_its_place():
    plan = hours_of([line("Повторение"), line("А"), line("Б"), line("Повторение")])
    assert topics_of(bind(plan, lessons("", "А", "Б", "Повторение")))[3] == "Повторение"
    found = bind(plan, lessons("Введение", "А", "Б", "Повторение", ""))
    assert topics_of(found) == ["Повторение", "А", "Б", "Повторение", None]


def test_a_topic_given_late_does_not_put_the_lessons_before_it_beside_the_plan():
    plan = [line("Повторение", "2"), *(line(f"Т{n}") for n in range(60)), line("Повторение")]
    held = lessons(*(f"Своими словами {n}" for n in range(49)), "Повторение", "")

    found = bind(hours_of(plan), held)

    assert found.extra == 0
    assert topics_of(found) == ["Повторение", *(f"Т{n}" for n in range(48)), "Повторение", "Т48"]
    assert len(found.rest) == len(hours_of(plan)) - len(held)


def test_a_few_lessons_before_the_first_topic_of_the_plan_stay_beside_it():
    plan = hours_of([line("А"), line("Б"), line("В")])
    found = bind(plan, lessons("Правила кабинета", "Диагностика", "А", "", ""))
    assert (topics_of(found), found.extra) == ([None, None, "А", "Б", "В"], 2)


def test_hours_behind_are_what_the_timetable_gave_and_the_plan_did_not_get():
    plan = hours_of([line("А"), line("Б"), line("В")])
    found = bind(plan, lessons("А", "Химия", "", losing={1}))
    assert behind(found, due=2, by=FIRST + timedelta(days=1)) == 1


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["А", "Б", "В", "Повторение", "Решение задач", "Контрольная"]),
        st.sampled_from(["0.5", "1", "1", "1", "2", "3", "2.5"]),
        st.sampled_from([LESSON, LESSON, LESSON, CONTROL, PRACTICE]),
    )
    | st.builds(line, st.just("Раздел"), st.just("0"), st.just(PART)),
    max_size=14,
)
LESSONS = st.lists(
    st.tuples(
        st.sampled_from(["", "", "", "А", "Б", "Повторение", "другое", "ещё другое"]), st.booleans()
    ),
    max_size=30,
).map(
    lambda rows: [
        Held(number, FIRST + timedelta(days=number), 1, topic, counts)
        for number, (topic, counts) in enumerate(rows)
    ]
)


@SLOW
@given(LINES, LESSONS)
def test_no_hour_is_lost_or_given_twice_and_no_written_topic_changes(plan, held):
    hours = hours_of(plan)
    found = bind(hours, held)
    given_hours = [place.hour for place in found.places if place.hour]
    assert Counter(given_hours) + Counter(found.rest) == Counter(hours)
    assert [place.lesson for place in found.places] == held
    assert all(place.topic == place.lesson.topic for place in found.places if place.lesson.topic)
    lost = [place for place in found.places if not place.lesson.counts and not place.lesson.topic]
    assert [place.hour for place in lost] == [None] * len(lost)


@SLOW
@given(LINES, LESSONS)
def test_lessons_not_written_yet_keep_the_order_of_the_plan(plan, held):
    hours = hours_of([line(f"{number}", one.hours, one.kind) for number, one in enumerate(plan)])
    found = bind(hours, held)
    order = [hours.index(place.hour) for place in found.places if place.hour]
    assert order == sorted(order)
    assert [hour.lines for hour in found.rest] == sorted(hour.lines for hour in found.rest)


@SLOW
@given(LINES, st.integers(0, 20), st.data())
def test_a_shorter_plan_keeps_works_and_what_was_given_and_frees_what_it_says(plan, over, data):
    taken = {
        place: data.draw(st.integers(0, int(one.hours)))
        for place, one in enumerate(plan)
        if not one.is_part
    }
    found = compact(plan, taken, over)
    freed = total_hours(plan) - total_hours(found.lines)
    assert freed == over - found.left
    assert 0 <= found.left <= over
    fixed = [one for one in plan if one.kind in (CONTROL, PRACTICE, PART)]
    assert [one for one in found.lines if one.kind in (CONTROL, PRACTICE, PART)] == fixed
    words = " ".join(one.topic for one in found.lines)
    assert all(one.topic.rstrip(".") in words for one in plan)
    assert sum((step.was - step.becomes for step in found.steps), Decimal(0)) == freed


def test_long_topics_are_shortened_before_neighbours_are_joined():
    plan = [line("А", "3"), line("Б"), line("В"), line("К", kind=CONTROL), line("Г"), line("Д")]
    found = compact(plan, {}, 4)
    assert [(one.topic, str(one.hours)) for one in found.lines] == [
        ("А", "1"), ("Б. В", "1"), ("К", "1"), ("Г. Д", "1"),
    ]  # fmt: skip
    assert (found.left, [step.is_join for step in found.steps]) == (0, [False, True, True])


def test_what_cannot_be_joined_is_told():
    assert compact([line("К", kind=CONTROL), line("А")], {}, 2).left == 2
