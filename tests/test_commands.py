"""Commands of the school's administrator: who is appointed, who gets a password."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Appointment, Role, User
from tests.entrance import lets_in
from tests.factories import UserFactory


@pytest.mark.requirement("ORG-1")
def test_a_deputy_is_appointed_for_grades_by_order(capsys):
    person = UserFactory(username="petrova", last_name="Петрова", first_name="Анна", middle_name="")

    call_command(
        "appoint", "petrova", "deputy", "--from", "2025-09-01", "--grades", "5-9", "--order", "12"
    )

    made = Appointment.objects.get()
    told = (made.user, made.role, made.starts_on, made.grade_from, made.grade_to)
    assert told == (person, Role.DEPUTY, date(2025, 9, 1), 5, 9)
    assert made.order_number == "12"
    assert capsys.readouterr().out == "Заместитель директора: Петрова Анна, с 01.09.2025.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("nobody", "deputy"),
        ("petrova", "deputy", "--from", "1 сентября"),
        ("petrova", "deputy", "--grades", "9-5"),
        ("petrova", "deputy", "--grades", "все"),
        ("petrova", "deputy", "--by", "nobody"),
    ],
)
def test_an_appointment_that_cannot_be_read_changes_nothing(words):
    UserFactory(username="petrova")
    with pytest.raises(CommandError):
        call_command("appoint", *words)
    assert not Appointment.objects.exists()


def test_passwords_are_told_once_and_let_people_in(capsys):
    for login in ("petrova", "sidorov"):
        UserFactory(username=login)

    call_command("passwords", "petrova", "sidorov")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["petrova", "sidorov"]
    for line in lines:
        login, password = line.split()[:2]
        assert lets_in(login, password)


def test_passwords_are_given_to_all_or_to_nobody(client):
    UserFactory(username="petrova")
    before = User.objects.get().password
    with pytest.raises(CommandError, match="nobody"):
        call_command("passwords", "petrova", "nobody")
    assert User.objects.get().password == before
