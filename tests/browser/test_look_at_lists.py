"""A list through a real browser: what is faulty stands by its line, the rest comes in and is taken back."""

import os

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from school.models import Student
from tests.exchange.listing import book
from tests.factories import SchoolClassFactory, appointed

pytestmark = pytest.mark.requirement("SCH-17")

LINES = [
    {"Фамилия": "Иванова", "Имя": "Анна", "Отчество": "Петровна", "Класс": "7А", "Дата рождения": "14.03.2012", "Код": "1"},
    {"Фамилия": "Петров", "Имя": "Пётр", "Класс": "9Ю", "Дата рождения": "31.02.2012", "Телефон": "нет", "Код": "2"},
    {"Фамилия": "Сидорова", "Имя": "=1+1", "Класс": "7А"},
    {"Фамилия": "Ёлкина", "Имя": "Ольга", "Класс": "7а", "Пол": "ж", "Адрес": "ул. Лесная, д. 5", "Код": "3"},
]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 375])
def test_a_list_is_looked_at_let_in_and_taken_back(
    open_page, accessibility_faults, at, tmp_path, width
):
    at(2025, 9, 15, 10, 0)
    SchoolClassFactory(name="7А", letter="А")
    (tmp_path / "Ученики.xlsx").write_bytes(book("pupils", LINES))
    page = open_page("/exchange/", user=appointed(Role.SYSADMIN), width=width, bypass_csp=True)
    look(page, f"imports-{width}")

    page.get_by_label("Файл").set_input_files(tmp_path / "Ученики.xlsx")
    page.get_by_label("Какой это список").select_option("pupils")
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_text("класса «9Ю»")).to_be_visible()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    look(page, f"preview-{width}")

    page.get_by_label("Загрузить остальное").check()
    page.get_by_role("button", name="Загрузить в журнал").click()
    expect(page.get_by_text("Файл загружен в журнал")).to_be_visible()
    assert Student.objects.count() == 2
    page.get_by_role("link", name="Отменить загрузку").click()
    expect(page.get_by_role("button", name="Отменить загрузку")).to_be_visible()
    assert accessibility_faults(page) == []
    look(page, f"undo-{width}")
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_text("Загрузка отменена")).to_be_visible()
    assert Student.objects.count() == 0
    look(page, f"undone-{width}")


def look(page, name):
    """A picture where somebody asks for it."""
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
