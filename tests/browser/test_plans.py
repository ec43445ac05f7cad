"""A plan under the hands: its lines moved in place, its topic taken at a lesson by one key; and for every eye."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from school.lesson_plans import lines_of
from tests.factories import LessonFactory, teacher_of
from tests.school.plans import made_plan

pytestmark = pytest.mark.requirement("SCH-9")


def test_lines_are_moved_in_place_and_the_topic_is_taken_by_a_key(
    section, at, open_page, accessibility_faults
):
    at(2025, 9, 15, 8, 20)
    plan, lesson = made_plan(section), LessonFactory(section=section)
    page = open_page(reverse("journal:plan", args=[plan.pk]), user=teacher_of(section))
    assert accessibility_faults(page) == []
    page.get_by_label("Тема, строка 2").fill("Степень и основание")
    page.get_by_label("Отметить строку 3").check()
    page.get_by_role("button", name="Выше").click()
    expect(page.get_by_label("Тема, строка 3")).to_have_value("Степень и основание")
    expect(page.get_by_label("Отметить строку 2")).to_be_checked()
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_text("План сохранён.")).to_be_visible()
    assert [line.topic for line in lines_of(plan)][1:3] == [
        "Свойства степени",
        "Степень и основание",
    ]

    page.goto(reverse("journal:lesson", args=[lesson.pk]))
    assert accessibility_faults(page) == []
    page.get_by_label("Тема урока").press("ArrowRight")
    expect(page.get_by_label("Тема урока")).to_have_value("Свойства степени")
    expect(page.get_by_label("Домашнее задание", exact=True)).to_have_value("№ 14")
    page.get_by_role("button", name="Сохранить урок").click()
    expect(page.get_by_text("Урок сохранён.")).to_be_visible()

    page.goto(reverse("journal:section_plan", args=[section.pk]))
    expect(page.get_by_role("cell", name="Свойства степени").first).to_be_visible()
    assert accessibility_faults(page) == []
