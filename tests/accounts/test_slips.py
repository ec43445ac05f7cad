"""One-time slips: what they let in, how often, and who may give them (ACC-3)."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from datetime import date, timedelta
from threading import Event

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions.slips import enter_by_slip, issue_slips, spend, void_slips
from accounts.models import Right, Role, SignInSlip, SlipCode, User
from accounts.rights import DEFAULTS
from accounts.slips import Reach, SlipRefused, among, code_in, grouped, new_code, why_no_slip
from accounts.usernames import free_name, usual_name
from school.actions.cards import enter_person
from school.cards import Person
from tests.accounts.factors import application_of, code
from tests.entrance import lets_in
from tests.factories import NOW, UserFactory, clerk

TODAY, LAST_DAY = NOW.date(), NOW.date() + timedelta(14)
PASSWORD = "семь синих чаек ждут трамвай"


def slip_for(*people, now=NOW, valid_until=LAST_DAY, seen_at=None):
    return issue_slips(people=people, valid_until=valid_until, by=clerk(), now=now, seen_at=seen_at)


def show(client, username, code):
    return client.post(reverse("entry:slip"), {"username": username, "code": code})


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


@pytest.mark.requirement("ACC-3")
def test_a_slip_leads_at_once_to_an_own_password(client):
    person = UserFactory(username="ivanova.av")
    (slip,) = slip_for(person)

    shown = show(client, "ivanova.av", grouped(slip.code))
    assert (shown.status_code, shown.url) == (302, reverse("entry:own_password"))
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("home")).status_code == 302
    chosen = client.post(reverse("entry:own_password"), {"password1": PASSWORD})

    assert chosen.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert lets_in("ivanova.av", PASSWORD)
    kept = SignInSlip.objects.get()
    assert (kept.used_at, kept.voided_at) == (NOW, None)
    assert [(h.history_author, h.history_type) for h in kept.history.order_by("history_id")] == [
        (clerk().full_name, "+"),
        (person.full_name, "~"),
    ]


@pytest.mark.requirement("ACC-3")
def test_a_slip_lets_in_once(client):
    person = UserFactory(username="ivanova.av")
    (slip,) = slip_for(person)
    show(client, "ivanova.av", slip.code)
    other = Client()
    show(other, "ivanova.av", slip.code)
    client.post(reverse("entry:own_password"), {"password1": PASSWORD})

    late = other.post(reverse("entry:own_password"), {"password1": "чужой человек нашёл листок"})

    assert late.status_code == 302
    assert "_auth_user_id" not in other.session
    assert lets_in("ivanova.av", PASSWORD)
    assert show(Client(), "ivanova.av", slip.code).status_code == 422
    with pytest.raises(SlipRefused):
        spend(slip=SignInSlip.objects.get(), by=person, now=NOW)


@pytest.mark.requirement("ACC-3")
def test_codes_are_kept_only_as_a_hash_and_not_after_use():
    person = UserFactory()
    (slip,) = slip_for(person)
    kept = SlipCode.objects.get()

    assert slip.code not in kept.hash
    assert check_password(slip.code, kept.hash)
    enter_by_slip(slip=kept.slip, password=make_password(PASSWORD), by=person, now=NOW)
    assert SlipCode.objects.count() == 0


@pytest.mark.requirement("ACC-3")
def test_a_new_slip_voids_the_older(client):
    person = UserFactory(username="ivanova.av")
    (first,) = slip_for(person)
    (second,) = slip_for(person, now=NOW + timedelta(minutes=5))

    assert show(client, "ivanova.av", first.code).status_code == 422
    assert show(client, "ivanova.av", second.code).status_code == 302
    older, newer = SignInSlip.objects.order_by("pk")
    assert (older.voided_at, older.void_reason) == (
        NOW + timedelta(minutes=5),
        "выдан новый листок",
    )
    assert (newer.voided_at, newer.used_at) == (None, None)


def test_the_second_press_of_the_button_does_not_void_what_is_printed():
    person = UserFactory()
    slip_for(person, seen_at=NOW - timedelta(minutes=1))

    with pytest.raises(SlipRefused, match="уже выдан в 14:00"):
        slip_for(person, seen_at=NOW - timedelta(minutes=1), now=NOW + timedelta(seconds=2))
    assert SignInSlip.objects.unused().count() == 1


@pytest.mark.parametrize(("passed", "status"), [(0, 302), (14, 302), (15, 422)])
def test_a_slip_lets_in_till_the_end_of_its_last_day(client, at, passed, status):
    person = UserFactory(username="ivanova.av")
    (slip,) = slip_for(person)
    day = TODAY + timedelta(passed)
    at(day.year, day.month, day.day, 23, 50)

    assert show(client, "ivanova.av", slip.code).status_code == status


def test_a_voided_slip_and_a_stopped_account_let_nobody_in(client):
    person, stopped = UserFactory(username="ivanova.av"), UserFactory(username="petrov.pp")
    first, second = slip_for(person, stopped)
    void_slips(of=person, reason="отменён выдавшим", by=clerk(), now=NOW)
    stopped.is_active = False
    stopped.save()

    assert show(client, "ivanova.av", first.code).status_code == 422
    assert show(client, "petrov.pp", second.code).status_code == 422


def test_a_code_opens_only_its_own_account(client):
    first, second = slip_for(UserFactory(username="one"), UserFactory(username="two"))

    assert show(client, "one", second.code).status_code == 422
    assert show(client, "two", first.code).status_code == 422


def test_a_slip_in_hand_is_forgotten_after_twenty_minutes(client, at):
    (slip,) = slip_for(UserFactory(username="ivanova.av"))
    show(client, "ivanova.av", slip.code)
    at(2025, 9, 15, 14, 21)

    assert client.get(reverse("entry:own_password")).url == reverse("entry:slip")


def test_a_weak_password_is_refused_and_the_slip_stays(client):
    (slip,) = slip_for(UserFactory(username="ivanova.av"))
    show(client, "ivanova.av", slip.code)

    refused = client.post(reverse("entry:own_password"), {"password1": "123"})

    assert refused.status_code == 422
    assert SignInSlip.objects.get().used_at is None


def test_a_passkey_may_be_chosen_instead_of_a_password(client):
    person = UserFactory(username="ivanova.av")
    person.set_password("прежний пароль, который забыт")
    person.save()
    (slip,) = slip_for(person)
    show(client, "ivanova.av", slip.code)

    chosen = client.post(reverse("entry:own_password"), {"passkey": "1"})

    assert chosen.url == reverse("mfa_add_webauthn")
    assert not lets_in("ivanova.av", "прежний пароль, который забыт")


def with_factor(username):
    person = UserFactory(username=username)
    person.set_password("прежний пароль, который помнят")
    person.save()
    application_of(person)
    return person


def chosen(slip, password=PASSWORD):
    """A browser in which the slip was shown and the password chosen."""
    client = Client()
    show(client, slip.username, slip.code)
    answer = client.post(reverse("entry:own_password"), {"password1": password})
    return client, answer


@pytest.mark.requirement("ACC-3")
def test_a_slip_is_used_when_the_second_factor_was_shown_and_not_before():
    person = with_factor("ivanova.av")
    (slip,) = slip_for(person)

    client, answer = chosen(slip)
    assert answer.url == reverse("mfa_authenticate")
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert SignInSlip.objects.get().used_at is None
    assert show(Client(), "ivanova.av", slip.code).status_code == 302
    client.post(answer.url, {"code": code()})

    assert client.session["_auth_user_id"] == str(person.pk)
    assert SignInSlip.objects.get().used_at == NOW
    person.refresh_from_db()
    assert check_password(PASSWORD, person.password)


@pytest.mark.requirement("ACC-3")
def test_of_two_at_the_second_factor_with_one_slip_the_first_comes_in():
    person = with_factor("ivanova.av")
    (slip,) = slip_for(person)
    (first, answer), (second, _) = chosen(slip), chosen(slip, "чужой человек нашёл листок")
    first.post(answer.url, {"code": code()})
    cache.clear()  # the code is taken once; here it stands for the next one

    late = second.post(answer.url, {"code": code()})

    assert late.url == reverse("entry:slip")
    assert "_auth_user_id" not in second.session
    assert second.get(reverse("mfa_authenticate")).status_code == 302
    person.refresh_from_db()
    assert check_password(PASSWORD, person.password)


@pytest.mark.requirement("ACC-3")
def test_what_a_finder_of_a_slip_has_chosen_does_not_come_true_by_the_owners_own_sign_in():
    person = with_factor("ivanova.av")
    (slip,) = slip_for(person)
    shared, _ = chosen(slip, "чужой человек нашёл листок")

    told = shared.post(
        reverse("account_login"),
        {"login": "ivanova.av", "password": "прежний пароль, который помнят"},
    )
    shared.post(told.url, {"code": code()})

    assert shared.session["_auth_user_id"] == str(person.pk)
    assert lets_to_the_second_step("ivanova.av", "прежний пароль, который помнят")
    assert SignInSlip.objects.get().used_at is None


def lets_to_the_second_step(login, password):
    answer = Client().post(reverse("account_login"), {"login": login, "password": password})
    return answer.status_code == 302 and answer.url == reverse("mfa_authenticate")


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_a_name_at_once_choose_two_names():
    """A slip is printed while a namesake is being entered: the second waits for the first."""
    names = {"last_name": "Щёголева", "first_name": "Анна", "middle_name": "Юрьевна"}
    nameless = UserFactory(username="k1", sourced_id="k1", password="!", **names)
    author = clerk()
    entered, let_go = Event(), Event()

    def enter():
        with closing(connection), transaction.atomic():
            user = enter_person(
                person=Person(**names), form=None, by=author, now=NOW, reason="приём"
            )
            entered.set()
            let_go.wait(10)
        return user.username

    def give():
        with closing(connection):
            entered.wait(10)
            return slip_for(nameless)[0].username

    with ThreadPoolExecutor(2) as hands:
        both = [hands.submit(enter), hands.submit(give)]
        entered.wait(10)
        assert not wait(both, timeout=0.5).done
        let_go.set()
        assert [hand.result(10) for hand in both] == ["schegoleva.ay", "schegoleva.ay2"]


@pytest.mark.requirement("ACC-3")
def test_guessing_of_codes_is_stopped(client):
    """Ten wrong codes from one address, and the right one lets in no more; from another address it does."""
    (slip,) = slip_for(UserFactory(username="ivanova.av"))
    statuses = [show(client, "ivanova.av", f"{n:012}").status_code for n in range(12)]

    assert statuses == [422] * 9 + [429] * 3
    assert show(client, "ivanova.av", slip.code).status_code == 429
    elsewhere = client.post(
        reverse("entry:slip"),
        {"username": "ivanova.av", "code": slip.code},
        REMOTE_ADDR="10.1.1.1",
    )
    assert elsewhere.status_code == 302


def test_an_unknown_name_is_answered_like_a_wrong_code(client):
    slip_for(UserFactory(username="ivanova.av"))
    answers = [show(client, name, "000000000000") for name in ("ivanova.av", "nobody")]
    texts = [re.sub(r'value="[^"]*"|data-csrf="[^"]*"', "", a.content.decode()) for a in answers]

    assert texts[0] == texts[1]


def test_codes_are_digits_only_and_typed_with_any_spaces():
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"\d{12}", code) for code in codes)
    assert {code_in(t) for t in ("4839 2017 5566", "4839-2017-5566", "4839\u00a02017 5566 ")} == {"483920175566"}  # fmt: skip


def test_names_are_made_by_rule_for_those_who_have_none_and_never_given_twice():
    key = "4b6d-11"
    nameless = UserFactory(
        username=key, sourced_id=key, password="!",
        last_name="Щёголева", first_name="Анна", middle_name="Юрьевна",
    )  # fmt: skip
    gone = UserFactory(username="schegoleva.ayu")
    slip_for(gone)
    gone.username = "another"
    gone.save()

    (slip,) = slip_for(nameless)

    assert slip.username == "schegoleva.ay"
    again = UserFactory(
        username="k2", sourced_id="k2", password="!",
        last_name="Щёголева", first_name="Алла", middle_name="Яковлевна",
    )  # fmt: skip
    assert slip_for(again)[0].username == "schegoleva.ay2"
    User.objects.filter(pk=again.pk).update(username="renamed")
    third = UserFactory(
        username="k3", sourced_id="k3", password="!",
        last_name="Щёголева", first_name="Ада", middle_name="Яновна",
    )  # fmt: skip
    assert slip_for(third)[0].username == "schegoleva.ay3"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Иванова", "Анна", "Викторовна"), "ivanova.av"),
        (("Римская-Корсакова", "Ольга", ""), "rimskaya.korsakova.o"),
        (("Ёлкин", "Юрий", "Яковлевич"), "elkin.yy"),
        (("", "", ""), "user"),
    ],
)
def test_a_name_for_signing_in_is_latin(names, told):
    assert usual_name(*names) == told
    assert free_name(told, {told, f"{told}2"}) == f"{told}3"


def able(rights, low=1, high=11, *, later=()):
    """What an order with these rights for these grades allows; `later` begins another day."""
    grades = among(low, high)
    now = frozenset((right, grade) for right in rights for grade in grades)
    return Reach(now, now | frozenset((right, grade) for right in later for grade in grades))


ASSISTANT, SYSADMIN = DEFAULTS[Role.ASSISTANT], DEFAULTS[Role.SYSADMIN]
USUAL = {
    "to_oneself": False,
    "is_active": True,
    "is_of_the_staff": False,
    "works_with_journals": False,
    "theirs": Reach(),
    "own": Reach(),
    "own_roles": frozenset({"homeroom"}),
    "own_rights": frozenset(),
}
BY_ASSISTANT = {
    "is_of_the_staff": True, "own": able(ASSISTANT),
    "own_roles": frozenset({Role.ASSISTANT}), "own_rights": ASSISTANT,
}  # fmt: skip
BY_SYSADMIN = BY_ASSISTANT | {
    "own": able(SYSADMIN), "own_roles": frozenset({Role.SYSADMIN}), "own_rights": SYSADMIN,
}  # fmt: skip


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({}, ""),
        ({"to_oneself": True}, "Себе листок не выдают"),
        ({"is_active": False}, "остановлена"),
        ({"is_of_the_staff": True}, "Это сотрудник школы"),
        ({"works_with_journals": True}, "читает их по приказу"),
        (BY_ASSISTANT, ""),
        (BY_ASSISTANT | {"theirs": able(ASSISTANT)}, ""),
        (BY_ASSISTANT | {"theirs": able(SYSADMIN)}, "больше прав"),
        (BY_ASSISTANT | {"theirs": able({Right.CHECK})}, "больше прав"),
        (BY_ASSISTANT | {"theirs": able({Right.SYSTEM}, later={Right.CHECK})}, "больше прав"),
        (BY_ASSISTANT | {"own": able({Right.SYSTEM}, later=ASSISTANT), "theirs": able({Right.PUPILS})}, "больше прав"),
        (BY_ASSISTANT | {"own": able(ASSISTANT, 1, 4), "theirs": able({Right.PUPILS}, 5, 9)}, "больше прав"),
        (BY_ASSISTANT | {"own": able(ASSISTANT, 1, 11), "theirs": able({Right.PUPILS}, 1, 12)}, ""),
        (BY_ASSISTANT | {"works_with_journals": True}, "ведёт журналы"),
        (BY_SYSADMIN | {"theirs": able(DEFAULTS[Role.DIRECTOR]), "works_with_journals": True}, ""),
    ],
)  # fmt: skip
def test_nobody_opens_an_account_that_can_do_more_than_his_own(case, why):
    told = why_no_slip(**(USUAL | case))
    assert why in told
    assert bool(told) == bool(why)


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_number_of_queries_does_not_grow_with_the_people(people, django_assert_num_queries):
    chosen = [UserFactory() for _ in range(people)]
    author = clerk()
    slip_for(*chosen)
    with django_assert_num_queries(10):
        issue_slips(
            people=chosen, valid_until=date(2025, 9, 29), by=author, now=NOW + timedelta(1), seen_at=None
        )  # fmt: skip
