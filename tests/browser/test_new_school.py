"""An empty school is set up by pages alone, as its deputy would: nothing but clicks and typing (SCH-3, SCH-5, SCH-8).

Steps are functions over an open page, so that the calendar and the timetable take their places among them.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import Appointment, Role
from school.models import CourseSection, SchoolClass, TeachingLoad
from tests.factories import NOW, UserFactory, appointed, clerk, school_year

pytestmark = [pytest.mark.requirement("SCH-3"), pytest.mark.requirement("SCH-8")]

TEACHERS = ("Абрамова", "Белова", "Волков", "Громова", "Дёмина", "Ершов")
HOURS = {
    "Русский язык": "4", "Литература": "2", "Английский язык": "3", "Алгебра": "3",
    "Геометрия": "2", "История": "2", "Биология": "1", "Физическая культура": "2,5",
}  # fmt: skip
# Who teaches what: the place in TEACHERS by subject.
LOAD = dict(zip(HOURS, (0, 0, 1, 2, 2, 3, 4, 5), strict=True))


@dataclass
class Clicks:
    """How often the person clicked and typed: what a set-up costs."""

    number: int = 0

    def click(self, locator):
        self.number += 1
        locator.click()

    def fill(self, locator, value):
        self.number += 1
        locator.fill(value)

    def choose(self, locator, label):
        self.number += 1
        locator.select_option(label=label)


def director():
    """Appointed in the summer, as the year is set up before it begins."""
    user = UserFactory()
    Appointment(user=user, role=Role.DIRECTOR, starts_on=date(2025, 8, 1)).save(by=clerk(), now=NOW)
    return user


def hire_teachers(page, clicks):
    for name in TEACHERS:
        page.goto("/school/staff/hire/")
        clicks.fill(page.get_by_label("Фамилия"), name)
        clicks.fill(page.get_by_label("Имя", exact=True), "Вера")
        clicks.fill(page.get_by_label("Должность"), "учитель")
        clicks.fill(page.get_by_label("Принят с"), "2025-08-27")
        clicks.fill(page.get_by_label("Номер приказа"), "1-к")
        clicks.fill(page.get_by_label("Дата приказа"), "2025-08-27")
        clicks.click(page.get_by_role("button", name="Оформить приём"))
        expect(page.locator("h1")).to_contain_text(name)


def take_subjects(page, clicks):
    page.goto("/school/year/subjects/")
    clicks.click(page.get_by_role("link", name="Добавить из федерального плана"))
    clicks.click(page.get_by_role("button", name="Добавить отмеченные"))
    expect(page.get_by_text("Предметы добавлены.")).to_be_visible()


def make_class(page, clicks, grade, letter):
    page.goto("/school/classes/setup/")
    clicks.click(page.get_by_role("link", name="Новый класс"))
    clicks.choose(page.get_by_label("Параллель"), grade)
    clicks.fill(page.get_by_label("Литера"), letter)
    clicks.choose(page.get_by_label("Классный руководитель"), f"{TEACHERS[0]} Вера")
    clicks.click(page.get_by_role("button", name="Создать"))
    expect(page.locator("h1")).to_have_text(f"Предметы и группы {grade}{letter}")
    for subject, hours in HOURS.items():
        clicks.fill(page.get_by_label(subject, exact=True), hours)
    clicks.click(page.get_by_role("button", name="Добавить предметы с часами"))
    expect(page.get_by_text("Предметы добавлены.")).to_be_visible()


def give_load(page, clicks, name):
    clicks.click(
        page.get_by_role("navigation", name="Страницы класса").get_by_role("link", name="Нагрузка")
    )
    expect(page.locator("h1")).to_have_text(f"Нагрузка {name}")
    for subject, place in LOAD.items():
        choice = page.get_by_label(f"Новый учитель: {name}, {subject}")
        value = choice.locator("option", has_text=TEACHERS[place]).get_attribute("value")
        clicks.number += 1
        choice.select_option(value=value)
    clicks.click(page.get_by_role("button", name="Записать нагрузку"))
    expect(page.get_by_text("Нагрузка записана.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_an_empty_school_gets_classes_subjects_teachers_and_load_by_pages_alone(
    open_page, accessibility_faults, at, width
):
    at(2025, 8, 28, 10, 0)
    school_year()
    page = open_page("/school/classes/setup/", user=director(), width=width, bypass_csp=True)
    expect(page.get_by_text("Классов в этом году ещё нет.")).to_be_visible()
    clicks = Clicks()

    hire_teachers(page, clicks)
    take_subjects(page, clicks)
    for letter in "АБ":
        make_class(page, clicks, "7", letter)
        assert accessibility_faults(page) == []
        give_load(page, clicks, f"7{letter}")

    assert list(SchoolClass.objects.order_by("name").values_list("name", flat=True)) == ["7А", "7Б"]
    assert CourseSection.objects.count() == 2 * len(HOURS)
    assert TeachingLoad.objects.values("teacher").distinct().count() == len(TEACHERS)
    # Two clicks a second is a slow hand: fifteen minutes are 1,800 of them.
    assert clicks.number < 200

    page.goto("/school/year/load/")
    expect(page.locator("h1")).to_have_text("Нагрузка 2025/2026")
    assert accessibility_faults(page) == []
    assert page.get_by_text("Без учителя").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_class_is_split_and_its_lists_are_ticked_by_hand(
    open_page, accessibility_faults, section, at
):
    at(2025, 9, 15, 10, 0)
    school_class = section.section_classes.get().school_class
    page = open_page(
        f"/school/classes/{school_class.pk}/subjects/", user=appointed(Role.DEPUTY), bypass_csp=True
    )
    page.get_by_role("link", name="Разделить").click()
    page.get_by_label("Вид групп").select_option(label="группа")
    page.get_by_role("button", name="Разделить").click()
    expect(page.locator("h1")).to_have_text(f"Списки групп {school_class.name}")
    assert accessibility_faults(page) == []
    pupil = section.enrollments.order_by("pk").first().student.user
    ticks = page.get_by_role("row", name=pupil.list_name).get_by_role("checkbox")
    expect(ticks.nth(0)).to_be_checked()
    ticks.nth(1).check()
    page.get_by_role("button", name="Сохранить с").click()
    expect(page.get_by_role("alert")).to_contain_text(f"В двух отмечены: {pupil.list_name}")
    expect(ticks.nth(1)).to_be_checked()
    ticks.nth(0).uncheck()
    page.get_by_role("button", name="Сохранить с").click()
    expect(page.get_by_text("Списки сохранены: добавлено 1, убрано 1.")).to_be_visible()
    expect(ticks.nth(0)).not_to_be_checked()
    expect(ticks.nth(1)).to_be_checked()
