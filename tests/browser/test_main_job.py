"""The main job, end to end, by hands: the teacher's keys reach the parent's diary and the printed journal."""

import re
import shutil
import subprocess

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from reports.models import Document
from tests.browser.test_grid import press, saved
from tests.factories import (
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    parent_of,
    pupil_of,
    subject,
    teacher_of,
)

PUPILS = 30


@pytest.fixture
def section(at):
    at(2025, 9, 15, 8, 20)
    school_class = SchoolClassFactory(name="7Ё")
    names = ["Ёлкина-Римская", *(f"Пчёлкин{n:02d}" for n in range(1, PUPILS))]
    pupils = [pupil_of(school_class, last_name=name, first_name="Алёна") for name in names]
    return SectionFactory(school_class=school_class, subject=subject("Алгебра"), students=pupils)


@pytest.mark.requirement("JRN-1")
@pytest.mark.requirement("JRN-2")
@pytest.mark.requirement("DIA-1")
@pytest.mark.requirement("ARC-1")
@pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="no pdftotext: apt-get install poppler-utils"
)
def test_what_the_teacher_types_the_parent_reads_and_the_volume_holds(
    section, open_page, at, tmp_path
):
    lesson = LessonFactory(section=section)
    first = section.enrollments.order_by("pk").first().student
    marks = ["5", "4", "3", "2", "4"] * (PUPILS // 5)

    # The teacher: keys only, from the first cell of the lesson down.
    page = open_page(
        reverse("journal:grid", args=[section.pk]) + f"#lesson-{lesson.pk}",
        user=teacher_of(section),
    )
    page.wait_for_selector("#grid[role=grid]")
    press(page, "н", "Enter", "ArrowUp")
    for mark in marks:
        press(page, mark, "Enter")
    saved(page)
    page.reload()
    column = page.locator("#grid tbody tr td:nth-of-type(1)").all_inner_texts()
    assert ["".join(text.split()) for text in column] == ["5н", *marks[1:]]

    # The parent of the first pupil, and of nobody else.
    page = open_page(reverse("diary:week", args=[first.pk, "2025-09-15"]), user=parent_of(first))
    expect(page.locator("main")).to_contain_text("Алгебра")
    expect(page.locator("main")).to_contain_text("работа на уроке")
    assert "Пчёлкин" not in page.content()

    # After lessons the administrator prints the year's journal of the class and takes the file.
    at(2025, 9, 15, 16, 0)
    page = open_page(reverse("reports:documents"), user=appointed(Role.SYSADMIN))
    page.get_by_role("button", name="Классный журнал 7Ё").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать PDF").click()
    download.value.save_as(tmp_path / "journal.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "journal.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    printed = {}
    for line in text.splitlines():
        if match := re.match(r" *\d+ +(Пчёлкин\d\d|Ёлкина-Римская) Алёна +(\S+)$", line):
            printed.setdefault(match[1], match[2])
    assert printed == {"Ёлкина-Римская": "н/5"} | {
        f"Пчёлкин{n:02d}": marks[n] for n in range(1, PUPILS)
    }
    assert Document.objects.get().status == Document.Status.DONE
