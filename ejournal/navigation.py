"""The site's navigation: sections with their pages, and who sees each of them."""

from dataclasses import dataclass, field

from django.urls import NoReverseMatch

from accounts.models import Right
from accounts.paths import path_of

SIDEBAR_SIZE = 7
BOTTOM_BAR_SIZE = 4

TEACHERS = frozenset({"teacher", "homeroom"})
READERS = TEACHERS | {"granted"}
FAMILY = frozenset({"student", "parent", "reader"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a section: for these roles, which follow from facts, or for whoever has one of these rights."""

    title: str
    url_name: str
    roles: frozenset[str] = NOBODY
    rights: frozenset[str] = NOBODY


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the navigation; its pages are tabs above the content. Called by its only page, if it is one."""

    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the navigation or a tab, ready to show."""

    title: str
    url: str
    active: bool
    tabs: tuple["Item", ...] = field(default=())


def _rights(*rights: Right) -> frozenset[str]:
    return frozenset(rights)


SECTIONS = (
    Section("Дневник", (Page("Дневник", "diary:home", FAMILY),)),
    Section("Мои уроки", (Page("Мои уроки", "journal:today", TEACHERS),)),
    Section(
        "Журналы",
        (
            Page("Журналы", "journal:sections", READERS, _rights(Right.READ_JOURNALS)),
            Page("Сообщения", "diary:letters", TEACHERS, _rights(Right.FAMILIES)),
            Page("Не заполнено", "reports:missing", TEACHERS, _rights(Right.CHECK)),
            Page("Исправления", "journal:corrections", TEACHERS, _rights(Right.CORRECTIONS)),
            Page("Отсрочки", "journal:deferrals", TEACHERS, _rights(Right.CORRECTIONS)),
            Page("Закрытые периоды", "journal:locks", NOBODY, _rights(Right.CORRECTIONS)),
        ),
    ),
    Section(
        "Учебный год",
        (
            Page("Готовность", "reports:readiness", NOBODY, _rights(Right.YEAR)),
            Page("Классы", "school:classes", READERS, _rights(Right.READ_JOURNALS, Right.PUPILS)),
            Page("Расписание", "school:timetable", READERS, _rights(Right.READ_JOURNALS, Right.YEAR)),
            Page("Замены", "journal:substitutions", NOBODY, _rights(Right.SUBSTITUTIONS)),
            Page("Планирование", "journal:plans", TEACHERS, _rights(Right.READ_JOURNALS, Right.PLANS)),
            Page("Календарь", "school:calendar", READERS, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Звонки", "school:bells", READERS, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Предметы", "school:subjects", NOBODY, _rights(Right.YEAR)),
            Page("Нагрузка", "school:load", NOBODY, _rights(Right.YEAR)),
            Page("Учебные планы", "school:curricula", NOBODY, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Контрольные", "year:works", READERS, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Оценивание", "year:grading", READERS, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Мероприятия", "school:events", READERS, _rights(Right.YEAR, Right.READ_JOURNALS)),
            Page("Движение", "reports:movement", NOBODY, _rights(Right.PUPILS, Right.READ_JOURNALS)),
        ),
    ),
    Section(
        "Люди",
        (
            Page("Ученики", "school:pupils", frozenset({"homeroom"}), _rights(Right.PUPILS)),
            Page("Сотрудники", "school:staff", NOBODY, _rights(Right.STAFF)),
            Page("Согласия", "school:consents", frozenset({"homeroom"}), _rights(Right.CONSENTS)),
            Page("Выгрузки", "reports:exports", NOBODY, _rights(Right.EXPORT)),
            Page("Листки для входа", "reports:slips", frozenset({"homeroom"}), _rights(Right.PASSWORDS)),
        ),
    ),
    Section(
        "Документы",
        (
            Page(
                "Печать", "reports:documents",
                frozenset({"homeroom", "granted"}), _rights(Right.PRINT, Right.READ_JOURNALS),
            ),
            Page(
                "Архив", "archive:volumes",
                frozenset({"homeroom", "granted"}), _rights(Right.PRINT, Right.READ_JOURNALS),
            ),
            Page("Бланки на день", "reports:blanks", frozenset({"teacher"}), _rights(Right.PRINT)),
        ),
    ),
    Section(
        "Доступ",
        (
            Page("Права", "school:rights", NOBODY, _rights(Right.ACCESS)),
            Page("Почему есть доступ", "reports:why", NOBODY, _rights(Right.ACCESS)),
            Page("Правила пользования", "accounts:rules_register", NOBODY, _rights(Right.ACCESS)),
            Page("Нарушения", "archive:breaches", NOBODY, _rights(Right.BREACHES)),
            Page("История", "archive:history", NOBODY, _rights(Right.HISTORY)),
            Page("Печати истории", "archive:seals", NOBODY, _rights(Right.HISTORY, Right.SYSTEM)),
            Page("Импорт", "exchange:imports", NOBODY, _rights(Right.IMPORT)),
            Page("Перерывы", "journal:outages", NOBODY, _rights(Right.SYSTEM)),
            Page("Состояние", "state", NOBODY, _rights(Right.SYSTEM)),
        ),
    ),
)  # fmt: skip


def navigation(
    roles: frozenset[str], path: str, rights: frozenset[str] = NOBODY
) -> tuple[Item, ...]:
    """Sections for a person with these roles and rights, at most seven; the one that holds `path` is active."""
    found = [(section, tabs) for section in SECTIONS if (tabs := _tabs(section, roles, rights))][
        :SIDEBAR_SIZE
    ]
    holding = [url for _, tabs in found for _, url in tabs if _holds(url, path)]
    current = max(holding, key=len, default=None)
    return tuple(_item(section, tabs, current) for section, tabs in found)


def pages_of(roles: frozenset[str], rights: frozenset[str]) -> list[Page]:
    """Pages that a person with these roles and rights has, in their order."""
    return [page for section in SECTIONS for page in section.pages if _is_for(page, roles, rights)]


def _is_for(page: Page, roles: frozenset[str], rights: frozenset[str]) -> bool:
    return bool(page.roles & roles or page.rights & rights)


def _tabs(section: Section, roles: frozenset[str], rights: frozenset[str]) -> list[tuple[str, str]]:
    return [
        (page.title, url)
        for page in section.pages
        if _is_for(page, roles, rights) and (url := _url(page.url_name))
    ]


def _item(section: Section, tabs: list[tuple[str, str]], current: str | None) -> Item:
    items = tuple(Item(title, url, url == current) for title, url in tabs)
    title = section.title if len(tabs) > 1 else tabs[0][0]
    return Item(
        title, tabs[0][1], any(item.active for item in items), items if len(items) > 1 else ()
    )


def _url(name: str) -> str | None:
    try:
        return path_of(name)
    except NoReverseMatch:
        return None


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
