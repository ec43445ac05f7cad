"""The second factor: asked of the staff before anything opens, free to everybody else."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.factors import SECRET, application_of, code, recovery_codes_of
from tests.factories import staff_is_asked_for_a_second_factor

PASSWORD = "семь синих чаек"


@pytest.fixture
def asked(section):
    """The school asks its staff for a second factor."""
    staff_is_asked_for_a_second_factor()


@pytest.fixture
def staff(teacher):
    teacher.set_password(PASSWORD)
    teacher.save()
    return teacher


@pytest.fixture
def parent(people):
    parent = people["the parent"]
    parent.set_password(PASSWORD)
    parent.save()
    return parent


def sign_in(user):
    client = Client()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client, answer.url


def set_up(client):
    """Set up an application by its page; the codes for a rainy day."""
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return client.get(answer.url)


@pytest.mark.requirement("ACC-3")
def test_nothing_opens_to_the_staff_before_a_second_factor_is_set_up(asked, staff, section):
    client, _ = sign_in(staff)
    for name in ("home", "journal:sections", "account_change_password"):
        assert client.get(reverse(name)).url.startswith(reverse("mfa_index"))
    assert client.post(reverse("journal:save_cells", args=[section.pk])).status_code == 302
    assert "Школа просит сотрудников" in client.get(reverse("mfa_index")).text

    page = set_up(client)

    assert page.text.count("<li><code>") == 10
    assert client.get(reverse("journal:sections")).status_code == 200


@pytest.mark.requirement("ACC-3")
def test_a_family_is_not_asked_and_may_set_one_up(asked, parent):
    client, _ = sign_in(parent)
    assert client.get(reverse("diary:home")).status_code in {200, 302}
    assert client.get(reverse("mfa_index")).status_code == 200
    set_up(client)
    assert sign_in(parent)[1] == reverse("mfa_authenticate")


@pytest.mark.requirement("ACC-3")
def test_with_a_second_factor_the_password_alone_opens_nothing(staff):
    application_of(staff)
    client, led_to = sign_in(staff)
    assert led_to == reverse("mfa_authenticate")
    assert client.get(reverse("journal:sections")).url.startswith(reverse("account_login"))

    assert "Код не подошёл" in client.post(led_to, {"code": "000000"}).text
    assert client.post(led_to, {"code": code()}).status_code == 302
    assert client.get(reverse("journal:sections")).status_code == 200


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_code_is_taken_once_while_the_clock_allows_it(staff, later):
    application_of(staff)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        seen = code(later=later)
        statuses = []
        for _ in range(2):
            client, led_to = sign_in(staff)
            statuses.append(client.post(led_to, {"code": seen}).status_code)
            clock.shift(31 if later == 1 else 1)
    assert statuses == [302, 200]


@pytest.fixture
def morning():
    """A clock that stands at a morning, so that the day does not end in the middle of a test."""
    start = timezone.localtime().replace(hour=9, minute=0, second=0)
    with time_machine.travel(start, tick=False) as clock:
        yield clock


def type_codes(user, times, *, first=0, digits=6):
    """Wrong codes at the second step; the last page."""
    client, led_to = sign_in(user)
    for n in range(first, first + times):
        page = client.post(led_to, {"code": f"{n:0{digits}}"})
    return page.text


def comes_in(user, typed):
    client, led_to = sign_in(user)
    return client.post(led_to, {"code": typed}).status_code == 302


@pytest.mark.requirement("ACC-3")
def test_codes_are_not_guessed(staff, morning):
    application_of(staff)
    assert "Код не подошёл" in type_codes(staff, 10)

    client, led_to = sign_in(staff)
    page = client.post(led_to, {"code": code()})
    assert "Слишком много неверных кодов" in page.text
    assert "через 15\u00a0мин" in page.text
    morning.shift(timedelta(minutes=9))
    assert "через 6\u00a0мин" in client.post(led_to, {"code": code()}).text

    morning.shift(timedelta(minutes=7))
    assert comes_in(staff, code())
    morning.shift(timedelta(minutes=1))
    assert comes_in(staff, code())


@pytest.mark.requirement("ACC-3")
def test_codes_are_not_guessed_slowly_either(staff, morning):
    """Twenty a day of the account, whatever right ones come between and from wherever; tomorrow it is open again."""
    application_of(staff)
    type_codes(staff, 10)
    morning.shift(timedelta(hours=1))
    assert comes_in(staff, code())
    assert "Код не подошёл" in type_codes(staff, 9, first=10)
    page = type_codes(staff, 1, first=19)
    for told in ("до завтра", "запасной код", "администратор школы", "смените пароль"):
        assert told in page

    morning.shift(timedelta(hours=5))
    assert not comes_in(staff, code())
    morning.shift(timedelta(hours=10))
    assert comes_in(staff, code())


@pytest.mark.requirement("ACC-3")
def test_a_recovery_code_lets_in_where_codes_are_stopped_and_is_not_guessed(staff, morning):
    application_of(staff)
    spare = recovery_codes_of(staff)
    type_codes(staff, 10)
    morning.shift(timedelta(minutes=20))
    type_codes(staff, 10, first=10)
    assert comes_in(staff, spare[0])

    assert "до завтра войти можно только ключом" in type_codes(staff, 10, digits=8)
    assert not comes_in(staff, spare[1])
    morning.shift(timedelta(days=1))
    assert comes_in(staff, spare[1])


@pytest.mark.requirement("ACC-3")
def test_codes_asked_once_more_are_counted_with_those_of_the_sign_in(as_user, staff, morning):
    application_of(staff)
    client = as_user(staff)
    said = [
        errors_of(client.post(reverse("mfa_reauthenticate"), {"code": f"{n:06}"}))
        for n in range(10)
    ]
    wrong = "Код не подошёл. Проверьте время на телефоне и введите следующий код."
    waits = (
        "Слишком много неверных кодов. Код из приложения снова подойдёт через 15\u00a0мин, "
        "запасной код подойдёт и сейчас."
    )
    assert said == [{"code": [wrong]}] * 10

    at_the_door, led_to = sign_in(staff)
    answer = at_the_door.post(led_to, {"code": code()})
    assert (answer.status_code, errors_of(answer)) == (200, {"code": [waits]})
    assert AccessAttempt.objects.get(user_agent__startswith="codes ").failures_since_start == 10
    morning.shift(timedelta(minutes=15))
    assert comes_in(staff, code())


def errors_of(answer):
    """By field, as the page has them."""
    return {field: list(told) for field, told in answer.context["form"].errors.items()}


@pytest.mark.requirement("ACC-3")
def test_the_person_sees_that_codes_were_tried_and_the_administrator_lets_him_in(staff, morning):
    application_of(staff)
    client, led_to = sign_in(staff)
    client.post(led_to, {"code": code()})
    assert "подбирали код" not in client.get(reverse("mfa_index")).text
    type_codes(staff, 10)
    morning.shift(timedelta(minutes=20))
    type_codes(staff, 10)

    page = client.get(reverse("mfa_index")).text
    assert "подбирали код второго шага" in page
    assert "127.0.0.1" in page

    call_command("sign_in", "free", staff.username)
    morning.shift(timedelta(minutes=1))
    assert comes_in(staff, code())


@pytest.mark.requirement("ACC-3")
def test_a_recovery_code_lets_in_once_and_is_shown_once(asked, staff):
    client, _ = sign_in(staff)
    page = set_up(client)
    spare = page.text.split("<li><code>")[1].split("<")[0]
    again = client.get(reverse("mfa_view_recovery_codes")).text
    assert spare not in again
    assert "Осталось кодов: 10 из 10" in again

    answers = []
    for _ in range(2):
        other, led_to = sign_in(staff)
        answers.append(other.post(led_to, {"code": spare}).status_code)
    assert answers == [302, 200]


def test_secrets_do_not_lie_in_the_database_in_clear(staff):
    application_of(staff)
    recovery_codes_of(staff)
    kept = [str(row.data) for row in Authenticator.objects.all()]
    assert [text for text in kept if SECRET in text] == []
    assert all("gAAAA" in text for text in kept)


@pytest.mark.requirement("ACC-3")
def test_the_staff_does_not_take_off_its_last_factor(asked, staff):
    application_of(staff)
    client, led_to = sign_in(staff)
    client.post(led_to, {"code": code()})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Сначала подключите другой способ" in page.text
    assert Authenticator.objects.filter(user=staff).exists()

    staff_is_asked_for_a_second_factor(False)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=staff).exists()


@pytest.mark.requirement("ACC-3")
def test_a_factor_is_set_up_or_taken_off_only_by_who_has_shown_lately_who_he_is(as_user, staff):
    application_of(staff)
    client = as_user(staff)
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_reauthenticate"))


def test_a_password_typed_again_leads_on_and_wrong_ones_are_counted(as_user, staff):
    client = as_user(staff)
    page = reverse("mfa_activate_totp")
    asked = client.get(page).url
    assert "Пароль не подошёл" in client.post(asked, {"password": "мимо"}).text
    assert client.post(asked, {"password": PASSWORD}).url == page
    assert client.get(page).status_code == 200
    other = Client()
    other.force_login(staff)
    statuses = [
        other.post(reverse("account_reauthenticate"), {"password": f"мимо {n}"}).status_code
        for n in range(12)
    ]
    assert 429 in statuses
