"""The site's navigation: one list of sections, and who sees each of them."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

SIDEBAR_SIZE = 7
BOTTOM_BAR_SIZE = 4

STAFF_READERS = frozenset({"director", "deputy", "sysadmin"})
TEACHERS = frozenset({"teacher", "homeroom"})
FAMILY = frozenset({"student", "parent"})


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site and the roles for which it is a daily matter."""

    title: str
    url_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the navigation, ready to show."""

    title: str
    url: str
    active: bool


SECTIONS = (
    Section("Дневник", "diary:home", FAMILY),
    Section("Мои уроки", "journal:today", TEACHERS),
    Section("Журналы", "journal:sections", TEACHERS | STAFF_READERS),
    Section("Контроль", "reports:missing", STAFF_READERS - {"sysadmin"} | TEACHERS),
    Section("Классы", "school:classes", TEACHERS | STAFF_READERS),
    Section("Расписание", "school:timetable", TEACHERS | STAFF_READERS),
    Section("Печать", "reports:documents", STAFF_READERS | {"homeroom"}),
    Section("Импорт", "exchange:imports", frozenset({"sysadmin"})),
    Section("Архив", "archive:volumes", STAFF_READERS),
)


def navigation(roles: frozenset[str], path: str) -> tuple[Item, ...]:
    """Sections for a person with these roles, at most seven; the one that holds `path` is active."""
    found = []
    for section in SECTIONS:
        if section.roles & roles and (url := _url(section.url_name)):
            found.append((section.title, url))
    found = found[:SIDEBAR_SIZE]
    current = max((url for _, url in found if _holds(url, path)), key=len, default=None)
    return tuple(Item(title, url, url == current) for title, url in found)


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
