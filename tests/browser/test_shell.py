"""The frame of every page in a real browser: signing in, the look, the keys, phone and wide screen."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from tests.factories import NOW, UserFactory, appointed, clerk, school, school_year


@pytest.fixture(autouse=True)
def _september(at):
    at(2025, 9, 15, 10, 0)
    school_year()


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY)


def spills(page):
    """Pixels by which the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_sign_in_page_is_accessible_and_fits(open_page, accessibility_faults, width, scheme):
    page = open_page("/login/", width=width, color_scheme=scheme, bypass_csp=True)
    assert accessibility_faults(page) == []
    assert spills(page) <= 0


@pytest.mark.parametrize("width", [1280, 375])
def test_page_not_found_is_accessible_and_fits(open_page, accessibility_faults, deputy, width):
    page = open_page("/nowhere/", user=deputy, width=width, bypass_csp=True)
    assert page.locator("h1").inner_text() == "Страница не найдена"
    assert accessibility_faults(page) == []
    assert spills(page) <= 0


def test_a_wrong_password_is_told_in_place_and_a_right_one_lets_in(open_page):
    user = UserFactory(username="ivanova", last_name="Иванова", first_name="Ольга", middle_name="")
    user.set_password("одна длинная фраза")
    user.save()
    page = open_page("/login/?next=/nowhere/")
    for password in ("мимо", "одна длинная фраза"):
        page.get_by_label("Имя для входа").fill("ivanova")
        page.get_by_label("Пароль").fill(password)
        page.get_by_role("button", name="Войти", exact=True).click()
        if password == "мимо":
            assert "Войти не удалось" in page.get_by_role("alert").inner_text()
    assert page.locator(".top-person").inner_text() == "Иванова\u00a0О."
    page.get_by_role("button", name="Выйти").click()
    expect(page.locator("h1")).to_have_text("Вход в журнал и дневник")


def test_one_click_opens_the_version_for_the_visually_impaired_and_it_stays(
    open_page, accessibility_faults
):
    page = open_page("/login/", bypass_csp=True)
    page.get_by_role("button", name="Версия для слабовидящих").click()
    expect(page.locator("html")).to_have_class("low-vision")
    page.goto("/login/?again")
    assert page.locator("html").get_attribute("class") == "low-vision"
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 18
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Обычная версия").click()
    expect(page.get_by_role("button", name="Версия для слабовидящих")).to_be_visible()
    assert page.url.endswith("/login/?again")
    assert page.locator("html").get_attribute("class") is None


def test_question_mark_shows_the_keys_and_escape_hides_them(open_page, deputy):
    page = open_page("/nowhere/", user=deputy)
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    assert "эта подсказка" in page.locator("#keys-list").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()


def test_question_mark_in_a_field_is_a_question_mark(open_page):
    page = open_page("/login/")
    page.get_by_label("Имя для входа").press("?")
    expect(page.locator("#keys-help")).to_be_hidden()
    assert page.get_by_label("Имя для входа").input_value() == "?"


def test_sections_stand_beside_on_a_wide_screen_and_below_on_a_phone(open_page, deputy):
    wide = open_page("/nowhere/", user=deputy)
    phone = open_page("/nowhere/", user=deputy, width=375)
    assert (wide.locator(".side").is_visible(), wide.locator(".bottom").is_visible()) == (
        True,
        False,
    )
    assert (phone.locator(".side").is_visible(), phone.locator(".bottom").is_visible()) == (
        False,
        True,
    )
    assert phone.locator(".bottom > ul > li").count() <= 4
    assert "Журналы" in phone.locator(".bottom").inner_text()


def test_the_line_at_the_top_says_when_the_network_is_gone(open_page, deputy):
    page = open_page("/nowhere/", user=deputy)
    page.context.set_offline(True)
    page.wait_for_function(
        "document.getElementById('connection').textContent === 'Нет связи с сервером'"
    )
    page.context.set_offline(False)
    page.wait_for_function("document.getElementById('connection').textContent === ''")


def test_a_demo_school_says_so_and_a_real_one_lists_no_accounts(open_page):
    assert open_page("/login/").locator(".demo-line, .demo-accounts").count() == 0
    own = school()
    own.is_demo = True
    own.save(by=clerk(), now=NOW)
    page = open_page("/login/")
    assert "Демонстрация" in page.locator(".top").inner_text()
    assert page.locator(".demo-accounts button").count() >= 7
