"""The page of the program's state: its parts, told plainly, and nobody's data."""

import pytest
from django.urls import reverse

from accounts.models import Role
from ejournal.celery import app
from tests.factories import SchoolClassFactory, appointed, pupil_of, school_year


@pytest.fixture
def technician():
    return appointed(Role.TECHNICIAN)


def parts(client):
    return {part.title: part for part in client.get(reverse("state")).context["parts"]}


@pytest.mark.requirement("ACC-1")
def test_the_technician_comes_home_to_the_state_of_the_program(client, technician):
    pupil = pupil_of(SchoolClassFactory(), last_name="Ёлкин")
    client.force_login(technician)

    answer = client.get("/", follow=True)

    assert answer.redirect_chain[-1][0] == reverse("state")
    assert pupil.user.last_name not in answer.content.decode()


def test_a_worker_that_is_silent_is_told_with_what_to_do(client, technician, monkeypatch):
    monkeypatch.setattr(app.control, "ping", lambda **kwargs: [])
    client.force_login(technician)

    found = parts(client)

    assert (found["Очередь"].state, found["Работник очереди"].is_well) == ("отвечает", False)
    assert "Перезапустите" in found["Работник очереди"].advice


def test_a_dead_queue_does_not_break_the_page(client, technician, monkeypatch):
    def refused(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(app, "connection_for_read", refused)
    client.force_login(technician)

    assert parts(client)["Очередь"].state == "не отвечает"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.HR, "school:staff"),
        (Role.CLERK, "school:pupils"),
        (Role.ASSISTANT, "school:pupils"),
        (Role.INSPECTOR, "journal:sections"),
    ],
)
@pytest.mark.requirement("ACC-1")
def test_every_office_has_its_home_page(client, role, home):
    school_year()
    client.force_login(appointed(role))

    answer = client.get("/", follow=True)

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, reverse(home))
