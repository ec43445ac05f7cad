"""A calendar-thematic plan in a spreadsheet, read back as it was, and on paper (SCH-9)."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from exchange.plan_files import read_uploaded
from journal.screens.plan import plan_screen
from reports.plans import plan_html
from tests.factories import LESSON_DAY, NOW, school
from tests.school.plans import LINES, made_plan

pytestmark = pytest.mark.requirement("SCH-9")


def test_a_plan_in_a_spreadsheet_is_read_back_as_it_was(as_user, at, section, teacher):
    at(2025, 9, 15, 12, 0)
    lines = [*LINES, replace(LINES[1], topic="=1+1", note="-повторить")]
    plan = made_plan(section, lines=lines)
    answer = as_user(teacher).get(reverse("plan_papers:plan", args=[plan.pk]))
    reading = read_uploaded([answer.content], name="План.xlsx")
    assert reading.faults == ()
    assert [(one.kind, one.topic, one.homework, one.note) for one in reading.lines] == [
        (one.kind, one.topic, one.homework, one.note) for one in lines
    ]
    assert [one.hours for one in reading.lines] == ["", "2", "1", "", "1", "1", "2"]
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


def test_the_printed_plan_names_parts_hours_and_who_signs(section, teacher):
    plan = made_plan(section)
    html = plan_html(plan_screen(plan, teacher, on=LESSON_DAY), school=school(), now=NOW)
    assert "<b>Многочлены</b>" in html
    assert "Всего" in html
    assert "Заместитель директора ____" in html
    assert teacher.short_name in html
