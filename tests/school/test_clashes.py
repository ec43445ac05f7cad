"""What cannot be held together in a week, and how it is told. Pure."""

from datetime import time

import pytest

from school.clash_words import Names, doubles
from school.timetable import Slot, Week, clashes_in

pytestmark = pytest.mark.requirement("SCH-10")

NAMES = Names({1: "7А, Алгебра", 2: "7Б, Алгебра", 3: "8А, Химия"}, {7: "Иванова А. П."}, {5: "12"}, {9: "7А"})  # fmt: skip


def slot(section, start=8, **more):
    return Slot(section, 1, start - 7, time(start), time(start, 45), more.pop("room", None), **more)


def kinds(*slots, **week):
    return [clash.kind for clash in clashes_in(Week(slots, **week))]


def test_three_lessons_of_one_teacher_at_one_hour_are_one_double():
    week = Week((slot(1), slot(2), slot(3)), teachers={1: [7], 2: [7], 3: [7]})

    assert [one.text for one in doubles(clashes_in(week), NAMES)] == [
        "понедельник, 1-й урок: учитель Иванова А. П. сразу в трёх местах: «7А, Алгебра», «7Б, Алгебра» и «8А, Химия»."
    ]


def test_odd_and_even_weeks_do_not_meet():
    taught = {"teachers": {1: [7], 2: [7]}}
    assert kinds(slot(1, weeks="odd"), slot(2, weeks="even"), **taught) == []
    assert kinds(slot(1, weeks="odd"), slot(2), **taught) == ["teacher"]


def test_a_class_with_two_lessons_of_the_whole_class():
    pupils = {1: [1, 2], 2: [1, 2]}
    week = {"classes": {1: [9], 2: [9]}, "whole": {1, 2}, "pupils": pupils}
    assert kinds(slot(1), slot(2), **week) == ["class"]


def test_groups_of_a_class_do_not_clash_and_a_pupil_in_both_does():
    classes = {"classes": {1: [9], 2: [9]}}
    assert kinds(slot(1), slot(2), **classes, pupils={1: [1], 2: [2]}) == []
    assert kinds(slot(1), slot(2), **classes, pupils={1: [1], 2: [1, 2]}) == ["pupil"]


def test_a_whole_class_and_a_group_without_a_list_is_a_clash_of_the_class():
    assert kinds(slot(1), slot(2), classes={1: [9], 2: [9]}, whole={1}) == ["class"]


def test_a_combined_class_is_one_lesson():
    at_once = {"teachers": {1: [7], 2: [7]}, "classes": {1: [1], 2: [2]}}
    assert kinds(slot(1, room=5), slot(2, room=5), **at_once, combined={1: 4, 2: 4}) == []
    assert kinds(slot(1, room=5), slot(2), **at_once, combined={1: 4, 2: 4}) == []
    assert kinds(slot(1, room=5), slot(2, room=5), **at_once, combined={1: 4}) == [
        "teacher",
        "room",
    ]


@pytest.mark.parametrize(
    ("rooms", "teachers", "classes", "found"),
    [
        ((5, 6), {1: [7], 2: [7]}, {1: [1], 2: [2]}, ["teacher"]),
        ((5, 5), {1: [7], 2: [8]}, {1: [1], 2: [2]}, ["room"]),
        ((5, 5), {1: [7], 2: [7]}, {1: [1], 2: [1]}, ["teacher", "room"]),
    ],
    ids=["two rooms", "two teachers", "one class"],
)
def test_of_a_combined_class_only_one_lesson_together_is_no_clash(rooms, teachers, classes, found):
    first, second = slot(1, room=rooms[0]), slot(2, room=rooms[1])
    week = {"teachers": teachers, "classes": classes, "combined": {1: 4, 2: 4}}
    assert kinds(first, second, **week) == found


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (Slot(2, 1, 2, time(8, 55), time(9, 40), None, building="Б"), ["move"]),
        (Slot(2, 1, 2, time(9, 5), time(9, 50), None, building="Б"), []),
        (Slot(2, 1, 2, time(8, 55), time(9, 40), None, building="А"), []),
        (Slot(2, 1, 2, time(8, 55), time(9, 40), None), []),
    ],
    ids=["ten minutes", "a long break", "the same building", "unknown"],
)
def test_another_building_needs_a_long_break(second, found):
    assert kinds(slot(1, building="А"), second, teachers={1: [7], 2: [7]}) == found


@pytest.mark.parametrize(
    ("pupils", "whole", "found"),
    [
        ({1: [1, 2], 2: [3, 4]}, set(), []),
        ({1: [1, 2], 2: [2, 3]}, set(), ["class_move"]),
        ({}, set(), []),
        ({}, {1}, ["class_move"]),
        ({1: [1, 2, 3, 4], 2: [3, 4]}, {1}, ["class_move"]),
    ],
    ids=["two groups", "a pupil of both", "lists not known", "the class and a group", "all listed"],
)
def test_a_class_walks_where_somebody_of_it_is_at_both_lessons(pupils, whole, found):
    second = Slot(2, 1, 2, time(8, 55), time(9, 40), None, building="Б")
    week = {"classes": {1: [9], 2: [9]}, "pupils": pupils, "whole": whole}
    assert kinds(slot(1, building="А"), second, **week) == found


def test_a_walk_is_seen_past_the_other_group_of_the_class():
    second = Slot(3, 1, 2, time(8, 55), time(9, 40), None, building="Б")
    slots = slot(1, building="А"), slot(2, building="Б"), second
    week = {
        "classes": {1: [9], 2: [9], 3: [9]},
        "pupils": {1: [1], 2: [2], 3: [1, 2]},
        "whole": {3},
    }
    assert [(one.kind, one.first.section) for one in clashes_in(Week(slots, **week))] == [
        ("class_move", 1)
    ]


def test_a_walk_is_told():
    second = Slot(2, 1, 2, time(8, 55), time(9, 40), None, building="Б")
    week = Week((slot(1, building="А"), second), classes={1: [9], 2: [9]}, pupils={1: [1], 2: [1]})
    assert [one.text for one in doubles(clashes_in(week), NAMES)] == [
        "понедельник, 2-й урок: класс 7А не успевает перейти из здания «А» в здание «Б»: «7А, Алгебра» и «7Б, Алгебра»."
    ]
