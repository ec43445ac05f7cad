"""What has not reached the server waits in the browser: a killed one, an ended sign-in, a neighbour at the same computer."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from journal import actions
from journal.actions import CellChange
from journal.models import Mark
from tests.browser.conftest import FLAGS
from tests.browser.test_grid import cell, press, saved
from tests.factories import (
    NOW,
    LessonFactory,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    teacher_of,
)

pytestmark = pytest.mark.requirement("JRN-2")

NO_NETWORK = "Не сохранено: нет связи с сервером. Ждут отправки: {}. Отправятся сами, страницу можно закрыть."
SAVING = "**/cells/"
IN_STORE = (
    "import('/static/js/own-queue.js').then(({ store }) => store.all()).then((all) => all.length)"
)


@pytest.fixture(autouse=True)
def _lesson_time(at):
    at(2025, 9, 15, 8, 20)


@pytest.fixture
def section(request):
    return SectionFactory(students=getattr(request, "param", 2))


@pytest.fixture
def teacher(section):
    return teacher_of(section)


@pytest.fixture
def colleague(section):
    """A second teacher of the same journal."""
    staff = StaffFactory()
    LoadFactory(section=section, teacher=staff)
    return staff.user


@pytest.fixture
def spread(section, lesson):
    """Address of the spread; the first cell of the lesson has focus there."""
    return reverse("journal:grid", args=[section.pk]) + f"#lesson-{lesson.pk}"


@pytest.fixture
def grid(open_page, spread, teacher):
    page = open_page(spread, user=teacher)
    page.wait_for_selector("#grid[role=grid]")
    return page


def signed_in(context, user, live_server):
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def written():
    return list(Mark.history.order_by("history_id").values_list("code", "history_author"))


def write(section, lesson, student, code, *, by, base):
    [result] = actions.set_cells(
        section=section,
        changes=[CellChange("k", student, lesson.pk, "mark", code, base)],
        by=by,
        now=NOW,
    )
    assert result.outcome == "saved"


@pytest.fixture
def browser_with_profile(chromium, live_server, tmp_path):
    """`browser_with_profile()`: a browser that keeps what it was told, as those of people do; opened again, the same one."""
    contexts = []

    def open_():
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=FLAGS,
            base_url=live_server.url,
            locale="ru-RU",
        )
        contexts.append(context)
        return context

    yield open_
    contexts[-1].close()


def kill(profile):
    """The browser of that profile, as a battery that has gone does."""
    [pid] = [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdecimal() and is_browser_of(profile, process)
    ]
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_browser_of(profile, Path(f"/proc/{pid}")) and time.monotonic() < deadline:
        time.sleep(0.05)


def is_browser_of(profile, process):
    try:
        words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    return f"--user-data-dir={profile}" in words and not any(w.startswith("--type=") for w in words)


@pytest.mark.requirement("JRN-1")
@pytest.mark.parametrize("section", [20], indirect=True)
def test_forty_changes_of_a_lesson_without_network_outlive_the_browser_that_was_killed(
    browser_with_profile, section, lesson, teacher, colleague, spread, live_server, tmp_path
):
    second = LessonFactory(section=section, date=lesson.date - timedelta(days=7))
    given = ["5", "4", "3", "2"] * 10
    context = browser_with_profile()
    signed_in(context, teacher, live_server)
    page = context.new_page()
    page.goto(spread)
    page.wait_for_selector("#grid[role=grid]")
    pupils = page.evaluate("JSON.parse(document.getElementById('grid-data').textContent).students")
    context.set_offline(True)
    for mark in given[:20]:
        press(page, mark, "Enter")
    press(page, "ArrowLeft")
    for mark in given[20:]:
        press(page, mark, "Shift+Enter")
    expect(page.locator("#grid-state")).to_have_text(NO_NETWORK.format(40))

    kill(tmp_path / "profile")
    write(section, lesson, pupils[7], "1", by=colleague, base=0)
    context = browser_with_profile()
    signed_in(context, teacher, live_server)
    page = context.new_page()
    page.goto(reverse("journal:today"))
    line = page.locator("#unsent .note")
    expect(line).to_contain_text("Ждёт вашего решения: 1 изменение в журнале")

    places = [(lesson.pk, pupil) for pupil in pupils]
    places += [(second.pk, pupil) for pupil in reversed(pupils)]
    typed = [(*place, code) for place, code in zip(places, given, strict=True)]
    clash = typed.pop(7)
    mine = Mark.history.filter(history_author=teacher.full_name).order_by("history_id")
    fields = ("item__lesson", "student", "code")
    assert list(mine.values_list(*fields)) == typed

    line.get_by_role("link").click()
    note = page.locator("#grid-notes .note")
    expect(note).to_contain_text(
        f"вы поставили «2», а в журнале уже «1» ({colleague.full_name}, 15.09, "
    )
    note.get_by_role("button", name="Записать «2»").click()
    saved(page)
    assert list(mine.values_list(*fields)) == [*typed, clash]
    assert page.evaluate(IN_STORE) == 0


def test_after_the_sign_in_has_ended_they_wait_for_their_own_person(
    grid, section, teacher, colleague, spread, live_server
):
    page = grid
    page.context.clear_cookies()
    press(page, "5", "Enter", "4", "Enter")
    expect(page.locator("#grid-state")).to_have_text(
        "Не сохранено: вы вышли из журнала. Войдите под своим именем. Ждут отправки: 2. "
        "Отправятся сами, страницу можно закрыть."
    )

    signed_in(page.context, colleague, live_server)
    page.goto(reverse("journal:today"))
    page.goto(spread)
    page.wait_for_selector("#grid[role=grid]")
    press(page, "ArrowDown", "3", "Enter")
    saved(page)
    assert cell(page, 0).inner_text() == ""
    assert page.evaluate(IN_STORE) == 0
    assert written() == [("3", colleague.full_name)]
    page.get_by_role("button", name="Выйти").click()
    expect(page.locator("h1")).to_have_text("Вход в журнал и дневник")

    signed_in(page.context, teacher, live_server)
    page.goto(spread)
    note = page.locator("#grid-notes .note")
    expect(note).to_contain_text(f"вы поставили «4», а в журнале уже «3» ({colleague.full_name}, ")
    note.get_by_role("button", name="Оставить «3»").click()
    saved(page)
    assert written() == [("3", colleague.full_name), ("5", teacher.full_name)]
    assert page.evaluate(IN_STORE) == 0


def test_signing_out_offers_to_send_first(grid, teacher, accessibility_faults):
    page = grid
    page.context.set_offline(True)
    press(page, "5", "Enter", "4", "Enter")
    expect(page.locator("#grid-state")).to_have_text(NO_NETWORK.format(2))

    page.get_by_role("button", name="Выйти").click()
    dialog = page.get_by_role("dialog", name="Не всё отправлено")
    expect(dialog).to_contain_text("Ждут отправки 2 изменения. В журнале их ещё нет.")
    expect(dialog.get_by_role("button", name="Выйти без них: пропадут 2 изменения")).to_be_visible()
    assert accessibility_faults(page) == []
    dialog.get_by_role("button", name="Отправить и выйти").click()
    expect(dialog.get_by_role("status")).to_have_text("Не отправлено: нет связи с сервером.")
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Отправить и выйти").click()

    expect(page.locator("h1")).to_have_text("Вход в журнал и дневник")
    assert written() == [("5", teacher.full_name), ("4", teacher.full_name)]


def test_whoever_signs_out_without_them_leaves_nothing_behind(grid, teacher, live_server):
    page = grid
    page.route(SAVING, lambda route: route.abort())
    press(page, "5", "Enter")
    expect(page.locator("#grid-state")).to_contain_text("страницу можно закрыть")

    page.get_by_role("button", name="Выйти").click()
    page.get_by_role("button", name="Выйти без них: пропадёт 1 изменение").click()
    expect(page.locator("h1")).to_have_text("Вход в журнал и дневник")
    page.unroute(SAVING)
    signed_in(page.context, teacher, live_server)
    page.goto(reverse("journal:today"))

    assert page.evaluate(IN_STORE) == 0
    assert written() == []


def test_of_two_tabs_one_sends_and_the_other_takes_over_when_it_is_closed(grid, teacher, section):
    first, second = grid, grid.context.new_page()
    sent = []
    first.context.on(
        "request",
        lambda request: sent.append(request.frame.page) if request.method == "POST" else None,
    )
    first.route(SAVING, lambda route: route.abort())
    press(first, "5", "Enter")
    expect(first.locator("#grid-state")).to_contain_text("страницу можно закрыть")
    second.goto(reverse("journal:today"))
    line = second.locator("#unsent .note")
    expect(line).to_have_text(f"Ждёт отправки: 1 изменение в журнале {section.title}.")
    assert set(sent) == {first}

    sent.clear()
    first.close()
    expect(line).to_have_count(0)
    assert sent == [second]
    assert written() == [("5", teacher.full_name)]


@pytest.fixture
def answer_lost(grid):
    """The grid with a mark in its first cell that the server has written and the page knows nothing of."""

    def lose(route):
        route.fetch()
        route.abort()

    grid.route(SAVING, lose)
    press(grid, "5", "Enter")
    expect(grid.locator("#grid-state")).to_contain_text("нет связи")
    grid.route(SAVING, lambda route: route.abort())
    return grid


def test_what_was_sent_before_the_answer_was_lost_is_written_once(answer_lost, teacher):
    page = answer_lost
    press(page, "ArrowUp", "3", "Enter")
    expect(page.locator("#grid-state")).to_contain_text("страницу можно закрыть")
    page.unroute_all()
    page.reload()

    saved(page)
    assert cell(page, 0).inner_text() == "3"
    assert written() == [("5", teacher.full_name), ("3", teacher.full_name)]


def test_what_a_colleague_wrote_after_the_lost_answer_is_not_written_over(
    answer_lost, section, lesson, teacher, colleague
):
    page = answer_lost
    write(section, lesson, Mark.objects.get().student_id, "4", by=colleague, base=1)
    page.unroute_all()
    page.reload()

    note = page.locator("#grid-notes .note")
    expect(note).to_contain_text(f"вы поставили «5», а в журнале уже «4» ({colleague.full_name}, ")
    assert written() == [("5", teacher.full_name), ("4", colleague.full_name)]
