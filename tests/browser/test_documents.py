"""Ordering, reading and checking printed documents, as the office does."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.factories import LessonFactory, SectionFactory, appointed


@pytest.mark.requirement("ARC-2")
@pytest.mark.parametrize("width", [1280, 375])
def test_pages_of_printing_and_of_the_archive_are_accessible_and_fit(
    open_page, accessibility_faults, at, width
):
    at(2025, 9, 15, 16, 0)
    LessonFactory(section=SectionFactory(students=3))
    page = open_page(
        reverse("reports:documents"), user=appointed(Role.SYSADMIN), width=width, bypass_csp=True
    )
    faults = {"printing": accessibility_faults(page)}

    page.get_by_role("button", name="Сводная ведомость").first.click()
    page.get_by_role("link", name="Скачать PDF").wait_for()
    faults["document"] = accessibility_faults(page)
    page.goto(reverse("archive:volumes"))
    page.get_by_role("button", name="Проверить").first.click()
    page.get_by_text("контрольная сумма совпадает").wait_for()
    faults["archive"] = accessibility_faults(page)

    assert faults == {"printing": [], "document": [], "archive": []}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
