"""The door from the console, for the day when the only administrator can not come in."""

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from school.models import School
from tests.accounts.factors import application_of
from tests.factories import appointed, school_year, staff_is_asked_for_a_second_factor


@pytest.fixture
def administrator():
    school_year()
    return appointed(Role.SYSADMIN)


@pytest.mark.requirement("ACC-3")
def test_a_stopped_name_is_let_in_again(administrator):
    form = {"login": administrator.username, "password": "мимо"}
    for _ in range(10):
        answer = Client().post(reverse("account_login"), form)
    assert answer.status_code == 429
    call_command("sign_in", "free", administrator.username)
    assert not AccessAttempt.objects.exists()
    assert Client().post(reverse("account_login"), form).status_code == 200


def test_a_lost_factor_is_taken_off_with_a_reason(administrator):
    application_of(administrator)
    with pytest.raises(CommandError, match="почему"):
        call_command("sign_in", "reset", administrator.username)
    call_command("sign_in", "reset", administrator.username, reason="утерян телефон")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(("word", "asked"), [("on", True), ("off", False)])
def test_the_school_decides_whether_it_asks_its_staff(administrator, word, asked):
    staff_is_asked_for_a_second_factor(not asked)

    call_command(
        "sign_in", "ask", word, by=administrator.username, reason="нет телефонов, приказ № 3"
    )

    school = School.objects.get()
    assert school.second_factor_for_staff is asked
    told = school.history.latest("history_id")
    assert (told.second_factor_for_staff, told.history_author, told.history_change_reason) == (
        asked,
        administrator.full_name,
        "нет телефонов, приказ № 3",
    )


def test_the_second_step_is_not_switched_off_without_a_reason(administrator):
    staff_is_asked_for_a_second_factor()
    with pytest.raises(CommandError, match="почему"):
        call_command("sign_in", "ask", "off")
    assert School.objects.get().second_factor_for_staff


def test_what_is_so_already_is_not_written_again(administrator):
    staff_is_asked_for_a_second_factor()
    before = School.history.count()
    call_command("sign_in", "ask", "on")
    assert School.history.count() == before


def test_nobody_is_invented(administrator):
    with pytest.raises(CommandError, match="nobody"):
        call_command("sign_in", "free", "nobody")
