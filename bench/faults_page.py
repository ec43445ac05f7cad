"""A teacher's page while the database is gone, and while it is frozen: in a real browser, against the real server."""

import os
import re
import sys
import time
from collections.abc import Callable

from bench.server import Server, cookie_of  # sets Django up

from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright

from bench import processes
from bench.sender import Place
from journal.models import Mark

# Playwright keeps an event loop in this thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Milliseconds: the queue itself gives an answer up after twenty seconds.
SOON, LATER = 90_000, 120_000
TYPED = 3
# Where the server answers that its database does not, and where nothing answers.
NOT_SAVED = re.compile(
    r"Не сохранено: (сервер не отвечает|нет связи с сервером)\. Ждут отправки: 3\."
)


def look(server: Server, place: Place) -> list[str]:
    """Three marks typed in each trouble; prints a line of each, and the promises that were broken."""
    if not os.environ.get("CHROMIUM"):
        return ["no Chromium on this machine: the page was not looked at"]
    name = settings.SESSION_COOKIE_NAME
    address = f"http://127.0.0.1:{server.port}"
    value = cookie_of(place.teacher).partition("=")[2]
    connection.close()
    broken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        context = browser.new_context(base_url=address, locale="ru-RU")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        for trouble, begin, end in [
            ("database absent", processes.kill, lambda pids: processes.start_services()),
            ("database frozen", processes.freeze, processes.let_go),
        ]:
            try:
                said, back = through(page, place, begin, end)
                print(
                    f"{'page, ' + trouble:30}says «не сохранено» after {said:.1f} s, all saved {back:.1f} s after the end"
                )
            except AssertionError as error:
                broken.append(f"{trouble}: {error}")
                print(f"{'page, ' + trouble:30}BROKEN: {error}")
            sys.stdout.flush()
        browser.close()
    return broken


def through(page: Page, place: Place, begin: Callable, end: Callable) -> tuple[float, float]:
    """Seconds until the page says it, and until all is saved after the trouble's end."""
    page.goto(reverse("journal:grid", args=[place.section]) + f"#lesson-{place.lesson}")
    page.wait_for_selector("#grid[role=grid]")
    state = page.locator("#grid-state")
    pids = processes.postgresql()
    begin(pids)
    started = time.monotonic()
    try:
        typed = [type_another(page) for _ in range(TYPED)]
        expect(state).to_contain_text(NOT_SAVED, timeout=SOON)
        said = time.monotonic() - started
    finally:
        end(pids)
    over = time.monotonic()
    expect(state).to_have_text("Всё сохранено", timeout=LATER)
    back = time.monotonic() - over
    latest = Mark.history.filter(item__lesson=place.lesson).order_by("-history_id")
    written = list(latest.values_list("code", flat=True)[:TYPED])[::-1]
    connection.close()
    if written != typed:
        raise AssertionError(f"the journal holds {written}")
    return said, back


def type_another(page: Page) -> str:
    """Another mark than the cell holds; the next cell has focus then."""
    stands = page.evaluate("document.activeElement.textContent")
    mark = next(code for code in "5432" if code not in stands)
    page.keyboard.press(mark)
    page.keyboard.press("Enter")
    return mark
