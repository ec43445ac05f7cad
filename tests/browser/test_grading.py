"""How the school marks: its pages fit and are accessible, and its own marks are typed in the journal."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from journal.models import Mark
from tests.factories import LessonFactory, SectionFactory, appointed, teacher_of
from tests.school.test_grading import LETTERS, own_system
from tests.school.test_regulation import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _lesson_time(at):
    at(2025, 9, 15, 14, 0)


@pytest.mark.requirement("SCH-14")
@pytest.mark.parametrize("width", [1280, 375])
def test_pages_of_grading_are_accessible_and_fit(open_page, accessibility_faults, width):
    section, system = SectionFactory(students=1), own_system()
    decide("attendance_late", "15")
    deputy, regulation = appointed(Role.DEPUTY), reverse("year:regulation")
    pages = [
        (deputy, reverse("year:grading")),
        (teacher_of(section), reverse("year:grading")),
        (deputy, reverse("year:grading_system", args=["five_point"])),
        (deputy, reverse("year:grading_system", args=[system.pk])),
        (deputy, reverse("year:grading_system", args=["new"])),
        (deputy, regulation),
        (deputy, f"{regulation}?change=attendance_late"),
    ]
    faults = {}
    for n, (user, address) in enumerate(pages):
        page = open_page(address, user=user, width=width)
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{n}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found := accessibility_faults(page) + (["wider than the screen"] if wide else []):
            faults[n, address] = found
    assert faults == {}


@pytest.mark.requirement("SCH-14")
def test_letters_of_the_school_are_typed_in_the_grid_and_counted_by_it(open_page):
    section = SectionFactory(students=1)
    section.scale, section.grading = "own", own_system("Буквы", LETTERS)
    section.save(by=teacher_of(section))
    first, second = LessonFactory(section=section), LessonFactory(section=section, number=2)
    path = reverse("journal:grid", args=[section.pk]) + f"#lesson-{first.pk}"
    page = open_page(path, user=teacher_of(section))
    page.wait_for_selector("#grid[role=grid]")

    for key in ("a", "ArrowRight", "b", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#grid-state")).to_have_text("Всё сохранено")

    row = page.locator("#grid tbody tr").first.locator("td")
    expect(row.nth(3)).to_have_text("4,50")
    expect(row.nth(6)).to_have_text("B")
    stored = dict(Mark.objects.values_list("item__lesson", "code"))
    assert stored == {first.pk: "A", second.pk: "B"}
