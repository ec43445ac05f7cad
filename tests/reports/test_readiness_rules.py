"""Readiness of the year without a database: percents, owners, deadlines, who is late (SCH-16)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from reports.models import ReadinessDay
from reports.readiness.picture import history_of
from reports.readiness.rules import (
    SHOWN,
    Lack,
    Late,
    Office,
    Part,
    Person,
    Readiness,
    owners_for,
    owners_in,
)
from school.models import ReadinessDeadline, SchoolYear
from school.stages import Deadline, deadlines_of

pytestmark = pytest.mark.requirement("SCH-16")

YEAR = SchoolYear(pk=1, title="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 26))
DEPUTY, LEADER = Person("Завучева З. З.", 1), Person("Классная К. К.", 2)
FIFTH = Deadline("formed", "разделы сформированы", date(2025, 9, 5), "п. 5", is_own=False)
TENTH = Deadline("checked", "директор проверил", date(2025, 9, 10), "п. 10", is_own=False)


def part(key="load", done=1, of=2, lacks=(), deadline=FIFTH, owners=(DEPUTY,)):
    return Part(key, "Нагрузка", "Заместитель", owners, deadline, "school:load", done, of, lacks)


# --- Deadlines -----------------------------------------------------------------------------------
def test_deadlines_are_those_of_the_regulation_until_the_school_names_its_own():
    assert [(d.stage, d.day, d.source, d.is_own) for d in deadlines_of(YEAR, []).values()] == [
        ("formed", date(2025, 9, 5), "Обязанности заместителя директора, п. 5", False),
        ("checked", date(2025, 9, 10), "Обязанности директора, п. 10", False),
        ("working", date(2025, 9, 15), "Регламент ведения журнала, п. 2.2", False),
    ]
    own = ReadinessDeadline(year=YEAR, stage="checked", date=date(2025, 9, 5), source="приказ № 7")
    assert deadlines_of(YEAR, [own])["checked"] == Deadline(
        "checked", "директор проверил", date(2025, 9, 5), "приказ № 7", is_own=True
    )


def test_a_year_that_begins_later_has_its_deadlines_as_many_days_after_its_beginning():
    late = SchoolYear(starts_on=date(2025, 9, 8), ends_on=date(2026, 5, 26))
    days = [one.day for one in deadlines_of(late, []).values()]
    assert days == [date(2025, 9, 12), date(2025, 9, 17), date(2025, 9, 22)]


@pytest.mark.parametrize(("day", "late"), [(1, 0), (5, 0), (6, 1), (8, 3), (30, 25)])
def test_lateness_begins_the_day_after_the_deadline(day, late):
    assert part().days_late(date(2025, 9, day)) == late
    assert part(done=2).days_late(date(2025, 9, day)) == 0


# --- Percents ------------------------------------------------------------------------------------
checks = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(checks)
def test_a_section_is_at_a_hundred_percent_only_when_every_check_is_passed(found):
    done, of = found
    one = part(done=done, of=of)
    assert 0 <= one.percent <= 100
    assert (one.percent == 100) == one.is_ready == (0 < of == done)


@given(st.lists(checks, min_size=1, max_size=20), st.data())
def test_the_year_is_at_a_hundred_only_when_all_is_ready_and_mending_never_lowers_it(rows, data):
    parts = [part(done=done, of=of) for done, of in rows]
    year = Readiness(tuple(parts))
    assert 0 <= year.percent <= 100
    assert (year.percent == 100) == year.is_ready == all(one.is_ready for one in parts)
    place = data.draw(st.integers(0, len(rows) - 1))
    done, of = rows[place]
    if done < of:
        better = [*parts[:place], part(done=done + 1, of=of), *parts[place + 1 :]]
        assert Readiness(tuple(better)).percent >= year.percent


def test_nothing_to_check_is_nothing_ready():
    assert (Readiness(()).percent, Readiness(()).is_ready) == (0, False)
    assert part(done=0, of=0).percent == 0


@given(st.integers(0, 60))
def test_the_first_of_the_missing_things_are_named_and_the_rest_counted(number):
    lacks = tuple(Lack(f"{n}", "school:load") for n in range(number))
    one = part(lacks=lacks)
    assert one.shown == lacks[:SHOWN]
    assert len(one.shown) + one.more == number


# --- Whose it is ---------------------------------------------------------------------------------
def test_each_sees_what_is_missing_of_his_own_by_the_nearest_deadline():
    mine = Lack("7А: пробелы", "school:pupils", owners=(LEADER,))
    nobody_s = Lack("Добавьте предметы.", "school:subjects")
    cards = part("cards", lacks=(mine,), deadline=TENTH)
    subjects = part("subjects", done=0, of=1, lacks=(nobody_s,))
    year = Readiness((cards, subjects, part("bells", done=2, lacks=())))
    assert [one.key for one in year.of_person(LEADER.user)] == ["cards"]
    assert [one.key for one in year.of_person(DEPUTY.user)] == ["subjects"]
    assert year.of_person(3) == []
    assert (cards.debtors(), subjects.debtors()) == ([LEADER], [DEPUTY])


def test_who_is_late_is_told_with_the_longest_of_the_days():
    mine = Lack("7А: пробелы", "school:pupils", owners=(LEADER,))
    year = Readiness(
        (
            part(lacks=(Lack("x", "school:load"),)),
            part("cards", lacks=(mine, Lack("y", "school:load", owners=(DEPUTY,))), deadline=TENTH),
            part("ready", done=2),
            part("free", deadline=None),
        )
    )
    assert year.late(date(2025, 9, 5)) == []
    assert year.late(date(2025, 9, 6)) == [Late(DEPUTY, ("Нагрузка",), 1)]
    assert year.late(date(2025, 9, 12)) == [
        Late(DEPUTY, ("Нагрузка", "Нагрузка"), 7),
        Late(LEADER, ("Нагрузка",), 2),
    ]


def test_the_first_role_somebody_holds_owns_a_section_and_a_class_is_its_grade_s():
    primary, middle = Person("А", 1), Person("Б", 2)
    offices = [
        Office(middle, Role.DEPUTY, 5, 9),
        Office(primary, Role.DEPUTY, 1, 4),
        Office(Person("В", 3), Role.DIRECTOR, 1, 12),
    ]
    roles = (Role.DEPUTY, Role.DIRECTOR)
    assert owners_in(offices, roles) == (Role.DEPUTY, (primary, middle))
    assert owners_in(offices[2:], roles) == (Role.DIRECTOR, (Person("В", 3),))
    assert owners_in([], roles) == (Role.DEPUTY, ())
    assert owners_for(offices, roles, 3) == (primary,)
    assert owners_for(offices, roles, 10) == (primary, middle)


# --- The history ---------------------------------------------------------------------------------
def history(*percents):
    return [
        ReadinessDay(day=date(2025, 8, 25) + timedelta(n), percent=percent)
        for n, percent in enumerate(percents)
    ]


def test_the_history_is_drawn_from_its_first_day_to_the_last_deadline():
    drawn = history_of(history(0, 50, 100), [FIFTH, TENTH])
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(34, 160), (69, 100), (104, 40)]
    assert drawn.line == "34,160 69,100 104,40"
    assert [(one.x, one.y, one.text, one.anchor) for one in drawn.uprights] == [
        (419, 8, "5\N{NO-BREAK SPACE}сентября", "end"),
        (594, 20, "10\N{NO-BREAK SPACE}сентября", "end"),
    ]
    assert (drawn.first, drawn.last) == (
        "25\N{NO-BREAK SPACE}августа",
        "10\N{NO-BREAK SPACE}сентября",
    )


def test_one_day_is_no_history():
    assert history_of(history(40), [FIFTH]) is None


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40))
def test_every_dot_is_inside_the_drawing(percents):
    drawn = history_of(history(*percents), [FIFTH])
    assert all(
        drawn.left <= dot.x <= drawn.right and drawn.top <= dot.y <= drawn.bottom
        for dot in drawn.dots
    )
