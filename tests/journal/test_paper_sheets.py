"""Entries copied from a sheet of paper after the program was down (ARC-6)."""

import pytest
from django.urls import reverse

from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark
from journal.paper_sheets import copied_from, is_of_another, sheet_number
from tests.factories import LessonFactory

pytestmark = pytest.mark.requirement("ARC-6")


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


def entries(student, **more):
    """Everything a sheet of paper may hold: topic, homework, attendance, a mark."""
    mark, absence = f"mark-{student.pk}-0", f"attendance-{student.pk}"
    return {
        "topic": "Корень уравнения", "homework": "§ 7", "register": "on", mark: "4", absence: "н",
        f"was-{mark}": "0:", f"was-{absence}": "0:",
    } | more  # fmt: skip


def reasons():
    """What the history says of the newest change of each kind."""
    kinds = (Lesson, Homework, LineItem, Mark, AttendanceRecord)
    return {kind.history.latest("history_id").history_change_reason for kind in kinds}


def test_the_number_of_the_sheet_stays_in_the_history_of_its_entries(
    as_user, lesson, teacher, student
):
    client, number = as_user(teacher), sheet_number(lesson)
    page = client.get(reverse("journal:lesson", args=[lesson.pk])).content.decode()
    assert f"На бланке этого урока стоит № {number}" in page

    answer = client.post(
        reverse("journal:save_lesson", args=[lesson.pk]),
        entries(student, paper_sheet=f" {number} "),
    )
    assert answer.status_code == 302
    assert reasons() == {f"по бумажному листу № {number}"}
    for name, args in (("lesson_history", [lesson.pk]), ("cell_history", [lesson.pk, student.pk])):
        told = client.get(reverse(f"archive:{name}", args=args)).content.decode()
        assert f"по бумажному листу № {number}" in told


def test_entries_of_the_day_itself_name_no_sheet(as_user, lesson, teacher, student):
    as_user(teacher).post(reverse("journal:save_lesson", args=[lesson.pk]), entries(student))
    assert reasons() == {""}


def test_the_number_of_another_lessons_sheet_is_refused_beside_the_field(
    as_user, lesson, teacher, student
):
    other = LessonFactory(section=lesson.section, number=2)
    answer = as_user(teacher).post(
        reverse("journal:save_lesson", args=[lesson.pk]),
        entries(student, paper_sheet=sheet_number(other)),
    )
    assert answer.status_code == 422
    told = f"Это номер листа другого урока. На листе этого урока стоит {sheet_number(lesson)}."
    assert told in answer.content.decode()
    lesson.refresh_from_db()
    assert (lesson.topic, Mark.objects.count()) == ("", 0)


@pytest.mark.parametrize("number", ["17", "без номера", "7А-15.10-3", "250915-3-"])
def test_a_school_may_number_its_sheets_by_itself(lesson, number):
    assert not is_of_another(number, lesson)
    assert copied_from(f" {number}  ") == f"по бумажному листу № {number}"


def test_a_lesson_that_was_moved_keeps_the_sheet_printed_before(lesson):
    number = sheet_number(lesson)
    lesson.number += 1
    assert not is_of_another(number, lesson)
