"""Guessing is stopped; right sign-ins from the same address, and a teased teacher on a known device, are not."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import devices, guessing
from accounts.actions.tries import count_wrong_password
from accounts.addresses import NOWHERE
from accounts.guessing import wait_after
from accounts.models import User
from tests.accounts.factors import application_of
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


def attempt(name, password, *, at=SCHOOL, device="", **headers):
    client = Client(REMOTE_ADDR=at, headers=headers)
    client.cookies[settings.DEVICE_COOKIE_NAME] = device
    return client.post(reverse("account_login"), {"login": name, "password": password})


def known_device(name, before=""):
    """The cookie of a browser in which that person has signed in."""
    return attempt(name, RIGHT, device=before).cookies[settings.DEVICE_COOKIE_NAME].value


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


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("place", [guessing.Place(SCHOOL), guessing.Place(NOWHERE, "device n")])
def test_who_sends_two_tries_at_once_does_not_step_over_the_wait(accounts, place):
    """Both have passed the lock before either is counted: the second finds the row waiting and leaves it so."""
    begun = timezone.now()

    def counted(at):
        return count_wrong_password(name="petrova", places=[place], now=begun + at)

    assert [counted(timedelta()) for _ in range(12)] == [*range(1, 11), 10, 10]
    assert counted(timedelta(minutes=14)) == 10
    assert [counted(timedelta(minutes=16)) for _ in range(7)] == [11, 12, 13, 14, 15, 15, 15]
    assert counted(timedelta(minutes=45)) == 15
    assert counted(timedelta(minutes=47)) == 16
    assert counted(timedelta(days=2)) == 1


def test_each_five_more_failures_double_the_wait():
    minutes = {n: wait_after(n) // timedelta(minutes=1) for n in range(1, 60) if wait_after(n)}
    assert minutes == {
        10: 15, 15: 30, 20: 60, 25: 120, 30: 240, 35: 480, 40: 720, 45: 720, 50: 720, 55: 720
    }  # fmt: skip


def test_trying_during_the_wait_does_not_make_it_longer(accounts):
    (name,) = accounts(1)
    guess(name, 30)
    assert AccessAttempt.objects.get(user_agent="").failures_since_start == 10


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "через 15 минут"), (1, "через 30 минут"), (2, "через 1 час"), (3, "через 2 часа"), (5, "через 8 часов"), (6, "через 12 часов")],
)  # fmt: skip
def test_the_page_says_how_long_the_wait_really_is(accounts, minutes, told):
    (name,) = accounts(1)
    guess(name, 10)
    AccessAttempt.objects.filter(user_agent="").update(failures_since_start=10 + 5 * minutes)
    wait = wait_after(10 + 5 * minutes)

    page = attempt(name, RIGHT)

    assert page.status_code == 429
    assert told.replace("1 час", "60 минут") in page.text
    assert int(page["Retry-After"]) == wait.total_seconds()


@pytest.mark.requirement("ACC-3")
def test_a_whole_school_behind_one_address_with_its_errors_is_never_stopped(accounts):
    names = accounts(60)
    statuses = {"wrong": set(), "right": set()}
    for n, name in enumerate(names):
        if n % 3:
            statuses["wrong"].add(attempt(name, f"{RIGHT}{n}").status_code)
        statuses["wrong"].add(attempt(f"{name}x", f"{n}{RIGHT}").status_code)
        statuses["right"].add(attempt(name, RIGHT).status_code)
    assert statuses == {"wrong": {200}, "right": {302}}


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("prefix", ["ivanov", "person"], ids=["made up", "of the school"])
def test_one_password_tried_on_many_names_is_stopped_and_nothing_else_is(accounts, prefix):
    """Whether the names are of the school or not, the twentieth failure is the last; no other password is touched."""
    accounts(30)
    (new,) = accounts(1, prefix="new")
    statuses = [attempt(f"{prefix}{n}", "parol2025").status_code for n in range(30)]

    assert statuses == [200] * 20 + [429] * 10
    assert attempt(new, "parol2025").status_code == 429
    assert attempt(new, RIGHT).status_code == 302
    assert attempt("person29", RIGHT).status_code == 302
    assert attempt("person29", "parol2025", at=HOME).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=5)):
        assert attempt("person28", "parol2025").status_code == 200


@pytest.mark.requirement("ACC-3")
def test_whose_password_others_try_comes_in_on_a_known_device(accounts):
    names = accounts(22)
    at_home = known_device(names[0])
    User.objects.filter(username__in=names[1:]).update(password="!")
    for name in names[1:]:
        attempt(name, RIGHT)

    assert attempt(names[0], RIGHT).status_code == 429
    assert attempt(names[0], RIGHT, device=at_home).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_made_up_names_without_number_stop_nobody_at_their_address(accounts):
    (name,) = accounts(1)
    marks = [f"?{n:016}" for n in range(3000)]
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=mark, ip_address=SCHOOL, user_agent=where, failures_since_start=1)
        for mark in marks
        for where in ("", f"password {guessing.print_of_a_password('мимо')}")
    )
    assert attempt("nobody", "мимо").status_code == 429
    assert attempt(name, RIGHT).status_code == 302


def test_a_wrong_password_leaves_no_more_of_itself_than_one_in_a_million(accounts):
    accounts(1)
    attempt("person0", "тайная фраза")
    marks = set(AccessAttempt.objects.values_list("user_agent", flat=True))
    assert marks == {"", f"password {guessing.print_of_a_password('тайная фраза')}"}
    assert len(guessing.print_of_a_password("тайная фраза")) == 5


@pytest.mark.requirement("ACC-3")
def test_pupils_do_not_shut_a_teacher_out_of_the_computer_he_works_at(accounts):
    """Guesses from the school's one address, and a hundred from everywhere, stop strangers only."""
    teacher, other = accounts(2)
    classroom = known_device(teacher)
    guess(teacher, 10)
    assert attempt(teacher, RIGHT).status_code == 429
    assert attempt(teacher, RIGHT, device=classroom).status_code == 302

    for n in range(12):
        guess(teacher, 9, at=f"203.0.113.{n}")
    assert attempt(teacher, RIGHT, at=HOME).status_code == 429
    assert attempt(teacher, RIGHT, device=classroom, at=HOME).status_code == 302
    assert attempt(other, RIGHT, at="203.0.113.99").status_code == 302


@pytest.mark.requirement("ACC-3")
def test_a_known_device_has_its_own_budget_of_wrong_passwords(accounts):
    (teacher,) = accounts(1)
    classroom = known_device(teacher)

    tried = [attempt(teacher, f"мимо {n}", device=classroom).status_code for n in range(10)]

    assert tried == [200] * 9 + [429]
    assert attempt(teacher, RIGHT, device=classroom, at=HOME).status_code == 429
    assert attempt(teacher, RIGHT).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        assert attempt(teacher, RIGHT, device=classroom).status_code == 302
    assert not AccessAttempt.objects.exists()


@pytest.mark.requirement("ACC-3")
def test_strangers_begin_no_new_count_when_the_person_comes_in_on_his_device(accounts):
    (teacher,) = accounts(1)
    classroom = known_device(teacher)
    guess(teacher, 10)
    attempt(teacher, RIGHT, device=classroom)
    assert attempt(teacher, RIGHT).status_code == 429


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    "spoiled", ["of another", "forged", "of an old password", "too old", "rubbish"]
)
def test_a_device_cookie_is_of_one_account_its_password_and_half_a_year(accounts, spoiled):
    teacher, other = accounts(2)
    cookie = known_device(other if spoiled == "of another" else teacher)
    later = timedelta()
    if spoiled == "forged":
        cookie = cookie[:-1] + ("A" if cookie[-1] != "A" else "B")
    elif spoiled == "of an old password":
        changed = User.objects.get(username=teacher)
        changed.set_password(RIGHT)
        changed.save()
    elif spoiled == "too old":
        later = devices.LASTS + timedelta(hours=1)
    elif spoiled == "rubbish":
        cookie = "\x00:'[]"
    with time_machine.travel(timezone.now() + later):
        guess(teacher, 10)
        assert attempt(teacher, RIGHT, device=cookie).status_code == 429


@pytest.mark.requirement("ACC-3")
def test_on_a_computer_of_several_people_each_is_known(accounts):
    names = accounts(12)
    cookie = ""
    for name in names:
        cookie = known_device(name, cookie)
    for name in names:
        guess(name, 10)
    statuses = [attempt(name, RIGHT, device=cookie).status_code for name in names]
    assert statuses == [429] * 2 + [302] * 10


def test_the_device_cookie_is_out_of_reach_of_scripts_and_opens_nothing(accounts, settings):
    (name,) = accounts(1)
    kept = attempt(name, RIGHT).cookies[settings.DEVICE_COOKIE_NAME]
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["secure"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert kept["max-age"] == devices.LASTS.total_seconds()
    assert name not in kept.value
    client = Client()
    client.cookies[settings.DEVICE_COOKIE_NAME] = kept.value
    assert client.get(reverse("mfa_index")).status_code == 302


def test_the_device_cookie_is_kept_when_the_school_changes_its_key(accounts, settings):
    (name,) = accounts(1)
    cookie = known_device(name)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    guess(name, 10)
    assert attempt(name, RIGHT, device=cookie).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_where_the_password_was_changed_the_person_stays_known(accounts, settings):
    (name,) = accounts(1)
    new = "восемь рыжих котов на крыше"
    client = Client(REMOTE_ADDR=SCHOOL)
    client.post(reverse("account_login"), {"login": name, "password": RIGHT})
    old = client.cookies[settings.DEVICE_COOKIE_NAME].value
    client.post(reverse("account_change_password"), {"oldpassword": RIGHT, "password1": new})
    guess(name, 10)

    here = client.cookies[settings.DEVICE_COOKIE_NAME].value
    assert attempt(name, new, device=old).status_code == 429
    assert attempt(name, new, device=here).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_the_old_password_on_the_page_of_a_new_one_is_guessed_no_more_than_at_the_door(accounts):
    """Counted with the sign-in's in this browser; a right one after the wait changes it and forgets them."""
    (name,) = accounts(1)
    new = "восемь рыжих котов на крыше"
    client = Client(REMOTE_ADDR=SCHOOL)
    client.post(reverse("account_login"), {"login": name, "password": RIGHT})
    here = client.cookies[settings.DEVICE_COOKIE_NAME].value
    for n in range(3):
        attempt(name, f"мимо {n}", device=here)

    def change(old):
        return client.post(
            reverse("account_change_password"), {"oldpassword": old, "password1": new}
        )

    said = [change(f"мимо {n}") for n in range(3, 9)]
    assert ["Это не нынешний пароль." in page.text for page in said] == [True] * 6
    stopped = [change("мимо 9"), change(RIGHT)]
    assert [(page.status_code, page["Retry-After"]) for page in stopped] == [(429, "900")] * 2
    assert "Пароль здесь пока не проверяется. Попробуйте ещё раз через 15 минут" in stopped[1].text
    assert attempt(name, RIGHT, at=HOME).status_code == 302
    failures = AccessFailureLog.objects.values_list("path_info", "locked_out").order_by("pk")
    page = reverse("account_change_password")
    assert list(failures)[3:] == [*[(page, False)] * 6, (page, True)]

    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=5)):
        assert change(RIGHT).status_code == 302
    assert User.objects.get(username=name).check_password(new)
    assert not AccessAttempt.objects.exists()


@pytest.mark.requirement("ACC-3")
def test_the_password_alone_makes_no_device_known_where_a_second_step_is_asked(accounts, settings):
    (name,) = accounts(1)
    application_of(User.objects.get(username=name))
    assert settings.DEVICE_COOKIE_NAME not in attempt(name, RIGHT).cookies


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
    assert len(kept) == 3


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
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {kept}
