"""A real browser against the live server: Debian's Chromium, nothing from outside the machine."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

# Playwright keeps an event loop in the thread of the tests; the tests themselves stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Milliseconds. A busy machine may take its time; what is waited for comes at once where it is quick.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A school's own name in its own network: plain http, which a browser trusts less than 127.0.0.1.
    "--host-resolver-rules=MAP school.test 127.0.0.1",
]
# A refusal is an answer: the browser reports every 4xx it meets, and pages of errors are tested too.
EXPECTED = ("Failed to load resource",)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """`open_page("/", user=teacher, width=375)`: a page of a fresh browser session, signed in without the form.

    The test fails if any page reported a script error or something that the content security policy refused.
    """
    contexts, problems = [], []

    def told(message):
        if message.type == "error" and not message.text.startswith(EXPECTED):
            problems.append(message.text)

    def open_(path="/", *, user=None, width=1280, height=720, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            # The app's worker would stand between the page and what a test does to its requests.
            **{"service_workers": "block"} | options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def accessibility_faults():
    """`accessibility_faults(page)`: violations found by axe-core, as (rule, first element)."""

    def check(page):
        # A click comes back when the next page has begun; half a page has no heading yet.
        page.wait_for_load_state()
        page.locator("h1").first.wait_for(state="attached")
        found = Axe().run(page).response["violations"]
        return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]

    return check
