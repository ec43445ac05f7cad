import gc
import os
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from whitenoise.middleware import WhiteNoiseMiddleware

from accounts import access as entrance
from accounts.models import Role
from accounts.ownership import PERSON
from ejournal import state
from journal.models import WorkType
from tests import factories
from tests.crowd import more_people
from tests.emptying import empty_only_what_was_filled
from tests.factories import (
    MOSCOW,
    HomeroomFactory,
    LessonFactory,
    SectionFactory,
    UserFactory,
    appointed,
    class_of,
    parent_of,
    pupil_of,
    subject,
    teacher_of,
)
from tests.sweeping import Sweeper, leave_alone


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Transactional tests come last (pytest-django); of them the longest begin, so that no process waits for one of them."""
    usual = float(config.getini("timeout"))

    def patience(item):
        """A test that may take longer than usual says so by its mark."""
        mark = item.get_closest_marker("timeout")
        return max(usual, mark.args[0] if mark and mark.args else 0)

    first = next((n for n, item in enumerate(items) if is_transactional(item)), len(items))
    items[first:] = sorted(items[first:], key=patience, reverse=True)


def is_transactional(item):
    marks = item.iter_markers("django_db")
    return "live_server" in item.fixturenames or any(
        mark.kwargs.get("transaction") for mark in marks
    )


def pytest_collection_finish():
    """What is loaded by now stays to the end: a quarter of the suite's time went into walking over it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


sweeper = Sweeper()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish():
    if connection.settings_dict["NAME"].startswith("test_"):
        sweeper.after_a_test()


CHEAP_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database is made and emptied by the owner of the tables; each process of the tests has its own.

    It begins as a copy of the tables that script/test has made; without them all migrations are run.
    """
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("TABLES_FOR_TESTS") or None
    if settings.OWNER_DATABASE:
        owner = {key: settings.OWNER_DATABASE[key] for key in PERSON}
        connection.settings_dict.update(owner)


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once():
    """Every client begins with a walk over the static files, which stay as they are while tests run."""
    walk, listed = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(middleware):
        if not listed:
            walk(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_else_is_in_the_database(django_db_setup, django_db_blocker):
    """When it is dropped: connections of threads that have ended wait for the collector of garbage, which seldom comes."""
    yield
    with django_db_blocker.unblock():
        leave_alone()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_where_there_are_rows():
    with pytest.MonkeyPatch.context() as patch:
        empty_only_what_was_filled(patch)
        yield


@pytest.fixture(autouse=True)
def _database(db):
    """Every test has a database, and what migrations put there, which transactional tests empty.

    It is used with the rights of the site; `be_owner` is for what only the owner of the tables can do.
    """
    keep_what_migrations_put()
    be_site()
    yield
    if not connection.in_atomic_block:
        be_owner()
        # Counts of tries and codes that are used up lie in a table of no model, which the flush passes by.
        cache.clear()


def keep_what_migrations_put():
    if not WorkType.objects.exists():
        factories.put_usual_work_types()


def be_site():
    if settings.WEB_ROLE:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.WEB_ROLE}")


def be_owner():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def as_owner(db):
    """The test has the rights of the owner of the tables, who can switch guards off."""
    be_owner()


@pytest.fixture(scope="session", autouse=True)
def _folder_of_static_files():
    """Before the site of the browsers' tests begins, which looks for it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _cheap_surroundings(settings, monkeypatch, tmp_path):
    # No worker runs beside the tests: nobody waits for it to answer.
    monkeypatch.setattr(state, "ANSWER_WITHIN", 0.01)
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = CHEAP_HASHERS


@pytest.fixture(autouse=True)
def _rules_are_accepted(request, monkeypatch):
    """Everybody has accepted the rules of use, but in the tests that are about it (`rules_are_asked`)."""
    if "rules_are_asked" not in request.fixturenames:
        monkeypatch.setattr(entrance, "has_accepted_rules", lambda user, version: True)


@pytest.fixture
def rules_are_asked():
    """In this test whoever comes in first is asked to accept the rules of use."""


@pytest.fixture
def at():
    """`at(2025, 9, 15, 10, 0)`: the wall clock of the school stands at that moment till the test's end."""
    travels = []

    def travel(*moment):
        traveller = time_machine.travel(datetime(*moment, tzinfo=MOSCOW), tick=False)
        traveller.start()
        travels.append(traveller)

    yield travel
    for traveller in reversed(travels):
        traveller.stop()


@pytest.fixture
def section():
    """Algebra of a class with three pupils and a teacher."""
    return SectionFactory(students=3)


@pytest.fixture
def lesson(section):
    return LessonFactory(section=section)


@pytest.fixture
def student(section):
    return section.enrollments.order_by("pk").first().student


@pytest.fixture
def teacher(section):
    return teacher_of(section)


@pytest.fixture
def people(section, student):
    return people_about(section, student)


def people_about(section, student):
    """One person of every kind, each in a known relation to `section` and `student`."""
    school_class = class_of(section)
    other = SectionFactory(subject=subject("Физика"), grade=3)
    return {
        "nobody": AnonymousUser(),
        "administrator": appointed(Role.SYSADMIN),
        "director": appointed(Role.DIRECTOR),
        "deputy": appointed(Role.DEPUTY, grade_from=5, grade_to=9),
        "deputy of other grades": appointed(Role.DEPUTY, grade_from=1, grade_to=4),
        "teacher": teacher_of(section),
        "homeroom teacher": HomeroomFactory(school_class=school_class).teacher.user,
        "another teacher": teacher_of(other),
        "another homeroom teacher": HomeroomFactory(school_class=class_of(other)).teacher.user,
        "the student": student.user,
        "a classmate": pupil_of(school_class).user,
        "the parent": parent_of(student),
        "another parent": parent_of(pupil_of(school_class)),
        "a person without duties": UserFactory(),
    }


@pytest.fixture
def everybody(people, section, lesson, student):
    """`people`, and those whose right is over, not yet, or only by an order; and every role of the school.

    The wall clock stands on the day of the lesson (`at`).
    """
    return people | more_people(section, lesson, student)


@pytest.fixture
def as_user(client):
    """`as_user(person)` is a client signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def shared_data():
    """Folder of real input written by others; it does not ship with the project."""
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    folder = Path(os.environ.get("EJOURNAL_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no real input in {folder}: set EJOURNAL_SHARED_DATA")
    return folder


@pytest.fixture
def clerk():
    return factories.clerk()
