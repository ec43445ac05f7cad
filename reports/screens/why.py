"""«Почему доступ есть или нет»: what is asked about, and the verdict with its facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import Resolver404, resolve

from accounts.models import Consent, Right, User
from journal.models import Lesson
from journal.screens.reasons import lesson_verdict, section_stops
from reports.models import Document
from school.keys import name_of, target_chosen
from school.models import CourseSection, SchoolClass, SchoolYear, Student
from school.reasons import Person, Reason, Verdict, moment, term, verdict
from school.screens.facts import Fact, facts_of, standing_facts
from school.screens.reasons import (
    class_verdict,
    classes_documents,
    person_asked,
    pupil_verdict,
    right_reasons,
    section_verdict,
)
from school.screens.search import Found, find_classes, find_targets, sections_called
from school.words import date_dots, weekday_day

NO_DOCUMENTS = "За этот класс человек не отвечает, документы не печатает, приказа о них нет."
NO_PAGE = "Ни роли, ни обязанности, с которыми открывается эта страница, у человека нет."
DAY = re.compile(r"\b([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}))?\b")
OBJECT = re.compile(r"(lesson|document|page)-([0-9]{1,18}|[a-z_]{1,30})")
SHOWN = 20


@dataclass(frozen=True)
class PageOf:
    """A kind of pages: opened by facts that make these roles, or by one of these rights."""

    title: str
    makes: frozenset[str]
    rights: tuple[str, ...]


PAGES: dict[str, PageOf] = {
    "journals": PageOf(
        "Журналы, классы, расписание",
        frozenset({"teacher", "homeroom", "granted"}),
        (Right.READ_JOURNALS, Right.CHECK),
    ),
    "documents": PageOf(
        "Печать и архив",
        frozenset({"homeroom", "granted"}),
        (Right.PRINT, Right.READ_JOURNALS),
    ),
    "diary": PageOf("Дневник", frozenset({"student", "parent", "reader"}), ()),
    **{right.value: PageOf(right.label, frozenset(), (right.value,)) for right in Right},
}
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
PAGES_AT = {
    "journal:sections": "journals",
    "journal:today": "journals",
    "school:classes": "journals",
    "school:timetable": "journals",
    "reports:missing": "journals",
    "reports:documents": "documents",
    "archive:volumes": "documents",
    "diary:home": "diary",
    "exchange:imports": Right.IMPORT.value,
    "school:rights": Right.ACCESS.value,
}


@dataclass(frozen=True)
class Asked:
    """What the question is about: a row, or a kind of pages."""

    key: str
    title: str
    target: Any


def asked_about(key: str) -> Asked | None:
    """The object of an address «?target=lesson-12»; None where there is none. One query."""
    if target := target_chosen(key):
        kind = "Дневник: " if isinstance(target, Student) else ""
        return Asked(key, f"{kind}{name_of(target)}", target)
    found = OBJECT.fullmatch(key)
    if found is None:
        return None
    if found[1] == "page":
        page = PAGES.get(found[2])
        return Asked(key, page.title, page) if page else None
    if not found[2].isdigit():
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


def explained(user: User, asked: Asked, *, on: date, now: datetime) -> Verdict:
    """Why the person sees it, or not. At most seventeen queries, whatever there is to tell."""
    person = person_asked(user, on=on)
    told = _verdict(person, asked.target, now)
    told = replace(told, read_only=not isinstance(asked.target, CourseSection | Lesson))
    if user.is_active:
        return told
    return replace(told, shut="Вход закрыт: учётная запись остановлена")


def _verdict(person: Person, target: Any, now: datetime) -> Verdict:
    match target:
        case CourseSection():
            told = section_verdict(person, target)
            return replace(told, stops=tuple(section_stops(person, target.pk, now=now)))
        case Lesson():
            return lesson_verdict(person, target, now=now)
        case SchoolClass():
            return class_verdict(person, target)
        case Student():
            return diary_verdict(person, target)
        case Document():
            return document_verdict(person, target)
        case _:
            return page_verdict(person, target)


def diary_verdict(person: Person, student: Student) -> Verdict:
    """As a pupil is seen by the family; but who refused the electronic form reads on paper."""
    told = pupil_verdict(person, student)
    refused: Any = Consent.objects.refusing_electronic()
    mine = refused.filter(subject=student.user_id, representative=person.user).first()
    if mine is None or not told.reads:
        return told
    since = mine.stopped_on
    return replace(
        told,
        shut=f"Дневник закрыт {date_dots(since)}: отказ от электронной формы, сведения на бумаге",
    )


def document_verdict(person: Person, document: Document) -> Verdict:
    """A printed journal or sheet is read by those who answer for the class, print, or are let in by an order."""
    return verdict(classes_documents(person, document.school_class), nothing=NO_DOCUMENTS)


def page_verdict(person: Person, page: PageOf) -> Verdict:
    facts = standing_facts(facts_of(person)) if page.makes else {}
    found = [_of_fact(one) for role in sorted(page.makes) for one in facts.get(role, ())]
    return verdict([*found, *right_reasons(person, page.rights)], nothing=NO_PAGE)


def _of_fact(fact: Fact) -> Reason:
    since = f", {term(fact)}" if fact.starts_on else ""
    return Reason(f"{fact.what} ({fact.basis}{since})", opens=True)


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
            Found(f"page-{key}", page.title, "страницы")
            for key, page in PAGES.items()
            if text and text.lower() in page.title.lower()
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
    elif page := PAGES_AT.get(match.view_name):
        key = f"page-{page}"
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
