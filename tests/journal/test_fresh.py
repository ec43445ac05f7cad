"""What was written elsewhere while the spread is open; what the family sees when it is published; the norm of marks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diary.screens import reading
from journal import actions
from journal.actions import CellChange
from journal.models import LineItem, WorkType
from tests.factories import (
    NOW,
    LessonFactory,
    SectionFactory,
    class_of,
    pupil_of,
    put_on_list,
    teacher_of,
)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


def opened(client, section):
    return client.get(reverse("journal:grid", args=[section.pk]))


def fresh(client, page):
    data = page.context["data"]
    return client.get(data["fresh"], {"since": data["moment"]})


def write(section, *changes):
    changes = [CellChange(str(n), *change) for n, change in enumerate(changes)]
    return actions.set_cells(section=section, changes=changes, by=teacher_of(section), now=NOW)


@pytest.mark.requirement("JRN-2")
def test_an_open_spread_is_told_what_was_written_since_and_nothing_else(
    as_user, section, lesson, student
):
    client = as_user(teacher_of(section))
    page = opened(client, section)
    nothing = fresh(client, page)
    write(
        section,
        (student.pk, lesson.pk, "mark", "4", 0),
        (student.pk, lesson.pk, "attendance", "оп 7", 0),
        (student.pk, lesson.pk, "comment", "верно", 0),
    )
    item = LineItem.objects.get()

    told = fresh(client, page).json()

    assert (nothing.status_code, nothing.content) == (204, b"")
    assert int(nothing.headers["X-Moment"]) >= page.context["data"]["moment"]
    cells = sorted(told["cells"])
    work = [item.work_type.letter, item.work_type.name, item.weight]
    assert [cell[:7] for cell in cells] == [
        ["attendance", lesson.pk, None, student.pk, "оп 7", 1, ""],
        ["mark", lesson.pk, item.pk, student.pk, "4", 1, "верно"],
    ]
    assert cells[1][8] == work


@pytest.mark.requirement("JRN-2")
def test_asking_for_news_takes_the_same_queries_whatever_was_written(as_user):
    counts = set()
    for students in (1, 3, 30):
        section = SectionFactory(students=students)
        lesson = LessonFactory(section=section, date=date(2025, 9, 15))
        client = as_user(teacher_of(section))
        page = opened(client, section)
        pupils = section.enrollments.values_list("student", flat=True)
        write(section, *[(pk, lesson.pk, "mark", "5", 0) for pk in pupils])
        with CaptureQueriesContext(connection) as taken:
            assert len(fresh(client, page).json()["cells"]) == students
        counts.add(
            len([one for one in taken if "journal_" in one["sql"] or "school_" in one["sql"]])
        )

    assert len(counts) == 1


def test_a_reader_of_a_shared_group_is_told_of_his_own_pupils(as_user, people, section, lesson):
    strangers_class = class_of(SectionFactory(grade=3))
    stranger = pupil_of(strangers_class, last_name="Чужой")
    put_on_list(section, stranger)
    section.section_classes.model(section=section, school_class=strangers_class).save(
        by=teacher_of(section), now=NOW
    )
    own = section.enrollments.exclude(student=stranger).order_by("pk").first().student
    reader = as_user(people["homeroom teacher"])
    page = opened(reader, section)
    write(
        section,
        (own.pk, lesson.pk, "mark", "4", 0),
        (stranger.pk, lesson.pk, "mark", "2", 0),
    )

    assert [cell[3] for cell in fresh(reader, page).json()["cells"]] == [own.pk]


@pytest.mark.requirement("JRN-2", "DIA-1")
def test_the_family_sees_a_hidden_column_when_it_is_published(as_user, section, lesson, student):
    client = as_user(teacher_of(section))
    url = reverse("journal:add_item", args=[lesson.pk])
    kind = WorkType.objects.usual(lesson.date)
    client.post(url, {"work_type": kind.pk, "is_hidden": "on"})
    write(section, (student.pk, lesson.pk, "mark", "3", 0))
    days = (lesson.date - timedelta(days=1), lesson.date)
    before = reading.marks(student, *days)
    head = opened(client, section).content.decode()

    client.post(url, {"act": "publish"})

    assert before == []
    assert f">({kind.letter})</th>" in head
    assert [mark.code for mark in reading.marks(student, *days)] == ["3"]
    last = LineItem.history.latest("history_id")
    assert (last.is_hidden, last.history_change_reason) == (False, "показано семьям")


@pytest.mark.requirement("JRN-2")
def test_marks_are_told_against_the_number_there_should_be(as_user, section, lesson, student):
    section.weekly_hours = Decimal(1)
    section.save(by=teacher_of(section), now=NOW)
    write(section, (student.pk, lesson.pk, "mark", "5", 0))

    page = opened(as_user(teacher_of(section)), section)
    screen = page.context["screen"]

    assert (screen.least, screen.few) == (3, len(screen.rows))
    assert '<td class="sum">1/3</td>' in page.content.decode()
