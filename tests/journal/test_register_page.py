"""The register of a lesson: everybody is here but those who are marked, by touch or by number, confirmed at once."""

import json
from datetime import date, datetime

import pytest
from django.urls import reverse

from journal import actions
from journal.actions import CellChange
from journal.models import AttendanceRecord, DailyAbsence
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    teacher_of,
)

BELL = datetime(2025, 9, 15, 8, 0, tzinfo=MOSCOW)
ILLNESS = DailyAbsence.Reason.ILLNESS


@pytest.fixture(autouse=True)
def _four_minutes_after_the_bell(at):
    at(2025, 9, 15, 8, 4)


@pytest.fixture
def listed(section):
    """Three pupils of the section by alphabet."""
    put_on_list(
        section, *(pupil_of(class_of(section), last_name=name) for name in ("Яшин", "Авдеев", "Ёлкин"))
    )  # fmt: skip
    rows = section.enrollments.select_related("student__user")
    return sorted((row.student for row in rows), key=lambda s: s.user.last_name.replace("Ё", "Е"))


def page(client, lesson, **query):
    return client.get(reverse("journal:take_attendance", args=[lesson.pk]), query)


def confirm(client, lesson, typed=None):
    """The page as it is shown, with what the person has changed; None takes a tick away."""
    rows = page(client, lesson).context["screen"].rows
    data = {f"was-attendance-{row.pupil.pk}": row.base for row in rows}
    data |= {f"absent-{row.pupil.pk}": "on" for row in rows if row.is_absent}
    data |= {f"late-{row.pupil.pk}": row.late for row in rows}
    data |= typed or {}
    sent = {name: value for name, value in data.items() if value is not None}
    return client.post(reverse("journal:take_attendance", args=[lesson.pk]), sent)


def facts(lesson):
    rows = AttendanceRecord.objects.filter(lesson=lesson).exclude(status="present")
    return {row.student_id: (row.status, row.reason, row.minutes) for row in rows}


def away(student, first=15, last=16, reason=ILLNESS):
    line = DailyAbsence(
        student=student, starts_on=date(2025, 9, first), ends_on=date(2025, 9, last), reason=reason
    )
    line.save(by=clerk(), now=NOW)
    return line


@pytest.mark.requirement("JRN-1")
def test_one_tick_marks_the_absent_and_one_button_confirms_the_rest(
    as_user, lesson, teacher, listed
):
    absent = listed[1]

    response = confirm(as_user(teacher), lesson, {f"absent-{absent.pk}": "on", "back": "today"})

    lesson.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("journal:today"))
    assert facts(lesson) == {absent.pk: ("absent", "", None)}
    assert lesson.attendance_taken_at == BELL.replace(minute=4)
    html = as_user(teacher).get(reverse("journal:today")).content.decode()
    assert "Присутствие отмечено через 4\N{NO-BREAK SPACE}минуты после звонка" in html


@pytest.mark.requirement("JRN-1")
def test_numbers_of_the_list_mark_the_absent_too(as_user, lesson, teacher, listed):
    confirm(as_user(teacher), lesson, {"numbers": "1, 3"})

    assert facts(lesson).keys() == {listed[0].pk, listed[2].pk}


def test_a_number_that_is_not_on_the_list_writes_nothing_and_stays_on_the_page(
    as_user, lesson, teacher, listed
):
    response = confirm(as_user(teacher), lesson, {"numbers": "2 77"})

    lesson.refresh_from_db()
    assert (response.status_code, lesson.attendance_taken_at, facts(lesson)) == (422, None, {})
    assert "В списке нет номера 77." in response.content.decode()
    assert [row.is_absent for row in response.context["screen"].rows][:3] == [False, True, False]


@pytest.mark.requirement("JRN-1")
def test_a_late_pupil_keeps_the_minutes_and_every_version_of_them(as_user, lesson, teacher, listed):
    client, late = as_user(teacher), listed[0]
    confirm(client, lesson, {f"late-{late.pk}": "7"})
    confirm(client, lesson, {f"late-{late.pk}": "12"})
    confirm(client, lesson)

    assert facts(lesson) == {late.pk: ("late", "", 12)}
    told = AttendanceRecord.history.order_by("history_id").values_list("minutes", "version")
    assert list(told) == [(7, 1), (12, 2)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("60", "от 1 до 45"), ("много", "не код посещаемости")],
)
def test_wrong_minutes_are_told_and_nothing_is_written(
    as_user, lesson, teacher, listed, typed, sentence
):
    response = confirm(as_user(teacher), lesson, {f"late-{listed[0].pk}": typed})

    assert (response.status_code, facts(lesson)) == (422, {})
    assert sentence in response.content.decode()


@pytest.mark.requirement("JRN-11")
def test_a_reason_known_beforehand_is_filled_in_and_shown_as_such(as_user, lesson, teacher, listed):
    away(listed[0])
    client = as_user(teacher)

    rows = page(client, lesson).context["screen"].rows
    assert [(row.is_absent, row.known) for row in rows if row.is_absent] == [
        (True, "болеет по 16\N{NO-BREAK SPACE}сентября, по данным классного руководителя")
    ]

    confirm(client, lesson)
    assert facts(lesson) == {listed[0].pk: ("absent", "illness", None)}


def test_whoever_came_all_the_same_is_unticked_and_present(as_user, lesson, teacher, listed):
    away(listed[0])

    confirm(as_user(teacher), lesson, {f"absent-{listed[0].pk}": None})

    lesson.refresh_from_db()
    assert (facts(lesson), lesson.attendance_taken_by) == ({}, teacher)


def test_a_page_from_before_somebody_elses_entry_does_not_write_over_it(
    as_user, section, lesson, teacher, listed
):
    client, student = as_user(teacher), listed[0]
    change = CellChange("k", student.pk, lesson.pk, "attendance", "б", 0)
    seen = {f"was-attendance-{student.pk}": "0:", f"absent-{student.pk}": "on"}
    actions.set_cells(section=section, changes=[change], by=teacher, now=NOW)

    response = client.post(reverse("journal:take_attendance", args=[lesson.pk]), seen)

    assert (response.status_code, facts(lesson)) == (422, {student.pk: ("absent", "illness", None)})
    assert "здесь появилось другое: «б»" in response.content.decode()


@pytest.mark.requirement("JRN-11")
def test_absence_at_the_lesson_before_and_on_the_day_before_stands_beside_the_name(
    as_user, section, teacher, listed
):
    friday, first = (
        LessonFactory(section=section, date=date(2025, 9, 12)),
        LessonFactory(section=section),
    )
    second = LessonFactory(section=section, number=2)
    for lesson, student in ((friday, listed[0]), (first, listed[1])):
        change = CellChange("k", student.pk, lesson.pk, "attendance", "н", 0)
        actions.set_cells(section=section, changes=[change], by=teacher, now=NOW)

    hints = {
        row.pupil.pk: row.hint for row in page(as_user(teacher), second).context["screen"].rows
    }

    assert (hints[listed[0].pk], hints[listed[1].pk]) == ("в пятницу не был", "не был на 1-м уроке")


@pytest.mark.requirement("JRN-11")
def test_todays_page_names_the_known_absentees_and_then_does_not_offer_that_all_are_here(
    as_user, lesson, teacher, listed
):
    client = as_user(teacher)
    assert "Все присутствуют" in client.get(reverse("journal:today")).content.decode()
    away(listed[0])

    html = client.get(reverse("journal:today")).content.decode()

    assert f"Нет, по данным классного руководителя: {listed[0].user.list_name}" in html
    assert "Все присутствуют" not in html
    assert f"{reverse('journal:take_attendance', args=[lesson.pk])}?back=today" in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_register_takes_the_same_number_of_queries_for_any_class(
    as_user, django_assert_num_queries, count
):
    section = SectionFactory(students=count)
    lesson = LessonFactory(section=section)
    client = as_user(teacher_of(section))

    with django_assert_num_queries(12):
        page(client, lesson)


@pytest.mark.requirement("JRN-1")
def test_lesson_page_takes_a_late_coming_with_its_minutes(as_user, lesson, teacher, student):
    client, name = as_user(teacher), f"attendance-{student.pk}"
    save = reverse("journal:save_lesson", args=[lesson.pk])

    wrong = client.post(save, {f"was-{name}": "0:", name: "оп", f"minutes-{name}": "90"})
    assert (wrong.status_code, facts(lesson)) == (422, {})
    [entry] = [row.attendance for row in wrong.context["screen"].rows if row.attendance.text]
    assert (entry.code, entry.minutes) == ("оп", "90")

    client.post(save, {f"was-{name}": "0:", name: "оп", f"minutes-{name}": "7"})
    assert facts(lesson) == {student.pk: ("late", "", 7)}
    html = client.get(reverse("journal:lesson", args=[lesson.pk])).content.decode()
    assert f'name="minutes-{name}" inputmode="numeric" min="1" max="45" value="7"' in html

    reader = HomeroomFactory(school_class=class_of(lesson.section)).teacher.user
    shown = as_user(reader).get(reverse("journal:lesson", args=[lesson.pk])).content.decode()
    assert "<td>оп 7</td>" in shown


def say_all_here(client, lesson, value="taken", **change):
    """«Все присутствуют» as the spread sends it; what became of it."""
    response = client.post(
        reverse("journal:take_attendance", args=[lesson.pk]),
        json.dumps({"lesson": lesson.pk, "changes": [{"key": "k", "value": value} | change]}),
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert response.status_code == 200
    [result] = response.json()["results"]
    lesson.refresh_from_db()
    return result


@pytest.mark.requirement("JRN-1")
def test_all_here_in_the_spread_marks_whom_the_homeroom_teacher_knows_to_be_away(
    as_user, lesson, teacher, listed
):
    client, ill = as_user(teacher), listed[0]
    away(ill)

    result = say_all_here(client, lesson, first=True)

    assert facts(lesson) == {ill.pk: ("absent", "illness", None)}
    assert result == {
        "key": "k",
        "outcome": "saved",
        "taken": True,
        "cells": [[ill.pk, "б", 1]],
        "text": "15\xa0сентября: отсутствующих 1, остальные присутствуют. "
        f"По данным классного руководителя: {ill.user.list_name} болеет по 16\xa0сентября.",
    }
    # The answer was lost and it is sent again.
    assert say_all_here(client, lesson, first=True) == result


@pytest.mark.requirement("JRN-1")
def test_a_register_that_was_taken_is_told_of_and_nobody_is_marked_in_it(
    as_user, lesson, teacher, listed
):
    client, ill = as_user(teacher), listed[0]
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    away(ill)

    result = say_all_here(client, lesson)

    assert (result["taken"], facts(lesson)) == (False, {})
    assert result["text"].endswith(
        f"По данным классного руководителя: {ill.user.list_name} болеет по 16\xa0сентября. "
        "Отсутствие не отмечено."
    )
    # A page that saw it open marked somebody itself: that took the register, and «все присутствуют» completes it.
    say_all_here(client, lesson, first=True)
    assert facts(lesson) == {ill.pk: ("absent", "illness", None)}


@pytest.mark.requirement("JRN-1")
def test_all_here_is_taken_back_by_who_said_it_while_nobody_is_marked(
    as_user, lesson, teacher, listed
):
    client = as_user(teacher)
    say_all_here(client, lesson)
    assert say_all_here(client, lesson, "")["taken"] is False
    assert lesson.attendance_taken_at is None

    away(listed[0])
    say_all_here(client, lesson)
    assert say_all_here(client, lesson, "")["taken"] is True
    assert lesson.attendance_taken_by == teacher


@pytest.mark.requirement("JRN-1")
def test_who_was_there_though_he_was_said_to_be_away_is_named(as_user, lesson, teacher, listed):
    ill = listed[0]
    for value, base in (("н", 0), ("", 1)):
        change = CellChange("k", ill.pk, lesson.pk, "attendance", value, base)
        actions.set_cells(section=lesson.section, changes=[change], by=teacher, now=NOW)
    away(ill)

    result = say_all_here(as_user(teacher), lesson, first=True)

    assert (result["cells"], facts(lesson)) == ([], {})
    assert result["text"] == (
        f"15\xa0сентября: все присутствуют. По данным классного руководителя: {ill.user.list_name} "
        "болеет по 16\xa0сентября. Отсутствие не отмечено."
    )
