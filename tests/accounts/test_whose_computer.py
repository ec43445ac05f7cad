"""A family stays signed in on its own telephone only, by whatever way it came in (ACC-4)."""

from datetime import timedelta

import pytest
from allauth.account.utils import perform_login
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.actions.outside import bind_from_card
from accounts.actions.slips import issue_slips
from accounts.models import Role
from tests.factories import (
    NOW,
    SchoolClassFactory,
    appointed,
    clerk,
    parent_of,
    pupil_of,
    school_year,
)
from tests.outside_provider import CLIENT, SECRET, strict_provider

pytestmark = pytest.mark.requirement("ACC-4")

PASSWORD = "семь синих чаек ждут трамвай"
# What the page sends: the box is not ticked, ticked; or it was not there at all.
OWN, STRANGE, UNASKED = {"shared": ""}, {"shared": ["", "on"]}, {}
TERMS = [(OWN, 30 * 24 * 3600), (STRANGE, ""), (UNASKED, "")]


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)
    school_year()


@pytest.fixture
def mother():
    return parent_of(pupil_of(SchoolClassFactory()))


@pytest.fixture
def provider(settings):
    cache.clear()
    with strict_provider() as found:
        settings.OUTSIDE_SIGN_IN = {
            "issuer": found.url, "client_id": CLIENT, "secret": SECRET, "name": "Госуслуги", "claim": "sub",
        }  # fmt: skip
        yield found
    cache.clear()


def with_slip_shown(person):
    (slip,) = issue_slips(
        people=[person], valid_until=NOW.date() + timedelta(7), by=clerk(), now=NOW, seen_at=None
    )
    client = Client()
    client.post(reverse("entry:slip"), {"username": slip.username, "code": slip.code})
    return client


def term(client):
    """Seconds that the cookie of the session is kept; empty: till the browser is closed."""
    assert "_auth_user_id" in client.session
    return client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


@pytest.mark.parametrize(("told", "kept"), TERMS)
@pytest.mark.parametrize("chosen", [{"password1": PASSWORD}, {"passkey": "1"}])
def test_by_slip(mother, told, kept, chosen):
    client = with_slip_shown(mother)
    client.post(reverse("entry:own_password"), chosen | told)
    assert term(client) == kept


def test_the_page_of_the_slip_takes_the_computer_for_the_schools(mother):
    """The first sign-in is often in the computer room; at home the box is unticked."""
    page = with_slip_shown(mother).get(reverse("entry:own_password")).text
    assert 'name="shared" value="on" checked' in page


@pytest.mark.parametrize(("told", "kept"), TERMS)
def test_through_the_provider(mother, provider, told, kept):
    bind_from_card(person=mother, issuer=provider.url, identifier="1000", by=clerk(), now=NOW)
    client = Client()
    location = client.post(reverse("entry:outside"), told).url
    client.get(reverse("entry:outside_callback"), provider.issue(location, sub="1000"))
    assert term(client) == kept


@pytest.mark.parametrize(("told", "kept"), TERMS)
def test_by_passkey(mother, monkeypatch, told, kept):
    """The key itself is tried in a real browser; here it has answered."""
    signed_in_by_key(mother, monkeypatch)
    client = Client()
    client.post(reverse("mfa_login_webauthn"), {"credential": "{}"} | told)
    assert term(client) == kept


def test_the_staff_has_the_short_term_whatever_it_says(monkeypatch):
    signed_in_by_key(appointed(Role.CLERK), monkeypatch)
    client = Client()
    client.post(reverse("mfa_login_webauthn"), {"credential": "{}"} | OWN)
    assert term(client) == ""


def test_all_ways_of_the_page_ask_it_once(provider):
    page = Client().get(reverse("account_login")).text
    assert page.count('type="checkbox" name="shared"') == 1
    assert f'form="login" formaction="{reverse("entry:outside")}"' in page


def signed_in_by_key(person, monkeypatch):
    def answered(request):
        return perform_login(request, person, email_verification="none")

    monkeypatch.setattr(passkeys, "login_webauthn", answered)
