"""What surrounds every page: sections by role, the look, pages of errors."""

import pytest
from django.template.loader import render_to_string

from accounts.models import Right, Role, RoleRight
from accounts.rights import NEVER_TAKEN, rights_of
from ejournal import navigation as shell
from ejournal.homes import home_of
from ejournal.navigation import SECTIONS, SIDEBAR_SIZE, navigation
from tests.factories import NOW, appointed, clerk, school_year


@pytest.fixture
def every_address(monkeypatch):
    """All pages have an address, whichever of them are built."""
    monkeypatch.setattr(shell, "_url", lambda name: f"/{name.replace(':', '/')}/")


def told(roles, path="/"):
    """Sections and, in brackets, their tabs."""
    found = {}
    for item in navigation(frozenset(roles), path, rights_of(frozenset(roles) & set(Role.values))):
        found[item.title] = [tab.title for tab in item.tabs]
    return found


JOURNALS = ["Журналы", "Сообщения", "Не заполнено", "Исправления", "Отсрочки"]
CLASSES = [
    "Классы", "Расписание", "Планирование", "Календарь", "Звонки", "Контрольные", "Оценивание", "Мероприятия",
]  # fmt: skip
SETTING_UP = [
    "Готовность", "Классы", "Расписание", "Замены", "Планирование", "Календарь", "Звонки", "Предметы", "Нагрузка", "Учебные планы",
    "Контрольные", "Оценивание", "Мероприятия", "Движение",
]  # fmt: skip
PEOPLE = ["Ученики", "Сотрудники", "Согласия", "Выгрузки", "Листки для входа"]
PAPERS = ["Печать", "Архив", "Бланки на день"]
SAFETY = [
    "Права", "Почему есть доступ", "Правила пользования", "Нарушения", "История", "Печати истории", "Импорт", "Перерывы", "Состояние",
]  # fmt: skip


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize(
    ("roles", "sections"),
    [
        ([], {}),
        (["student"], {"Дневник": []}),
        (["parent"], {"Дневник": []}),
        (
            ["teacher"],
            {"Мои уроки": [], "Журналы": JOURNALS, "Учебный год": CLASSES, "Бланки на день": []},
        ),
        (
            ["teacher", "homeroom"],
            {
                "Мои уроки": [],
                "Журналы": JOURNALS,
                "Учебный год": CLASSES,
                "Люди": ["Ученики", "Согласия", "Листки для входа"],
                "Документы": PAPERS,
            },
        ),
        (
            ["deputy"],
            {
                "Журналы": [*JOURNALS, "Закрытые периоды"],
                "Учебный год": SETTING_UP,
                "Согласия": [],
                "Документы": PAPERS,
                "Доступ": ["История", "Печати истории"],
            },
        ),
        (
            ["director"],
            {
                "Журналы": [*JOURNALS, "Закрытые периоды"],
                "Учебный год": SETTING_UP,
                "Люди": PEOPLE,
                "Документы": PAPERS,
                "Доступ": SAFETY,
            },
        ),
        (
            ["sysadmin"],
            {
                "Журналы": ["Журналы", "Не заполнено"],
                "Учебный год": SETTING_UP,
                "Люди": PEOPLE,
                "Документы": PAPERS,
                "Доступ": SAFETY,
            },
        ),
        (["hr"], {"Сотрудники": []}),
        (["clerk"], {"Учебный год": ["Классы", "Движение"], "Люди": ["Ученики", "Согласия"]}),
        (["technician"], {"Доступ": ["Печати истории", "Перерывы", "Состояние"]}),
        (
            ["teacher", "parent"],
            {
                "Дневник": [],
                "Мои уроки": [],
                "Журналы": JOURNALS,
                "Учебный год": CLASSES,
                "Бланки на день": [],
            },
        ),
    ],
)
@pytest.mark.usefixtures("every_address")
def test_each_role_has_its_sections(roles, sections):
    assert told(roles) == sections


@pytest.mark.requirement("ACC-1")
@pytest.mark.parametrize("role", Role.values)
def test_who_has_lost_the_rights_of_the_role_begins_on_a_page_that_is_there(as_user, role):
    school_year()
    taken = [right for right in Right.values if (role, right) not in NEVER_TAKEN]
    RoleRight.objects.write(
        [RoleRight(role=role, right=right, is_given=False) for right in taken], by=clerk(), now=NOW
    )
    assert as_user(appointed(role)).get("/", follow=True).status_code == 200


def test_home_is_the_first_page_the_person_has_a_right_to():
    def home(role, *taken):
        return home_of(frozenset([role]), rights_of([role]) - set(taken))

    assert home("sysadmin") == "reports:documents"
    assert home("sysadmin", Right.PRINT, Right.READ_JOURNALS) == "reports:missing"
    assert home("clerk", Right.PUPILS) == "school:consents"
    assert home("assistant", Right.PUPILS, Right.YEAR) == "school:consents"
    assert home("hr", Right.STAFF) == "mfa_index"


@pytest.mark.usefixtures("every_address")
def test_no_one_has_more_than_seven_sections():
    everything = [*Role.values, "teacher", "homeroom", "student", "parent", "granted", "reader"]
    assert len(told(everything)) == SIDEBAR_SIZE


@pytest.mark.usefixtures("every_address")
def test_the_section_that_holds_the_page_is_the_only_active_one():
    items = navigation(frozenset(["teacher"]), "/journal/sections/7/")
    assert [item.title for item in items if item.active] == ["Журналы"]


def test_a_section_without_an_address_is_left_out(monkeypatch):
    monkeypatch.setattr(
        shell,
        "SECTIONS",
        [
            *SECTIONS,
            shell.Section(
                "Нет такого", (shell.Page("Нет такого", "school:nothing", frozenset(["deputy"])),)
            ),
        ],
    )
    assert "Нет такого" not in {item.title for item in navigation(frozenset(["deputy"]), "/")}


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/login/?x=1", "/login/?x=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_switching_the_look_returns_to_the_page_and_never_leaves_the_site(client, asked, led_to):
    answer = client.post("/look/", {"look": "low-vision", "next": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, led_to)
    assert client.cookies["look"].value == "low-vision"
    client.post("/look/", {"look": "usual"})
    assert client.cookies["look"].value == ""


def test_the_look_is_switched_only_by_a_button(client):
    assert client.get("/look/").status_code == 405


def test_a_page_not_found_keeps_the_sections_of_the_person(as_user):
    school_year()
    answer = as_user(appointed(Role.DEPUTY)).get("/nowhere/")
    assert answer.status_code == 404
    assert "Страница не найдена" in answer.text
    assert "Журналы" in answer.text


@pytest.mark.parametrize("template", ["400.html", "500.html", "503.html"])
def test_pages_of_failures_need_neither_request_nor_database(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(template)
    assert "На главную страницу" in page
    assert "администратору" in page


def test_a_stale_form_is_told_in_plain_words():
    assert "Страница устарела, ничего не записано" in render_to_string("403_csrf.html")
