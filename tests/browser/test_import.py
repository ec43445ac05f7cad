"""Lists and a timetable through a real browser: given, looked at, let in."""

import pytest

from accounts.models import Role
from school.models import SchoolClass
from tests.exchange.bundles import SCHOOL, replaced, write_zip
from tests.factories import appointed, school_year

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-17")]


@pytest.fixture
def administrator(at):
    at(2025, 9, 15, 10, 0)
    school_year()
    return appointed(Role.SYSADMIN)


@pytest.mark.parametrize("width", [1280, 375])
def test_lists_are_given_looked_at_and_let_in(
    open_page, accessibility_faults, administrator, tmp_path, width
):
    page = open_page("/exchange/", user=administrator, width=width, bypass_csp=True)
    assert accessibility_faults(page) == []

    page.get_by_label("Файл").set_input_files(write_zip(tmp_path / "lists.zip", SCHOOL))
    page.get_by_role("button", name="Проверить файл").click()
    page.get_by_text("Пока ничего не записано").wait_for()
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not SchoolClass.objects.exists()

    page.get_by_role("button", name="Загрузить в журнал").click()
    page.get_by_text("Файл загружен в журнал").wait_for()
    assert accessibility_faults(page) == []
    assert SchoolClass.objects.count() == 2


def test_what_cannot_be_read_is_shown_by_file_line_and_column(
    open_page, accessibility_faults, administrator, tmp_path
):
    page = open_page("/exchange/", user=administrator, bypass_csp=True)
    lists = write_zip(tmp_path / "lists.zip", replaced("users.csv", "Анна,Иванова", ",Иванова"))

    page.get_by_label("Файл").set_input_files(lists)
    page.get_by_role("button", name="Проверить файл").click()

    page.get_by_text("users.csv, строка 2, столбец «givenName»: нет имени").wait_for()
    assert accessibility_faults(page) == []
