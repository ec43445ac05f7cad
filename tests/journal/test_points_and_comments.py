"""What stands beside a mark: a comment for the family, a point while the answer is waited for."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import actions, comments, scales
from journal.actions import CellChange, CellResult
from journal.models import LineItem, Mark
from tests.factories import NOW, LoadFactory


def change(lesson, student, field, value, base=0):
    return CellChange("k", student.pk, lesson.pk, field, value, base)


def write(section, by, *changes):
    return actions.set_cells(section=section, changes=changes, by=by, now=NOW)


@pytest.mark.requirement("JRN-2")
@pytest.mark.parametrize("lesson_on", [date(2025, 9, 1), date(2025, 12, 31), date(2028, 2, 29)])
def test_a_point_with_its_day_reads_as_it_is_shown(lesson_on):
    days = [lesson_on + timedelta(days=after) for after in range(365)]

    read = [
        scales.read_cell(
            "five_point", scales.mark_text("", day), lesson_on=lesson_on, today=lesson_on
        )
        for day in days
    ]

    assert read == [("", day) for day in days]


@pytest.mark.parametrize("typed", [".", " . "])
def test_a_bare_point_waits_a_week(typed):
    read = scales.read_cell(
        "five_point", typed, lesson_on=date(2025, 9, 1), today=date(2025, 9, 15)
    )

    assert read == ("", date(2025, 9, 22))


@pytest.mark.parametrize("typed", [". 31.02", ". 5.13", "..", ". 0.1"])
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(scales.UnknownCode):
        scales.read_cell("five_point", typed, lesson_on=date(2025, 9, 1), today=date(2025, 9, 1))


@pytest.mark.requirement("JRN-2")
def test_a_point_is_no_mark_and_gives_way_to_one(as_user, section, lesson, student, teacher, at):
    at(2025, 9, 15, 12, 0)
    [point] = write(section, teacher, change(lesson, student, "mark", ". 25.09"))
    stored = Mark.objects.get()
    [row] = [
        row
        for row in as_user(teacher)
        .get(reverse("journal:grid", args=[section.pk]))
        .context["screen"]
        .rows
        if row.pupil.pk == student.pk
    ]

    assert (point.outcome, point.value, stored.code, stored.waits_until) == (
        "saved",
        ". 25.09",
        "",
        date(2025, 9, 25),
    )
    assert (row.cells[0].mark, row.marks, row.average) == (". 25.09", 0, None)

    write(section, teacher, change(lesson, student, "mark", "4", base=1))
    stored = Mark.objects.get()
    assert (stored.code, stored.waits_until, stored.version) == ("4", None, 2)


@pytest.mark.requirement("JRN-2")
def test_a_comment_has_a_version_of_its_own(section, lesson, student, teacher):
    mark, comment = write(
        section,
        teacher,
        change(lesson, student, "mark", "4"),
        change(lesson, student, "comment", "  не указаны\nединицы "),
    )
    text = "не указаны единицы"
    version = comments.version_of(text)

    assert (mark.version, comment) == (1, CellResult("k", "saved", text, version))
    # The mark is changed by whoever saw the mark, whatever was said of it meanwhile.
    [mark] = write(section, teacher, change(lesson, student, "mark", "5", base=1))
    assert mark.outcome == "saved"

    other = LoadFactory(section=section).teacher.user
    [stale] = write(section, other, change(lesson, student, "comment", "верно"))
    assert (stale.outcome, stale.value, stale.version, stale.author) == (
        "conflict",
        text,
        version,
        teacher.full_name,
    )
    [saved] = write(section, other, change(lesson, student, "comment", "верно", base=version))
    assert (saved.outcome, Mark.objects.get().comment) == ("saved", "верно")


def test_a_comment_is_said_of_a_mark(section, lesson, student, teacher):
    [refused] = write(section, teacher, change(lesson, student, "comment", "не готов"))

    assert refused.outcome == "refused"
    assert refused.text == (
        "Комментарий пишут к отметке, а её в клетке нет. Сначала поставьте отметку."
    )
    assert not Mark.objects.exists()
    assert not LineItem.objects.exists()


@pytest.mark.requirement("JRN-2", "ACC-12")
def test_history_beside_the_cell_takes_the_same_queries_whatever_it_holds(
    as_user, section, lesson, student, teacher
):
    write(section, teacher, change(lesson, student, "mark", "3"))
    client = as_user(teacher)
    url = reverse("archive:cell_history", args=[lesson.pk, student.pk])
    options = {"headers": {"HX-Request": "true"}}
    client.get(url, **options)
    with CaptureQueriesContext(connection) as once:
        client.get(url, **options)
    for base, value in enumerate("45", start=1):
        write(section, teacher, change(lesson, student, "mark", value, base=base))

    with CaptureQueriesContext(connection) as thrice:
        page = client.get(url, **options).content.decode()

    assert len(thrice) == len(once)
    assert page.count("<li>") == 3
    assert "<html" not in page
    assert f"{teacher.full_name}, " in page


@pytest.mark.requirement("JRN-2")
def test_a_point_whose_day_is_over_is_told_of_on_the_teacher_s_day(
    as_user, section, lesson, student, teacher, at
):
    write(section, teacher, change(lesson, student, "mark", ". 16.09"))

    def waited(day):
        at(2025, 9, day, 12, 0)
        screen = as_user(teacher).get(reverse("journal:today")).context["screen"]
        return [(mark.student_id, mark.waits_until) for mark in screen.waited]

    assert waited(16) == []
    assert waited(17) == [(student.pk, date(2025, 9, 16))]
    write(section, teacher, change(lesson, student, "mark", "4", base=1))
    assert waited(17) == []
