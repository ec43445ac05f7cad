"""The journal's pages by the Nu HTML checker, as the server sends them."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from journal import actions
from journal.actions import CellChange
from tests.factories import (
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    teacher_of,
)


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 10, 20, 12, 0)


@pytest.fixture
def html_faults(tmp_path):
    """`html_faults({"name": page})`: what the checker says of the pages, a line each."""
    checker = os.environ.get("VNU_JAR", "")
    if not Path(checker).is_file():
        pytest.skip("no Nu HTML checker: script/test brings it where there are Java and npm")

    def check(pages):
        for name, page in pages.items():
            (tmp_path / f"{name}.html").write_bytes(page)
        files = sorted(map(str, tmp_path.glob("*.html")))
        found = subprocess.run(
            ["java", "-jar", checker, "--errors-only", *files],
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stderr.splitlines()

    return check


def test_journal_pages_are_valid_html(as_user, html_faults):
    section = SectionFactory(students=3)
    user = teacher_of(section)
    HomeroomFactory(school_class=class_of(section), teacher=user.staff_member)
    lesson = LessonFactory(section=section)
    student = section.enrollments.first().student_id
    changes = [
        CellChange("a", student, lesson.pk, "mark", "5", 0),
        CellChange("b", student, lesson.pk, "attendance", "н", 0),
    ]
    actions.set_cells(section=section, changes=changes, by=user, now=lesson.ends_at)
    item = lesson.items.get()
    LineItemFactory(lesson=lesson, position=1)
    for number in (2, 6):
        LessonFactory(section=section, date=date(2025, 10, 20), number=number)
    client = as_user(user)
    lesson_url = reverse("journal:lesson", args=[lesson.pk])
    panel = client.get(lesson_url, headers={"hx-request": "true"}).content
    wrong = {
        "homework": "№ 5",
        "homework_is_none": "on",
        "minutes": "999",
        "due_on": "2020-01-01",
        f"mark-{student}-{item.pk}": "9",
        f"was-mark-{student}-{item.pk}": "1:5",
    }
    refused = {f"mark-{student}-{item.pk}": "9", f"was-mark-{student}-{item.pk}": "1:5"}
    save_url = reverse("journal:save_lesson", args=[lesson.pk])
    pages = {
        "grid": client.get(reverse("journal:grid", args=[section.pk])).content,
        "lesson": client.get(lesson_url).content,
        "wrong": client.post(save_url, wrong).content,
        "refused": client.post(save_url, refused).content,
        "today": client.get(reverse("journal:today")).content,
        "sections": client.get(reverse("journal:sections"), {"q": "алг"}).content,
        "nothing": client.get(reverse("journal:sections"), {"q": "нет такого"}).content,
        "panel": b"<!doctype html><html lang=ru><meta charset=utf-8><title>-</title><body>" + panel,
    }

    assert html_faults(pages) == []
