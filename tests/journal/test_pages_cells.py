"""What the grid sends and is told: JSON in, JSON out, a sentence for everything that cannot be read."""

import json
from datetime import date

import pytest
from django.urls import reverse

from journal.models import LineItem, Mark, PeriodMark
from school.models import GradingPeriod
from tests.factories import HomeroomFactory, LessonFactory, SectionFactory, class_of, teacher_of


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


@pytest.fixture
def post(client, teacher):
    """`post(url, batch, user=…)`: the batch as the grid sends it, by default by the section's teacher."""

    def send(url, batch, user=teacher):
        client.force_login(user)
        body = batch if isinstance(batch, bytes) else json.dumps(batch)
        return client.post(url, body, content_type="application/json")

    return send


@pytest.fixture
def cells_url(section):
    return reverse("journal:save_cells", args=[section.pk])


def change(lesson, student, value, base=0, key="k", field="mark", item=None):
    return {
        "key": key,
        "student": student.pk,
        "lesson": lesson.pk,
        "item": item,
        "field": field,
        "value": value,
        "base": base,
    }


@pytest.mark.requirement("JRN-2")
def test_each_change_of_a_batch_has_its_own_outcome(post, cells_url, lesson, student, teacher):
    good, bad = change(lesson, student, "5", key="a"), change(lesson, student, "7", key="b")

    response = post(cells_url, {"changes": [good, bad]})

    item = LineItem.objects.get()
    nothing = {"author": "", "at": "", "text": ""}
    refusal = "«7» — не отметка этого курса. Есть отметки: 5, 4, 3, 2, 1."
    assert response.json() == {
        "results": [
            {"key": "a", "outcome": "saved", "value": "5", "version": 1, "item": item.pk} | nothing,
            {"key": "b", "outcome": "refused", "value": "", "version": 0, "item": item.pk}
            | nothing
            | {"text": refusal},
        ]
    }


def test_a_conflict_names_the_other_author_and_the_moment(
    post, cells_url, lesson, student, teacher
):
    post(cells_url, {"changes": [change(lesson, student, "5")]})

    [result] = post(cells_url, {"changes": [change(lesson, student, "3")]}).json()["results"]

    assert (result["outcome"], result["value"], result["version"]) == ("conflict", "5", 1)
    assert (result["author"], result["at"]) == (teacher.full_name, "15.09, 12:00")


def test_the_same_batch_sent_twice_is_written_once(post, cells_url, lesson, student):
    batch = {"changes": [change(lesson, student, "5")]}

    first, second = post(cells_url, batch), post(cells_url, batch)

    assert first.json() == second.json()
    assert list(Mark.history.values_list("code", "version")) == [("5", 1)]


GOOD = {
    "key": "k",
    "student": 1,
    "lesson": 1,
    "item": None,
    "field": "mark",
    "value": "5",
    "base": 0,
}
SPOILT = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    [],
    "text",
    {},
    {"changes": []},
    {"changes": "5"},
    {"changes": [GOOD] * 501},
    {"changes": [5]},
    {"changes": [{}]},
    {"changes": [GOOD | {"student": "1"}]},
    {"changes": [GOOD | {"student": True}]},
    {"changes": [GOOD | {"lesson": -1}]},
    {"changes": [GOOD | {"lesson": 2**70}]},
    {"changes": [GOOD | {"value": 5}]},
    {"changes": [GOOD | {"value": "5" * 21}]},
    {"changes": [GOOD | {"value": "5\0"}]},
    {"changes": [GOOD | {"base": None}]},
]


@pytest.mark.parametrize("batch", SPOILT, ids=range(len(SPOILT)))
def test_a_batch_that_cannot_be_read_is_refused_in_words(post, cells_url, batch):
    response = post(cells_url, batch)

    assert response.status_code == 422
    assert response.json()["text"].endswith((".", "частям."))
    assert Mark.objects.count() == 0


def test_cells_of_another_section_are_not_reached_through_ones_own(post, cells_url, student):
    other = LessonFactory(section=SectionFactory(students=1))

    [result] = post(cells_url, {"changes": [change(other, student, "5")]}).json()["results"]

    assert (result["outcome"], result["text"]) == (
        "refused",
        "Такого урока нет в этом журнале. Обновите страницу.",
    )


def test_a_reader_is_forbidden_and_a_stranger_finds_nothing(
    post, cells_url, section, lesson, student
):
    batch = {"changes": [change(lesson, student, "5")]}
    reader = HomeroomFactory(school_class=class_of(section)).teacher.user
    stranger = teacher_of(SectionFactory())

    assert post(cells_url, batch, user=reader).status_code == 403
    assert post(cells_url, batch, user=stranger).status_code == 404
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_column_takes_the_same_number_of_queries_whatever_its_length(
    client, django_assert_max_num_queries, count
):
    section = SectionFactory(students=count)
    lesson = LessonFactory(section=section)
    client.force_login(teacher_of(section))
    students = [row.student for row in section.enrollments.select_related("student")]
    batch = {"changes": [change(lesson, s, "4", key=str(s.pk)) for s in students]}

    # Four of the middleware, one of access, nine of the action, begin and commit among them.
    with django_assert_max_num_queries(16):
        client.post(
            reverse("journal:save_cells", args=[section.pk]),
            json.dumps(batch),
            content_type="application/json",
        )

    assert Mark.objects.count() == count


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize(("kind", "expected"), [("period", "I четверть"), ("year", None)])
def test_marks_of_a_period_and_of_the_year_go_the_same_way(
    at, post, section, student, kind, expected
):
    at(2026, 5, 20, 12, 0)
    period = GradingPeriod.objects.get(number=1)
    url = reverse("journal:save_period_marks", args=[section.pk, period.pk])

    response = post(
        url,
        {"kind": kind, "changes": [{"key": "k", "student": student.pk, "value": "осв", "base": 0}]},
    )

    assert response.json()["results"][0]["outcome"] == "saved"
    mark = PeriodMark.objects.get()
    assert (mark.kind, mark.code, mark.period and mark.period.title) == (kind, "осв", expected)


@pytest.mark.parametrize(
    "batch", [{}, {"kind": "final", "changes": [{}]}, {"kind": "period", "changes": [{}]}]
)
def test_period_marks_that_cannot_be_read_are_refused_in_words(post, section, batch):
    period = GradingPeriod.objects.get(number=1)

    response = post(reverse("journal:save_period_marks", args=[section.pk, period.pk]), batch)

    assert (response.status_code, response.json()["text"][-1]) == (422, ".")


def test_a_period_of_another_year_or_grade_does_not_exist(post, section):
    assert (
        post(reverse("journal:save_period_marks", args=[section.pk, 10**6]), {}).status_code == 404
    )


def test_everybody_is_here_is_told_to_the_grid_as_json(client, lesson, teacher):
    client.force_login(teacher)
    url = reverse("journal:take_attendance", args=[lesson.pk])

    response = client.post(url, headers={"accept": "application/json"})

    lesson.refresh_from_db()
    told = {
        "key": "",
        "outcome": "saved",
        "taken": True,
        "cells": [],
        "text": "15\xa0сентября: все присутствуют.",
    }
    assert (response.status_code, response.json()) == (200, {"results": [told]})
    assert lesson.attendance_taken_by == teacher


def test_a_lesson_of_tomorrow_has_nobody_present_yet(client, section, teacher):
    tomorrow = LessonFactory(section=section, date=date(2025, 9, 16))
    client.force_login(teacher)

    response = client.post(
        reverse("journal:take_attendance", args=[tomorrow.pk]),
        headers={"accept": "application/json"},
    )

    assert response.status_code == 422
    assert (
        response.json()["text"]
        == "Урок 16.09.2025 ещё не проведён. Запись можно сделать в день урока."
    )
