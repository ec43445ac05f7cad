"""The spread as a value: who stands in it, what stands in the cells, how many queries it takes, how heavy it is."""

import gzip
import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from journal import actions
from journal.actions import CellChange, PeriodMarkChange
from journal.models import WorkType
from journal.screens.rows import Cell
from school.models import GradingPeriod
from tests.factories import (
    NOW,
    YEAR_START,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    pupil_of,
    put_on_list,
    teacher_of,
)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 10, 20, 12, 0)


def open_grid(client, section, period=None):
    return client.get(reverse("journal:grid", args=[section.pk, *([period.pk] if period else [])]))


def screen_of(client, section, period=None):
    return open_grid(client, section, period).context["screen"]


def write(section, by, *changes):
    changes = [CellChange(str(n), *change) for n, change in enumerate(changes)]
    return actions.set_cells(section=section, changes=changes, by=by, now=NOW)


def full_section(students, lessons):
    """A section in which every cell of the first quarter holds a mark, a few an absence too."""
    section = SectionFactory(students=students)
    by, pupils = teacher_of(section), list(section.enrollments.values_list("student", flat=True))
    for n in range(lessons):
        lesson = LessonFactory(
            section=section, date=YEAR_START + timedelta(days=n), topic="Уравнения"
        )
        changes = [(pk, lesson.pk, "mark", str(2 + (n + pk) % 4), 0, None) for pk in pupils]
        changes += [(pupils[0], lesson.pk, "attendance", "н", 0, None)]
        actions.set_cells(
            section=section,
            changes=[CellChange(str(i), *change) for i, change in enumerate(changes)],
            by=by,
            now=lesson.ends_at,
        )
    return section


@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-2")
def test_grid_holds_pupils_by_alphabet_and_in_one_cell_a_mark_and_an_absence(as_user):
    section = SectionFactory()
    yolkin, petrova, ezhov = (
        pupil_of(class_of(section), last_name=last, first_name=first)
        for last, first in (("Ёлкин", "Пётр"), ("Петрова", "Анна"), ("Ежов", "Иван"))
    )
    put_on_list(section, yolkin, petrova, ezhov)
    lesson = LessonFactory(section=section)
    write(
        section,
        teacher_of(section),
        (yolkin.pk, lesson.pk, "mark", "4", 0, None),
        (yolkin.pk, lesson.pk, "attendance", "н", 0, None),
        (petrova.pk, lesson.pk, "attendance", "б", 0, None),
    )

    screen = screen_of(as_user(teacher_of(section)), section)

    assert [(row.pupil.number, row.pupil.name, row.cells) for row in screen.rows] == [
        (1, "Ежов Иван", [Cell()]),
        (2, "Ёлкин Пётр", [Cell("4", "н")]),
        (3, "Петрова Анна", [Cell("", "б")]),
    ]
    assert [(row.average, row.marks, row.missed, row.proposed) for row in screen.rows] == [
        (None, 0, 0, ""),
        (4, 1, 1, "4"),
        (None, 0, 1, ""),
    ]


def test_a_pupil_who_left_stays_in_the_list_struck_and_out_of_later_lessons(as_user):
    section = SectionFactory()
    leaver, comer = (
        pupil_of(class_of(section), last_name="Белова"),
        pupil_of(class_of(section), last_name="Яшин"),
    )
    put_on_list(section, leaver, ends_on=date(2025, 9, 30))
    put_on_list(section, comer, starts_on=date(2025, 10, 6))
    for day in (date(2025, 9, 15), date(2025, 10, 15)):
        LessonFactory(section=section, date=day)

    rows = screen_of(as_user(teacher_of(section)), section).rows

    assert [(row.note, row.has_left, row.cells) for row in rows] == [
        ("выбыл 30.09", True, [Cell(), Cell(is_out=True)]),
        ("прибыл 6.10", False, [Cell(is_out=True), Cell()]),
    ]


def test_a_lesson_with_two_kinds_of_work_has_two_columns(as_user, section, lesson):
    dictation = WorkType.objects.get(name="Диктант")
    LineItemFactory(lesson=lesson, position=0)
    LineItemFactory(lesson=lesson, position=1, work_type=dictation, weight=4, title="Слово")

    screen = screen_of(as_user(teacher_of(section)), section)

    assert [(c.letter, c.weight, c.title, c.is_first) for c in screen.columns] == [
        ("У", 2, "", True),
        ("Д", 4, "Слово", False),
    ]


def test_the_foot_says_of_each_held_lesson_what_it_lacks(as_user, section, student, teacher):
    today = LessonFactory(section=section, date=date(2025, 10, 20), number=7)
    held = LessonFactory(section=section, topic="Корни", date=date(2025, 9, 15))
    bare = LessonFactory(section=section, date=date(2025, 9, 16))
    actions.take_attendance(lesson=held, by=teacher, now=NOW)
    write(section, teacher, (student.pk, held.pk, "attendance", "н", 0, None))

    lessons = screen_of(as_user(teacher), section).lessons

    assert [(x.pk, x.absent, x.topic, x.has_homework, x.is_held, x.is_today) for x in lessons] == [
        (held.pk, 1, "Корни", False, True, False),
        (bare.pk, None, "", False, True, False),
        (today.pk, None, "", False, False, True),
    ]


@pytest.mark.requirement("JRN-6")
def test_last_period_proposes_the_mark_of_the_year_from_the_marks_of_its_periods(
    as_user, section, student, teacher, at
):
    at(2026, 5, 26, 12, 0)
    for period, mark in zip(GradingPeriod.objects.order_by("number"), "4554", strict=True):
        actions.set_period_marks(
            section=section,
            kind="period",
            period=period,
            changes=[PeriodMarkChange("k", student.pk, mark, 0, "По итогам периода")],
            by=teacher,
            now=NOW.replace(year=2026, month=5),
        )

    screen = screen_of(as_user(teacher), section)
    row = next(row for row in screen.rows if row.pupil.pk == student.pk)

    assert (screen.period.title, screen.is_last_period) == ("IV четверть", True)
    assert (row.period, row.proposed_year, row.year) == (("4", 1), "5", ("", 0))


def test_versions_tell_only_what_the_page_does_not_show(as_user, section, lesson, student, teacher):
    place = (student.pk, lesson.pk)
    write(section, teacher, (*place, "mark", "5", 0, None), (*place, "attendance", "н", 0, None))
    write(section, teacher, (*place, "mark", "4", 1, None), (*place, "attendance", "", 1, None))

    screen = screen_of(as_user(teacher), section)

    assert screen.versions == {student.pk: {"m0": 2, "a0": 2}}


@pytest.mark.parametrize("count", [1, 3, 30])
def test_grid_takes_eleven_queries_whatever_it_holds(as_user, django_assert_num_queries, count):
    section = full_section(students=count, lessons=count)
    client = as_user(teacher_of(section))

    with django_assert_num_queries(11):
        response = open_grid(client, section)

    assert len(response.context["screen"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_grid_takes_thirteen_queries_for_a_reader(as_user, django_assert_num_queries, count):
    section = full_section(students=count, lessons=count)
    reader = HomeroomFactory(school_class=class_of(section)).teacher.user

    client = as_user(reader)
    with django_assert_num_queries(13):
        open_grid(client, section)


def test_grid_of_thirty_by_forty_weighs_less_than_sixty_kilobytes(as_user):
    section = full_section(students=30, lessons=40)

    html = open_grid(as_user(teacher_of(section)), section).content

    assert html.count(b"<td") > 1200
    assert len(html) < 60_000
    assert len(gzip.compress(html)) < 12_000


def test_cells_carry_no_attributes(as_user, section, lesson, student, teacher):
    write(section, teacher, (student.pk, lesson.pk, "mark", "5", 0, None))

    html = open_grid(as_user(teacher), section).content.decode()

    body = html[html.index("<tbody>") : html.index("</tbody>")]
    assert set(re.findall(r"<td([^>]*)>", body)) == {
        "",
        ' class="sum"',
        ' class="proposed"',
        ' class="final"',
    }
    data = json.loads(re.search(r'id="grid-data"[^>]*>(.*?)</script>', html).group(1))
    assert (len(data["students"]), len(data["columns"]), data["versions"], data["mayFill"]) == (
        3,
        1,
        {},
        True,
    )
