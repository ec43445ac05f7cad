"""The timetable in a real browser: a draft by class, with the keys and without any script; its audit."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from school.models import Timetable, TimetableEntry
from tests.factories import SectionFactory, appointed, clerk, subject
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("SCH-10")


@pytest.fixture
def deputy(at):
    at(2025, 9, 15, 10, 0)
    section = SectionFactory(students=3)
    SectionFactory(teacher=section.loads.get().teacher, subject=subject("Геометрия"), students=2)
    timetable(section, [(1, 1), (1, 2)], by=clerk())
    return appointed(Role.DEPUTY, grade_from=1, grade_to=11)


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "plain"])
def test_a_draft_is_made_changed_and_put_in_force(open_page, deputy, options):
    page = open_page(reverse("school:versions"), user=deputy, **options)
    page.get_by_label("Название").fill("С октября")
    page.get_by_role("button", name="Сделать черновик").click()
    page.wait_for_url(re.compile(r"/versions/\d+/$"))
    page.get_by_role("link", name="Вторник, 3-й урок").click()
    # Beside the subject stands why it is not free, where it is not.
    algebra = page.locator("#id_section option", has_text="Алгебра").first
    page.get_by_label("Предмет").select_option(value=algebra.get_attribute("value"))
    page.get_by_role("button", name="Поставить урок").click()
    expect(page.get_by_role("button", name="Снять")).to_be_visible()
    page.get_by_role("link", name="Ввести в действие").click()
    page.get_by_label("Действует с").fill("2025-10-01")
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_text("Появится")).to_be_visible()
    page.get_by_role("button", name="Ввести в действие").click()
    expect(page.get_by_text("Расписание действует с 01.10.2025.")).to_be_visible()

    version = Timetable.objects.get(title="С октября")
    assert version.status == "published"
    assert TimetableEntry.objects.filter(timetable=version).count() == 3


def test_arrows_move_between_hours(open_page, deputy):
    page = open_page(reverse("school:versions"), user=deputy)
    page.get_by_role("button", name="Сделать черновик").click()
    page.wait_for_url(re.compile(r"/versions/\d+/$"))

    page.get_by_role("link", name="Понедельник, 1-й урок").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("link", name="Вторник, 2-й урок")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Вторник, 2-й урок")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_are_accessible_and_fit_a_phone(open_page, accessibility_faults, deputy, width):
    version = Timetable.objects.get()
    for name, args in (
        ("school:versions", []), ("school:edit_version", [version.pk]),
        ("school:audit_version", [version.pk]), ("school:whole_week", []),
    ):  # fmt: skip
        page = open_page(reverse(name, args=args), user=deputy, width=width, bypass_csp=True)
        assert accessibility_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
