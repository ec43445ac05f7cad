"""The app on a telephone that has lost its network: a page that says so, and opens what was asked for by itself."""

import pytest
from playwright.sync_api import expect

from tests.factories import school_year


@pytest.mark.requirement("DIA-5")
def test_without_a_network_a_page_says_so_and_what_was_asked_for_opens_by_itself(
    open_page, accessibility_faults, at
):
    at(2025, 9, 15, 10, 0)
    school_year()
    page = open_page("/login/", width=375, service_workers="allow")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    # Asked for itself it stays, however long it is looked at.
    page.goto("/offline/")
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.context.set_offline(True)
    page.goto("/login/?next=/journal/")
    expect(page.locator("h1")).to_have_text("Нет связи с сервером")

    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Вход в журнал и дневник")
    expect(page).to_have_url("/login/?next=/journal/")
