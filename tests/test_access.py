"""Who may open what: one line a page, every page listed, every kind of person tried.

People of `tests/conftest.py: people` stand in known relations to one section (algebra of a 7th grade),
its class, its first pupil and its lesson. A page opens to its insiders; a reader who may not write gets
403; for everyone else the page does not exist: 404.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver, reverse

from school.models import GradingPeriod
from tests.exchange.bundles import checked_job
from tests.factories import LESSON_DAY, class_of
from tests.reports.printed import kept_document

PEOPLE = [
    "nobody", "administrator", "director", "deputy", "deputy of other grades", "teacher",
    "homeroom teacher", "another teacher", "another homeroom teacher", "the student", "a classmate",
    "the parent", "another parent", "a person without duties",
]  # fmt: skip

HEADS = {"administrator", "director"}
LEADERS = HEADS | {"deputy"}
STAFF = LEADERS | {
    "deputy of other grades", "teacher", "homeroom teacher", "another teacher", "another homeroom teacher"
}  # fmt: skip
READERS = LEADERS | {"homeroom teacher"}
TEACHER = {"teacher"}
FAMILY = {"the student", "the parent"}
FAMILIES = FAMILY | {"a classmate", "another parent"}
EVERYONE = set(PEOPLE) - {"nobody"}


@dataclass(frozen=True)
class Page:
    """`args` gives the page's arguments from the world of the test; `readers` may look but not write."""

    insiders: set[str]
    readers: set[str] = field(default_factory=set)
    args: Callable = lambda world: []
    method: str = "get"
    data: dict = field(default_factory=dict)


# Pages that ask for nobody's name.
OPEN = {"account_login", "account_logout", "look"}

ACCESS = {
    "home": Page(EVERYONE),
    "journal:sections": Page(STAFF),
    "journal:today": Page(STAFF),
    "journal:grid": Page(READERS | TEACHER, args=lambda w: [w.section.pk]),
    "journal:save_cells": Page(TEACHER, READERS, lambda w: [w.section.pk], "post"),
    "journal:save_period_marks": Page(
        TEACHER, READERS, lambda w: [w.section.pk, w.period.pk], "post"
    ),
    "journal:lesson": Page(READERS | TEACHER, args=lambda w: [w.lesson.pk]),
    "journal:save_lesson": Page(TEACHER, READERS, lambda w: [w.lesson.pk], "post"),
    "journal:take_attendance": Page(TEACHER, READERS, lambda w: [w.lesson.pk], "post"),
    "journal:add_item": Page(TEACHER, READERS, lambda w: [w.lesson.pk], "post"),
    "school:classes": Page(STAFF),
    "school:school_class": Page(READERS | TEACHER, args=lambda world: [world.school_class.pk]),
    "school:timetable": Page(STAFF),
    "reports:missing": Page(STAFF),
    "reports:missing_xlsx": Page(STAFF),
    "reports:missing_lessons": Page(
        READERS | TEACHER, args=lambda world: [world.section.pk, "topic"]
    ),
    "reports:documents": Page(
        LEADERS | {"deputy of other grades", "homeroom teacher", "another homeroom teacher"}
    ),
    "reports:order_document": Page(
        LEADERS,
        {"homeroom teacher"},
        lambda world: [world.school_class.pk],
        "post",
    ),
    "reports:document": Page(READERS, args=lambda world: [world.document.pk]),
    "reports:download": Page(READERS, args=lambda world: [world.document.pk]),
    "archive:volumes": Page(
        LEADERS | {"deputy of other grades", "homeroom teacher", "another homeroom teacher"}
    ),
    "archive:verify_volume": Page(READERS, args=lambda world: [world.document.pk], method="post"),
    "diary:home": Page(FAMILIES),
    "diary:week": Page(FAMILY, args=lambda world: [world.student.pk, world.day]),
    "diary:summary": Page(FAMILY, args=lambda world: [world.student.pk]),
    "exchange:imports": Page(HEADS),
    "exchange:upload": Page(HEADS, method="post"),
    "exchange:preview": Page(HEADS, args=lambda world: [world.import_job.pk]),
    "exchange:status": Page(HEADS, args=lambda world: [world.import_job.pk]),
    "exchange:apply": Page(HEADS, args=lambda world: [world.import_job.pk], method="post"),
}


def names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + pattern.name
        else:
            yield from names(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix
            )


@pytest.mark.requirement("ACC-2")
def test_every_page_is_listed_and_every_listed_page_is_there():
    assert set(names(get_resolver().url_patterns)) == ACCESS.keys() | OPEN


@pytest.fixture
def world(section, lesson, student):
    return SimpleNamespace(
        section=section,
        lesson=lesson,
        student=student,
        school_class=class_of(section),
        period=GradingPeriod.objects.get(number=1),
        day=LESSON_DAY.isoformat(),
        import_job=checked_job(),
        document=kept_document(class_of(section)),
    )


@pytest.mark.requirement("ACC-7")
@pytest.mark.requirement("ACC-8")
@pytest.mark.requirement("ACC-9")
@pytest.mark.requirement("ACC-10")
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", ACCESS)
def test_page_opens_only_to_its_people(client, people, world, name, person):
    page = ACCESS[name]
    if person != "nobody":
        client.force_login(people[person])

    response = getattr(client, page.method)(reverse(name, args=page.args(world)), page.data)

    if person == "nobody":
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))
    elif person in page.insiders:
        assert response.status_code in {200, 302, 422}
        assert "login" not in response.get("Location", "")
    elif person in page.readers:
        assert response.status_code == 403
    else:
        assert response.status_code == 404
