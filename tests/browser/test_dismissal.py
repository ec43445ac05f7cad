"""Dismissal by hand: the officer in one window, the teacher in another (B 12)."""

import pytest

from accounts.models import Role
from school.models import TeachingLoad
from tests.factories import LessonFactory, SectionFactory, StaffFactory, UserFactory, appointed

pytestmark = pytest.mark.requirement("ACC-5")


@pytest.fixture
def section(at):
    at(2025, 9, 15, 10, 0)
    section = SectionFactory(students=2)
    LessonFactory(section=section)
    return section


@pytest.mark.parametrize("width", [1280, 375])
def test_a_teacher_is_dismissed_and_the_open_journal_closes(
    open_page, accessibility_faults, section, width
):
    teacher = section.loads.get().teacher
    heir = StaffFactory(user=UserFactory(last_name="Наследникова"))
    journal = open_page(f"/journal/{section.pk}/", user=teacher.user)
    assert journal.locator("h1").inner_text() != "Страница не найдена"

    office = open_page("/school/staff/", user=appointed(Role.HR), width=width, bypass_csp=True)
    office.get_by_label("Имя", exact=True).fill(teacher.user.last_name.lower())
    office.get_by_role("button", name="Показать").click()
    office.wait_for_url("**/staff/?*")
    office.get_by_role("link", name=teacher.user.full_name).click()
    office.wait_for_url(f"**/staff/{teacher.pk}/")
    assert accessibility_faults(office) == []
    office.get_by_role("link", name="Уволить").click()
    office.wait_for_url("**/dismiss/")
    assert accessibility_faults(office) == []
    assert office.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    office.get_by_label("Номер приказа").fill("31-л")
    office.get_by_label(f"{section.title}: Новый учитель").select_option(label=heir.user.short_name)
    office.get_by_role("button", name="Оформить увольнение").click()

    office.get_by_text("Увольнение оформлено, доступ закрыт.").wait_for()
    assert accessibility_faults(office) == []
    journal.reload()
    assert journal.locator("h1").inner_text() == "Страница не найдена"
    told = TeachingLoad.objects.filter(section=section).order_by("starts_on")
    assert [load.teacher for load in told] == [teacher, heir]
