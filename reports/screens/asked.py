"""What «почему доступ есть или нет» is asked about: found by words, by a day, by an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve

from accounts.doors import Doorway, doorways, having
from accounts.models import Right
from journal.models import Lesson
from reports.models import Document
from school.keys import name_of, target_chosen
from school.models import SchoolYear, Student
from school.reasons import moment
from school.screens.search import Found, find_classes, find_targets, sections_called
from school.words import weekday_day

DAY = re.compile(r"\b([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}))?\b")
OBJECT = re.compile(r"(lesson|document)-([0-9]{1,18})")
PAGE = "page-"
SHOWN = 20
# Which object an address is about.
ADDRESSES = {
    "journal:grid": "section",
    "journal:lesson": "lesson",
    "school:school_class": "class",
    "diary:week": "student",
    "diary:summary": "student",
    "reports:document": "document",
    "reports:download": "document",
}


@dataclass(frozen=True)
class Asked:
    """What the question is about: a row, or the way in to a page."""

    key: str
    title: str
    target: Any


def pages() -> dict[str, Doorway]:
    """Pages of the site by their names, and what each right opens by the right's own."""
    return doorways() | {right.value: Doorway(right.label, having(right)) for right in Right}


def pages_to_choose() -> list[tuple[str, str]]:
    """Key and title of every page, each title once."""
    titles: dict[str, str] = {}
    for key, page in pages().items():
        titles.setdefault(page.title, f"{PAGE}{key}")
    return sorted(((key, title) for title, key in titles.items()), key=lambda one: one[1])


def asked_about(key: str) -> Asked | None:
    """The object of an address «?target=lesson-12»; None where there is none. One query."""
    if target := target_chosen(key):
        kind = "Дневник: " if isinstance(target, Student) else ""
        return Asked(key, f"{kind}{name_of(target)}", target)
    if key.startswith(PAGE):
        page = pages().get(key.removeprefix(PAGE))
        return Asked(key, page.title, page) if page else None
    found = OBJECT.fullmatch(key)
    if found is None:
        return None
    rows: Any = (
        Lesson.objects.select_related("section__subject", "section__year")
        if found[1] == "lesson"
        else Document.objects.with_people()
    )
    row = rows.filter(pk=int(found[2])).first()
    return Asked(key, _title(row), row) if row else None


def _title(row: Lesson | Document) -> str:
    if isinstance(row, Lesson):
        return f"{row.section.title}: {weekday_day(row.date)} {row.date.year} года, {row.number}-й урок"
    return f"{row.get_kind_display()} {row.school_class.name}"


def find_asked(text: str, *, year: SchoolYear | None, on: date) -> list[Found]:
    """What may be asked about, by words, by words with a day (a lesson), or by the address of a page."""
    if "/" in text:
        return list(_at_address(text))
    if (found := DAY.search(text)) and year is not None:
        return _lessons(text, found, year)
    return [
        *find_targets(text, year=year, on=on),
        *_documents(text, year),
        *(
            Found(key, title, "страница")
            for key, title in pages_to_choose()
            if text and text.lower() in title.lower()
        ),
    ]


def _at_address(text: str) -> Iterator[Found]:
    path = re.sub(r"^https?://[^/]*", "", text.strip()).partition("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return
    key = ""
    if kind := ADDRESSES.get(match.view_name):
        key = f"{kind}-{next(iter([*match.args, *match.kwargs.values()]))}"
    else:
        key = f"{PAGE}{match.view_name}"
    if asked := asked_about(key):
        yield Found(asked.key, asked.title, "по адресу страницы")


def _lessons(text: str, found: re.Match[str], year: SchoolYear) -> list[Found]:
    day = _day(found, year)
    if day is None:
        return []
    sections = sections_called(text.replace(found[0], " "), year=year)
    lessons = Lesson.objects.filter(section__in=sections.order_by(), date=day)
    rows = lessons.select_related("section__subject").order_by("number", "pk")[:SHOWN]
    return [Found(f"lesson-{row.pk}", _title(row), "урок") for row in rows]


def _day(found: re.Match[str], year: SchoolYear) -> date | None:
    """The day written «15.09» or «15.09.2025»; without a year, of the school year."""
    years = [int(found[3])] if found[3] else [year.starts_on.year, year.ends_on.year]
    for number in years:
        try:
            day = date(number, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if found[3] or year.starts_on <= day <= year.ends_on:
            return day
    return None


def _documents(text: str, year: SchoolYear | None) -> list[Found]:
    classes = [int(one.key.partition("-")[2]) for one in find_classes(text, year=year)]
    if not classes:
        return []
    rows = Document.objects.filter(school_class__in=classes).with_people().newest_first()[:SHOWN]
    return [
        Found(f"document-{row.pk}", _title(row), f"документ, {moment(row.requested_at)}")
        for row in rows
    ]
