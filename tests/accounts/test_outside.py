"""Sign-in of parents and pupils through an outside provider: by number, never by name (ACC-4, § 17 of the regulation)."""

import subprocess
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.actions.outside import bind_from_card, unbind
from accounts.actions.slips import issue_slips
from accounts.models import OutsideIdentity, User
from accounts.outside.config import identifier_in, plain_identifier
from accounts.outside.signing import CommandSigner, SigningFailed, signed_secret
from accounts.slips import SlipRefused
from tests.answering import answered
from tests.entrance import lets_in
from tests.factories import (
    NOW,
    HomeroomFactory,
    StaffFactory,
    UserFactory,
    clerk,
    parent_of,
    pupil_of,
    school_year,
)
from tests.factories import SchoolClassFactory as ClassFactory
from tests.outside_provider import CLIENT, SECRET, SLOW, is_signature, strict_provider

OID = "1000298933"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def provider(settings):
    with strict_provider() as found:
        settings.OUTSIDE_SIGN_IN = {
            "issuer": found.url, "client_id": CLIENT, "secret": SECRET, "name": "Госуслуги",
            "claim": "urn:esia:sbj urn:esia:sbj:oid",
        }  # fmt: skip
        yield found


def bound(person, number=OID, *, issuer):
    return bind_from_card(person=person, issuer=issuer, identifier=number, by=clerk(), now=NOW)


def claims(number=OID, **more):
    return {"urn:esia:sbj": {"urn:esia:sbj:oid": int(number)}} | more


def go(client):
    """The address at the provider to which the person is sent."""
    return client.post(reverse("entry:outside")).url


def come_back(client, answer):
    return client.get(reverse("entry:outside_callback"), answer)


def sign_in(client, provider, **told):
    return come_back(client, provider.issue(go(client), **(told or claims())))


def who(client):
    return client.session.get("_auth_user_id")


def words(client):
    return client.get(reverse("account_login")).content.decode()


@pytest.mark.requirement("ACC-4")
def test_a_parent_comes_in_by_the_number(client, provider):
    mother = parent_of(pupil_of(ClassFactory()))
    bound(mother, issuer=provider.url)

    answer = sign_in(client, provider)

    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert who(client) == str(mother.pk)


@pytest.mark.requirement("ACC-4")
def test_the_question_carries_state_nonce_and_pkce(client, provider):
    location = go(client)

    assert location.startswith(f"{provider.url}/ac?")
    for name in (
        "state=",
        "nonce=",
        "code_challenge=",
        "code_challenge_method=S256",
        f"client_id={CLIENT}",
    ):
        assert name in location
    assert SECRET not in location


@pytest.mark.requirement("ACC-4")
def test_two_parents_of_one_name_are_told_apart_by_number(client, provider):
    names = {"last_name": "Иванова", "first_name": "Анна", "middle_name": "Петровна"}
    first, second = UserFactory(**names), UserFactory(**names)
    bound(first, "1000000001", issuer=provider.url)
    bound(second, "1000000002", issuer=provider.url)

    sign_in(client, provider, **claims("1000000002"), name="Иванова Анна Петровна")

    assert who(client) == str(second.pk)


@pytest.mark.requirement("ACC-4")
def test_an_unknown_number_opens_nothing_and_makes_nobody(client, provider):
    namesake = UserFactory(last_name="Иванова", first_name="Анна", email="anna@example.ru")
    people = User.objects.count()

    answer = sign_in(
        client, provider, **claims(), name="Иванова Анна", email="anna@example.ru", email_verified=True
    )  # fmt: skip

    assert answer.url == reverse("entry:outside_unknown")
    page = client.get(answer.url).content.decode()
    assert "попросите у классного руководителя" in page
    assert (who(client), User.objects.count(), OutsideIdentity.objects.count()) == (None, people, 0)
    assert namesake.email == "anna@example.ru"


@pytest.mark.requirement("ACC-4")
def test_a_slip_binds_the_number_at_the_first_sign_in(client, provider, at):
    at(2025, 9, 15, 14, 0)
    mother = parent_of(pupil_of(ClassFactory()))
    (slip,) = slips(mother)
    sign_in(client, provider)

    first = client.post(
        reverse("entry:outside_unknown"), {"username": slip.username, "code": slip.code}
    )

    assert (first.status_code, who(client)) == (302, str(mother.pk))
    assert OutsideIdentity.objects.get().history.get().history_author == mother.full_name
    again = Client()
    sign_in(again, provider)
    assert who(again) == str(mother.pk)


def slips(*people):
    return issue_slips(
        people=people, valid_until=NOW.date() + timedelta(7), by=clerk(), now=NOW, seen_at=None
    )


@pytest.mark.requirement("ACC-4")
def test_a_number_of_one_person_is_refused_to_another(client, provider, at):
    at(2025, 9, 15, 14, 0)
    first, second = UserFactory(), UserFactory()
    identity = bound(first, issuer=provider.url)
    with pytest.raises(SlipRefused, match="уже привязан к другому"):
        bound(second, issuer=provider.url)
    with pytest.raises(SlipRefused, match="другой номер"):
        bound(first, "77", issuer=provider.url)
    unbind(person=first, reason="номер записан по ошибке", by=clerk(), now=NOW)
    (slip,) = slips(second)
    sign_in(client, provider)
    bound(first, issuer=provider.url)

    late = client.post(
        reverse("entry:outside_unknown"), {"username": slip.username, "code": slip.code}
    )

    assert late.status_code == 422
    assert "уже привязан к другому" in late.content.decode()
    assert who(client) is None
    assert lets_in_by_slip(slip)
    assert identity.history.count() == 2


def lets_in_by_slip(slip):
    shown = Client().post(reverse("entry:slip"), {"username": slip.username, "code": slip.code})
    return shown.status_code == 302


@pytest.mark.requirement("ACC-4")
def test_the_staff_signs_in_on_the_site_only(client, provider, at):
    at(2025, 9, 15, 14, 0)
    teacher = StaffFactory().user
    bound(teacher, issuer=provider.url)

    sign_in(client, provider)
    assert who(client) is None
    assert "Сотрудники входят на этом сайте" in words(client)

    (slip,) = slips(teacher)
    stranger = Client()
    sign_in(stranger, provider, **claims("555"))
    refused = stranger.post(
        reverse("entry:outside_unknown"), {"username": slip.username, "code": slip.code}
    )
    assert (refused.status_code, who(stranger)) == (422, None)


@pytest.mark.requirement("ACC-4")
def test_a_person_who_cancelled_is_told_so(client, provider):
    state = provider.issue(go(client))["state"]

    come_back(client, {"error": "access_denied", "state": state})

    assert who(client) is None
    assert "Вход через Госуслуги отменён" in words(client)


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize(
    "case", ["wrong state", "no state", "replayed", "another browser", "wrong code"]
)
def test_what_was_not_asked_here_lets_nobody_in(client, provider, case):
    bound(UserFactory(), issuer=provider.url)
    answer = provider.issue(go(client), **claims())
    if case == "wrong state":
        answer["state"] = "00000000-0000-0000-0000-000000000000"
    elif case == "no state":
        del answer["state"]
    elif case == "wrong code":
        answer["code"] = "codeX"
    elif case == "replayed":
        come_back(client, answer)
        client.logout()
    else:
        client = Client()

    refused = come_back(client, answer)

    assert refused.url == reverse("account_login")
    assert who(client) is None
    assert "не получилось" in words(client)


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize(
    "told",
    [
        {"nonce": "of another question"},
        {"nonce": ""},
        {"iss": "https://elsewhere.example"},
        {"aud": "another school"},
        {"exp": 1_000_000_000},
        {"urn:esia:sbj": {}},
        {"urn:esia:sbj": "text"},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_lets_nobody_in(client, provider, told):
    bound(UserFactory(), issuer=provider.url)
    provider.claims_over = told

    assert sign_in(client, provider).url == reverse("account_login")
    assert who(client) is None


def test_a_token_signed_with_another_key_lets_nobody_in(client, provider):
    bound(UserFactory(), issuer=provider.url)
    keys = provider.keys()
    with strict_provider() as other:
        provider.key = other.key
        provider.keys = lambda: keys

        sign_in(client, provider)

    assert who(client) is None


@pytest.mark.requirement("ACC-4")
@pytest.mark.parametrize("mood", ["slow", "broken", "garbage"])
def test_a_provider_that_is_unwell_leaves_the_sign_in_by_password(client, provider, mood, settings):
    person = UserFactory(username="ivanova.av")
    person.set_password("семь синих чаек ждут трамвай")
    person.save()
    provider.mood = mood
    started = time.monotonic()

    assert go(client) == reverse("account_login")

    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 2
    assert time.monotonic() - started < SLOW / 2
    assert "Войдите по имени и паролю" in words(client)
    asked = provider.asked
    assert go(client) == reverse("account_login")
    assert provider.asked == asked == 1
    assert lets_in("ivanova.av", "семь синих чаек ждут трамвай")


@pytest.mark.requirement("ACC-4")
def test_a_provider_that_goes_down_half_way_is_told_plainly(client, provider):
    answer = provider.issue(go(client), **claims())
    provider.mood = "slow"

    come_back(client, answer)

    assert "сейчас не отвечают" in words(client)


@pytest.mark.requirement("ACC-4")
def test_without_settings_there_is_no_such_sign_in(client):
    for name in ("entry:outside", "entry:outside_callback", "entry:outside_unknown"):
        method = client.post if name == "entry:outside" else client.get
        assert method(reverse(name)).status_code == 404
    login = client.get(reverse("account_login"))
    assert "Госуслуги" not in login.content.decode()
    assert "form-action 'self';" in login["Content-Security-Policy"] + ";"


def test_a_stopped_account_stays_shut(client, provider):
    person = UserFactory(is_active=False)
    bound(person, issuer=provider.url)

    sign_in(client, provider)

    assert who(client) is None


@pytest.fixture
def certificate(tmp_path):
    """A self-made certificate and its key, as a school could have for tests only."""
    made = tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem",
         "-out", made, "-days", "2", "-subj", "/CN=school"],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture
def signer(settings, certificate):
    settings.OUTSIDE_SIGNER_COMMAND = (
        f"openssl cms -sign -binary -outform DER -nosmimecap -signer {certificate} "
        f"-inkey {certificate.parent / 'key.pem'}"
    )
    return CommandSigner()


@pytest.mark.requirement("ACC-4")
def test_requests_to_esia_are_signed_anew_each_time(
    client, provider, certificate, signer, settings
):
    settings.OUTSIDE_SIGN_IN |= {"secret": "", "signer": "accounts.outside.signing.CommandSigner"}
    provider.certificate = certificate
    mother = parent_of(pupil_of(ClassFactory()))
    bound(mother, issuer=provider.url)
    location = go(client)
    asked = dict(pair.split("=", 1) for pair in location.partition("?")[2].split("&"))

    come_back(client, provider.issue(location, **claims()))

    assert who(client) == str(mother.pk)
    assert {"timestamp", "client_secret", "access_type"} <= asked.keys()
    (form,) = provider.tokens_asked
    assert form["token_type"] == "Bearer"
    assert form["client_secret"] != asked["client_secret"]


def test_the_signature_is_a_detached_one_over_the_four_together(signer, certificate):
    about = {
        "scope": "openid",
        "timestamp": "2026.11.22 09:00:00 +0300",
        "client_id": "SCHOOL",
        "state": "s",
    }
    secret = signed_secret(signer, **about)

    assert is_signature(secret, "".join(about.values()), certificate)
    assert not is_signature(secret, "".join(about.values()) + "x", certificate)


@pytest.mark.parametrize("command", ["", "false", "/no/such/tool", "sleep 9"])
def test_a_tool_that_does_not_sign_is_told_as_a_failure(settings, monkeypatch, command):
    monkeypatch.setattr("accounts.outside.signing.SECONDS_TO_SIGN", 0.2)
    settings.OUTSIDE_SIGNER_COMMAND = command
    with pytest.raises(SigningFailed):
        CommandSigner().sign(b"text")


@pytest.mark.parametrize(
    ("claim", "told", "found"),
    [
        ("sub", {"id_token": {"sub": "a-1"}}, "a-1"),
        ("urn:esia:sbj urn:esia:sbj:oid", {"id_token": claims()}, OID),
        ("snils", {"id_token": {}, "userinfo": {"snils": "112-233-445 95"}}, "11223344595"),
        ("snils", {"id_token": {"snils": True}}, ""),
        ("snils", {}, ""),
    ],
)
def test_the_number_is_found_by_the_configured_claim(claim, told, found):
    assert identifier_in(told, claim) == found


def test_a_number_is_one_however_it_is_written():
    assert {plain_identifier(t) for t in ("112-233-445 95", "11223344595", " 112 233 445 95 ")} == {
        "11223344595"
    }
    assert plain_identifier("x" * 121) == ""


def test_the_school_writes_a_number_down_in_the_card(client, provider, at):
    at(2025, 9, 15, 14, 0)
    school_year()

    own = ClassFactory()
    mother = parent_of(pupil_of(own))
    client.force_login(HomeroomFactory(school_class=own).teacher.user)
    act = reverse("reports:act_on_entry", args=[mother.pk])

    answered(client).post(act, {"act": "bind", "number": "1000-298 933"})
    page = client.get(reverse("reports:entry_of", args=[mother.pk])).content.decode()
    parent = Client()
    sign_in(parent, provider)

    assert f"номер {OID}" in page
    assert who(parent) == str(mother.pk)
    client.post(act, {"act": "unbind", "reason": "ошибка"})
    assert OutsideIdentity.objects.filter(ended_at=None).count() == 0
