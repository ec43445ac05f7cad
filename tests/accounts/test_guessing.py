"""Guessing is stopped; right sign-ins from the same address, and a teased teacher at another one, are not."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import guessing
from accounts.addresses import NOWHERE
from accounts.guessing import wait_after
from tests.factories import UserFactory, school_year

SCHOOL, HOME = "10.0.0.1", "192.0.2.7"
RIGHT = "семь синих чаек"


@pytest.fixture(autouse=True)
def _school():
    school_year()


@pytest.fixture
def accounts():
    """`accounts(3)`: so many people with the password RIGHT, by their names."""

    def make(n, prefix="person"):
        people = [UserFactory.build(username=f"{prefix}{i}") for i in range(n)]
        people[0].set_password(RIGHT)
        for person in people:
            person.password = people[0].password
        type(people[0]).objects.bulk_create(people)
        return [person.username for person in people]

    return make


def attempt(name, password, *, at=SCHOOL, **headers):
    return Client(REMOTE_ADDR=at, headers=headers).post(
        reverse("account_login"), {"login": name, "password": password}
    )


def guess(name, times, *, at=SCHOOL):
    return [attempt(name, f"мимо {n}", at=at).status_code for n in range(times)]


@pytest.mark.requirement("ACC-3")
def test_the_tenth_wrong_password_stops_this_name_at_this_address_only(accounts):
    teacher, pupil = accounts(2)

    assert guess(teacher, 10) == [200] * 9 + [429]
    assert attempt(teacher, RIGHT).status_code == 429
    assert attempt(pupil, RIGHT).status_code == 302
    assert attempt(teacher, RIGHT, at=HOME).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_the_wait_ends_by_itself_and_is_told(accounts):
    (name,) = accounts(1)
    guess(name, 10)
    page = attempt(name, RIGHT)
    assert "через 15 минут" in page.text
    assert page["Retry-After"] == "900"
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        assert attempt(name, RIGHT).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_each_five_more_failures_double_the_wait():
    minutes = {n: wait_after(n) // timedelta(minutes=1) for n in range(1, 60) if wait_after(n)}
    assert minutes == {
        10: 15, 15: 30, 20: 60, 25: 120, 30: 240, 35: 480, 40: 720, 45: 720, 50: 720, 55: 720
    }  # fmt: skip


def test_trying_during_the_wait_does_not_make_it_longer(accounts):
    (name,) = accounts(1)
    guess(name, 30)
    assert AccessAttempt.objects.get().failures_since_start == 10


@pytest.mark.requirement("ACC-3")
def test_a_whole_school_behind_one_address_with_its_errors_is_never_stopped(accounts, monkeypatch):
    monkeypatch.setattr(guessing, "MOST_NAMES", 20)
    names = accounts(60)
    statuses = {"wrong": set(), "right": set()}
    for n, name in enumerate(names):
        if n % 3:
            statuses["wrong"].add(attempt(name, "не то").status_code)
        statuses["wrong"].add(attempt(f"{name}x", RIGHT).status_code)
        statuses["right"].add(attempt(name, RIGHT).status_code)
    assert statuses == {"wrong": {200}, "right": {302}}


@pytest.mark.requirement("ACC-3")
def test_one_password_tried_on_many_names_is_stopped_but_not_those_who_belong_there(
    accounts, monkeypatch
):
    monkeypatch.setattr(guessing, "MOST_NAMES", 20)
    known, new = accounts(2)
    assert attempt(known, RIGHT).status_code == 302
    statuses = [attempt(f"ivanov{n}", "parol2025").status_code for n in range(30)]

    assert statuses == [200] * 21 + [429] * 9
    assert attempt(new, RIGHT).status_code == 429
    assert attempt(known, RIGHT).status_code == 302
    assert attempt(new, RIGHT, at=HOME).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_a_hundred_failures_from_everywhere_leave_open_the_places_the_person_knows(accounts):
    teacher, other = accounts(2)
    assert attempt(teacher, RIGHT, at=HOME).status_code == 302
    for n in range(12):
        guess(teacher, 9, at=f"203.0.113.{n}")

    assert attempt(teacher, RIGHT, at="203.0.113.99").status_code == 429
    assert attempt(teacher, RIGHT, at=HOME).status_code == 302
    assert attempt(other, RIGHT, at="203.0.113.99").status_code == 302


@pytest.mark.requirement("ACC-3")
def test_an_unknown_name_looks_the_same_as_a_known_one(accounts):
    (name,) = accounts(1)
    known, unknown = attempt(name, "мимо"), attempt("nobody", "мимо")
    said = [page.text.replace(who, "…") for page, who in ((known, name), (unknown, "nobody"))]
    without_token = [
        "\n".join(line for line in text.splitlines() if "csrf" not in line) for text in said
    ]
    assert without_token[0] == without_token[1]
    assert guess("nobody", 10)[-1] == 429


@pytest.mark.requirement("ACC-3")
def test_an_unknown_name_takes_the_same_work(accounts, monkeypatch):
    """As many queries and one slow hash: the time is of one class then."""
    (name,) = accounts(1)
    hashed = []
    real = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for who in (name, "nobody"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            attempt(who, "мимо")
        work.append((hashed.count("мимо"), len(queries)))
    assert work[0] == work[1]
    assert work[0][0] == 1


def test_a_password_typed_in_the_place_of_the_name_is_not_kept(accounts):
    attempt("моя тайная фраза", "x")
    kept = [*AccessAttempt.objects.all(), *AccessFailureLog.objects.all()]
    assert [row for row in kept if "тайная" in str(vars(row))] == []
    assert len(kept) == 2


def test_who_came_and_went_is_kept(accounts):
    (name,) = accounts(1)
    browser = Client(REMOTE_ADDR=HOME)
    browser.post(reverse("account_login"), {"login": name, "password": RIGHT})
    browser.post(reverse("account_logout"))
    log = AccessLog.objects.get()
    assert (log.username, log.ip_address, log.logout_time is not None) == (name, HOME, True)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "kept"),
    [
        (0, "198.51.100.1", SCHOOL),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "1.1.1.1, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        (2, "198.51.100.1", SCHOOL),
        (1, "not an address", NOWHERE),
    ],
)
def test_the_address_is_what_the_trusted_proxies_say(accounts, settings, proxies, forwarded, kept):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    (name,) = accounts(1)
    attempt(name, "мимо", **{"X-Forwarded-For": forwarded})
    assert AccessAttempt.objects.get().ip_address == kept
