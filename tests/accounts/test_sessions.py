"""How long a sign-in lasts, where it is seen, and how it ends."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from axes.models import AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions.sessions import forget_old_sign_ins
from accounts.models import User
from accounts.screens.sessions import device_of
from accounts.views.security import report_of_a_breach
from tests.factories import school_year

PASSWORD = "семь синих чаек"
COOKIE = settings.SESSION_COOKIE_NAME
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"


@pytest.fixture
def pupil(section):
    return with_password(section.enrollments.first().student.user)


@pytest.fixture
def staff(teacher):
    return with_password(teacher)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user, **fields):
    """By the form of the page, which asks whose the computer is: by default it is his own."""
    client = Client(headers={"User-Agent": CHROME})
    told = {"login": user.username, "password": PASSWORD, "shared": "", **fields}
    answer = client.post(reverse("account_login"), told)
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get(reverse("mfa_index")).status_code == 200


def lasts(client, idle):
    with time_machine.travel(timezone.now() + idle):
        return is_in(client)


@pytest.mark.requirement("ACC-4")
def test_the_staff_is_signed_out_after_half_an_hour_without_a_press(staff):
    assert lasts(sign_in(staff), timedelta(minutes=29))
    assert not lasts(sign_in(staff), timedelta(minutes=31))


@pytest.mark.requirement("ACC-4")
def test_the_staff_is_signed_out_after_twelve_hours_of_work(staff):
    client = sign_in(staff)
    began = timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert is_in(client)
        clock.shift(timedelta(minutes=25))
        assert not is_in(client)


@pytest.mark.requirement("ACC-4")
def test_a_family_stays_signed_in_on_its_own_telephone_for_a_month_at_most(pupil):
    client = sign_in(pupil)
    assert client.cookies[COOKIE]["max-age"] == 30 * 24 * 3600
    assert lasts(client, timedelta(days=13))
    assert not lasts(sign_in(pupil), timedelta(days=15))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in(pupil)
        for _ in range(3):
            clock.shift(timedelta(days=9))
            assert is_in(client)
        clock.shift(timedelta(days=4))
        assert not is_in(client)


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize("who", ["staff", "pupil"])
def test_on_a_strange_computer_the_sign_in_ends_with_the_browser(request, who):
    client = sign_in(request.getfixturevalue(who), shared="on")
    assert client.cookies[COOKIE]["max-age"] == ""
    assert client.cookies[COOKIE]["expires"] == ""
    assert not lasts(client, timedelta(minutes=31))


@pytest.mark.requirement("ACC-4")
def test_who_was_not_asked_whose_the_computer_is_has_the_short_term(pupil):
    client = Client()
    client.post(reverse("account_login"), {"login": pupil.username, "password": PASSWORD})
    assert client.cookies[COOKIE]["max-age"] == ""
    assert not lasts(client, timedelta(minutes=31))


@pytest.mark.requirement("ACC-4")
def test_what_the_last_person_said_of_the_computer_does_not_hold_for_the_next(pupil):
    client = sign_in(pupil)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": pupil.username, "password": PASSWORD})
    assert client.cookies[COOKIE]["max-age"] == ""


def test_being_here_costs_a_write_a_minute_not_a_page(staff):
    client = sign_in(staff)
    page = reverse("accounts:rules")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get(page)
        writes = [count_of_writes(client, page) for _ in range(3)]
        clock.shift(timedelta(minutes=2))
        writes.append(count_of_writes(client, page))
    assert writes[:3] == [0, 0, 0]
    assert writes[3] > 0


def count_of_writes(client, page):
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return sum(query["sql"].startswith(("UPDATE", "INSERT")) for query in queries)


@pytest.mark.requirement("ACC-4")
def test_one_sees_where_one_is_signed_in_and_ends_it_there(pupil):
    here, there = sign_in(pupil), sign_in(pupil)
    page = here.get(reverse("mfa_index")).text
    assert page.count("Chrome, компьютер с Windows") == 2
    assert page.count("это вы сейчас") == 1

    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(reverse("accounts:end_session"), {"session": other.pk})

    assert (is_in(here), is_in(there)) == (True, False)


def test_a_sign_in_that_was_ended_elsewhere_is_over_in_the_log(pupil):
    here, there = sign_in(pupil), sign_in(pupil)
    here.post(reverse("accounts:end_session"), {"session": "others"})
    assert not is_in(there)
    ended = AccessLog.objects.order_by("pk").values_list("logout_time", flat=True)
    assert [moment is not None for moment in ended] == [False, True]


@pytest.mark.requirement("ACC-4")
def test_a_stranger_is_put_out_and_the_school_is_to_be_told(pupil):
    here, there = sign_in(pupil), sign_in(pupil)
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    answer = here.post(reverse("accounts:end_session"), {"session": other.pk, "stranger": "1"})
    assert answer.url == report_of_a_breach()
    assert not is_in(there)
    assert "Смените пароль" in here.get(reverse("mfa_index")).text


def test_all_other_places_end_at_once(pupil):
    here, *others = [sign_in(pupil) for _ in range(3)]
    here.post(reverse("accounts:end_session"), {"session": "others"})
    assert is_in(here)
    assert [is_in(other) for other in others] == [False, False]


@pytest.mark.parametrize("session", ["", "0", "-1", "²", "9" * 30, "a\0b"])
def test_nobody_ends_what_is_not_his(pupil, staff, session):
    mine, strange = sign_in(pupil), sign_in(staff)
    strange_pk = UserSession.objects.get(user=staff).pk
    for chosen in (session, strange_pk):
        assert mine.post(reverse("accounts:end_session"), {"session": chosen}).status_code == 302
    assert is_in(strange)


@pytest.mark.requirement("ACC-3")
def test_a_new_password_ends_all_other_sessions(pupil):
    here, there = sign_in(pupil), sign_in(pupil)
    new = "восемь рыжих котов на крыше"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new}
    )
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert User.objects.get(pk=pupil.pk).check_password(new)


def test_the_old_password_is_asked_for_a_new_one(pupil):
    here = sign_in(pupil)
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": "мимо", "password1": "восемь рыжих котов на крыше"},
    )
    assert "Это не нынешний пароль" in answer.text


def test_one_leaves_by_a_button_only(pupil):
    client = sign_in(pupil)
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.post(reverse("account_logout")).status_code == 302
    assert not is_in(client)
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


@pytest.mark.requirement("ACC-12")
def test_a_fragment_is_not_answered_with_the_page_of_sign_in(staff, section):
    client = Client(headers={"HX-Request": "true"})
    assert client.get(reverse("journal:sections")).status_code == 401


def test_what_is_over_takes_no_room(pupil):
    sign_in(pupil)
    forget_old_sign_ins(now=timezone.now())
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    forget_old_sign_ins(now=timezone.now() + timedelta(days=40))
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


@pytest.mark.requirement("ACC-12")
def test_nobody_signs_up_or_resets_a_password_by_mail(client):
    school_year()
    addresses = [
        "signup/", "accounts/signup/", "account/signup/", "password/reset/", "account/password/reset/",
        "account/email/", "confirm-email/x/", "account/inactive/", "accounts/login/", "account/set/",
    ]  # fmt: skip
    assert {client.get(f"/{address}").status_code for address in addresses} == {404}


def test_a_closed_account_opens_to_nobody(pupil):
    User.objects.filter(pk=pupil.pk).update(is_active=False)
    client = Client()
    client.post(reverse("account_login"), {"login": pupil.username, "password": PASSWORD})
    assert not is_in(client)


@override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0", CELERY_TASK_ALWAYS_EAGER=False)
def test_people_sign_in_with_redis_dead(pupil):
    assert is_in(sign_in(pupil))


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (CHROME, "Chrome, компьютер с Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/141 YaBrowser/25.1 Mobile Safari/537.36", "Яндекс Браузер, телефон или планшет Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, компьютер с Linux"),
        ("", "неизвестное устройство"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_words(user_agent, device):
    assert device_of(user_agent) == device


@pytest.mark.requirement("ACC-12")
@pytest.mark.parametrize(("https", "prefix"), [("1", "__Host-"), ("0", "")])
def test_cookies_belong_to_this_very_site_under_https(https, prefix):
    told = subprocess.run(
        [sys.executable, "-c", COOKIES],
        env=os.environ | {"HTTPS": https, "SECRET_KEY": "x"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names, secure = json.loads(told.stdout)
    assert names == [f"{prefix}sessionid", f"{prefix}csrftoken", f"{prefix}device"]
    assert secure == [https == "1"] * 2


COOKIES = """
import json
from ejournal import settings as s
print(json.dumps([[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DEVICE_COOKIE_NAME], [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]]))
"""


def test_the_cookie_of_the_session_is_out_of_reach_of_scripts(pupil):
    cookie = sign_in(pupil).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""


def test_a_person_is_given_a_new_session_at_the_door(pupil):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["left by a stranger"] = 1
    session.save()
    client.cookies[COOKIE] = before = session.session_key
    client.post(reverse("account_login"), {"login": pupil.username, "password": PASSWORD})
    assert client.cookies[COOKIE].value != before
    assert not Session.objects.filter(session_key=before).exists()
