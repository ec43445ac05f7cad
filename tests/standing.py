"""One school for all tests of a module that only ask: made once, everybody signed in once, what a test does taken back.

Import the fixtures into the module: there they stand in the place of those of `conftest`, which make a school for each
test. It is the same school (`people_about`, `world_about`), so what is expected of it is the same.
"""

import re
import shutil
from datetime import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts import rules
from reports.actions import papers
from tests.conftest import CHEAP_HASHERS, be_site, keep_what_migrations_put, people_about
from tests.crowd import more_people
from tests.factories import MOSCOW, LessonFactory, SectionFactory
from tests.worlds import world_about

# When everybody has signed in; tests that open pages in these browsers stand at this moment (`at`).
SIGNED_IN_AT = datetime(2025, 9, 15, 14, 0, tzinfo=MOSCOW)

__all__ = [
    "a_sheet_is_laid_out_once", "browser", "everybody", "lesson", "people", "section", "standing", "student", "world",
]  # fmt: skip


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory):
    """The school of the module, with the folder of its files and the sessions of its people."""
    media = tmp_path_factory.mktemp("standing")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=CHEAP_HASHERS):
            keep_what_migrations_put()
            be_site()
            made = _made()
        sessions = _sessions(made.everybody)
        yield SimpleNamespace(
            **vars(made), media=media, sessions=sessions, handler=Client().handler
        )
        transaction.set_rollback(True)


def _made():
    section = SectionFactory(students=3)
    lesson = LessonFactory(section=section)
    student = section.enrollments.order_by("pk").first().student
    people = people_about(section, student)
    everybody = people | more_people(section, lesson, student)
    return SimpleNamespace(
        section=section, lesson=lesson, student=student, people=people, everybody=everybody,
        world=world_about(section, lesson, student, everybody),
    )  # fmt: skip


def _sessions(everybody):
    """Keys of the sessions of people who have accepted the rules and have seen their first page."""
    keys = {}
    with time_machine.travel(SIGNED_IN_AT, tick=False):
        for person in everybody.values():
            if person.is_authenticated:
                client = Client()
                client.force_login(person)
                session = client.session
                session[rules.ACCEPTED] = rules.VERSION
                session.save()
                client.get(reverse("account_change_password"))
                keys[person.pk] = session.session_key
    return keys


# The number of a paper differs from one to the next, and nothing else on it.
A_NUMBER = re.compile(r"(?<!\d)\d{1,7}(?!\d)")


@pytest.fixture(autouse=True)
def a_sheet_is_laid_out_once(monkeypatch):
    """The same sheet asked for sixty times, but for its number, is printed once: what is tried is the asking."""
    laid, lay_out = {}, papers.lay_out

    def once(html):
        text = A_NUMBER.sub("0", html)
        if text not in laid:
            laid[text] = lay_out(html)
        return laid[text]

    monkeypatch.setattr(papers, "lay_out", once)


@pytest.fixture
def browser(standing):
    """`browser(person)`: a fresh one in which the person has signed in at SIGNED_IN_AT; nobody's is a stranger's."""

    def open_(person):
        client = Client()
        # The site stands once behind all of them.
        client.handler = standing.handler
        if person.is_authenticated:
            client.cookies[django_settings.SESSION_COOKIE_NAME] = standing.sessions[person.pk]
        return client

    return open_


@pytest.fixture
def section(standing):
    return standing.section


@pytest.fixture
def lesson(standing):
    return standing.lesson


@pytest.fixture
def student(standing):
    return standing.student


@pytest.fixture
def people(standing):
    return standing.people


@pytest.fixture
def everybody(standing):
    return standing.everybody


@pytest.fixture
def world(standing, settings):
    """Its files lie where the test looks for them, and may be taken away there."""
    shutil.copytree(standing.media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return SimpleNamespace(**vars(standing.world))
