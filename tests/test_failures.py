"""A database that does not answer: in plain words, asked again by whoever keeps what was typed, nothing half-written."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.urls import reverse

from ejournal.outages import InALine
from journal import actions
from tests.factories import LessonFactory, SectionFactory, teacher_of

pytestmark = pytest.mark.requirement("JRN-2")


@pytest.fixture
def breaks(monkeypatch):
    """`breaks(error)`: from now on the writing of cells ends with that error."""

    def with_(error):
        def refuse(**asked):
            raise error

        monkeypatch.setattr(actions, "set_cells", refuse)

    return with_


@pytest.fixture
def save(as_user, at):
    at(2025, 9, 15, 8, 20)
    section = SectionFactory(students=1)
    change = {
        "key": "a",
        "student": section.enrollments.get().student_id,
        "lesson": LessonFactory(section=section).pk,
        "item": None,
        "field": "mark",
        "value": "5",
        "base": 0,
    }
    client = as_user(teacher_of(section))
    client.raise_request_exception = False

    def send(accept="application/json"):
        return client.post(
            reverse("journal:save_cells", args=[section.pk]),
            {"changes": [change]},
            content_type="application/json",
            headers={"Accept": accept},
        )

    return send


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_cell_that_the_database_did_not_take_is_to_be_sent_again(breaks, save, error):
    breaks(error)
    answer = save()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "text": "База данных журнала не отвечает. Ничего не записано, попробуйте через минуту."
    }


def test_a_page_says_that_it_is_worth_waiting(breaks, save):
    breaks(OperationalError("gone"))
    answer = save(accept="text/html")
    assert answer.status_code == 503
    assert "То, что вы отправляли, не записано" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), DatabaseError("a fault of ours")])
def test_a_fault_of_the_program_is_not_called_a_passing_one(breaks, save, error):
    breaks(error)
    answer = save()
    assert answer.status_code == 500
    assert "Ошибка в журнале" in answer.text


def ask_longer_than_allowed():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1ms'")
        cursor.execute("SELECT pg_sleep(1)")


def test_a_question_stopped_by_its_term_is_a_passing_failure(breaks, save):
    """What PostgreSQL itself says."""
    with pytest.raises(OperationalError) as caught:
        ask_longer_than_allowed()
    breaks(caught.value)
    assert save().status_code == 503


def test_every_page_of_an_outage_is_one_line_of_the_log(breaks, save, caplog):
    caplog.handler.addFilter(InALine())
    breaks(OperationalError("server closed the connection\n\tThis probably means"))
    save()
    [told] = [one for one in caplog.records if one.name == "django.request"]
    assert told.exc_info is None
    assert told.getMessage().endswith("/cells/: server closed the connection")


ASKS = """
import ejournal.wsgi
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW statement_timeout")
    print(*cursor.fetchone(), connection.connection.info.dsn_parameters["connect_timeout"])
"""


def test_the_site_waits_for_no_database_without_end():
    """In a process of its own, as a web server begins: the questions end before their page is given up after 30 s."""
    told = subprocess.run(
        [sys.executable, "-c", ASKS], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.split() == ["25s", "3"]
    assert 1 < settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] <= 10
