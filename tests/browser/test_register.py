"""The register of a lesson with one absentee: from «Мои уроки» in at most four keys or touches (JRN-1)."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journal.models import AttendanceRecord
from tests.factories import SectionFactory, teacher_of

TAKEN = "через 2\N{NO-BREAK SPACE}минуты после звонка"


@pytest.fixture(autouse=True)
def _two_minutes_after_the_bell(at):
    at(2025, 9, 15, 8, 2)


@pytest.fixture
def section():
    return SectionFactory(students=30)


def fourteenth(section):
    rows = section.enrollments.order_by("student__user__last_name")
    return rows[13].student_id


def marked():
    return list(AttendanceRecord.objects.values_list("student", "status"))


@pytest.mark.requirement("JRN-1")
def test_by_keys_the_number_of_the_absentee_and_enter(
    section, lesson, open_page, accessibility_faults
):
    page = open_page(reverse("journal:today"), user=teacher_of(section))

    page.keyboard.press("KeyY")
    expect(page.locator("#register-numbers")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("4")
    expect(page.locator("li.typed [data-name]")).to_have_count(1)
    assert accessibility_faults(page) == []
    page.keyboard.press("Enter")

    expect(page.locator("#current-title + p")).to_contain_text(TAKEN)
    assert marked() == [(fourteenth(section), "absent")]


@pytest.mark.requirement("JRN-1")
def test_by_touch_on_a_phone_the_absentee_and_one_button(
    section, lesson, open_page, accessibility_faults
):
    page = open_page(
        reverse("journal:today"), user=teacher_of(section), width=375, height=667, has_touch=True
    )

    page.get_by_role("link", name="Отметить отсутствующих").tap()
    pupil = page.locator("li[data-number='14'] .register-pupil")
    pupil.scroll_into_view_if_needed()
    assert pupil.bounding_box()["height"] >= 44
    assert accessibility_faults(page) == []
    pupil.tap()
    expect(pupil.locator("[type=checkbox]")).to_be_checked()
    page.get_by_role("button", name="Все остальные присутствуют").tap()

    expect(page.locator("#current-title + p")).to_contain_text(TAKEN)
    assert marked() == [(fourteenth(section), "absent")]


@pytest.mark.requirement("JRN-1")
def test_the_register_works_without_scripts(section, lesson, open_page):
    page = open_page(
        reverse("journal:take_attendance", args=[lesson.pk]),
        user=teacher_of(section),
        java_script_enabled=False,
    )

    page.locator("#register-numbers").fill("14")
    page.locator("#register-numbers").press("Enter")

    expect(page).to_have_url(reverse("journal:lesson", args=[lesson.pk]))
    assert marked() == [(fourteenth(section), "absent")]
