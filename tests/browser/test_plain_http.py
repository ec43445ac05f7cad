"""A school that has no https in its own network: the browser gives a page less there, and marks are saved all the same."""

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import expect

from journal.models import Mark
from tests.factories import LessonFactory, SectionFactory, teacher_of

pytestmark = pytest.mark.requirement("JRN-2")


def test_a_mark_is_saved_on_an_address_without_https(chromium, live_server, settings, at):
    at(2025, 9, 15, 8, 20)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "school.test"]
    section = SectionFactory(students=1)
    LessonFactory(section=section)
    address = live_server.url.replace("localhost", "school.test").replace(
        "127.0.0.1", "school.test"
    )
    context = chromium.new_context(locale="ru-RU")
    try:
        client = Client()
        client.force_login(teacher_of(section))
        key = client.cookies[project.SESSION_COOKIE_NAME].value
        name = project.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": key, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/journal/{section.pk}/")
        assert page.evaluate("[isSecureContext, 'locks' in navigator]") == [False, False]

        page.locator("#grid[role=grid] tbody td[tabindex]").focus()
        page.keyboard.press("5")
        page.keyboard.press("Enter")

        expect(page.locator("#grid-state")).to_have_text("Всё сохранено")
        expect(page.locator("#grid tbody td").first).to_have_text("5")
        assert list(Mark.objects.values_list("code", flat=True)) == ["5"]
    finally:
        context.close()
