"""Госуслуги in miniature: a parent signs in through a real provider of OpenID Connect in Chromium (ACC-4)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from oidc_provider_mock import User as Known
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import expect

from accounts.actions.outside import bind_from_card
from accounts.actions.slips import issue_slips
from accounts.models import OutsideIdentity
from tests.factories import (
    SchoolClassFactory,
    StaffFactory,
    UserFactory,
    clerk,
    parent_of,
    pupil_of,
)

pytestmark = [
    pytest.mark.requirement("ACC-4"),
    # The provider's own pages look for a style on the net, and its server says goodbye late.
    pytest.mark.filterwarnings("ignore"),
]

NAME = {"family_name": "Иванова", "given_name": "Анна"}
KNOWN = [
    Known(sub="first", claims={"urn:esia:sbj:oid": "1000001", **NAME}),
    Known(sub="second", claims={"urn:esia:sbj:oid": "1000002", **NAME}),
]
BUTTON = "Войти через Госуслуги"


@pytest.fixture
def provider(settings):
    cache.clear()
    with run_server_in_thread(require_nonce=True, user_claims=KNOWN) as server:
        settings.OUTSIDE_SIGN_IN = {
            "issuer": f"http://localhost:{server.server_port}",
            "client_id": "school",
            "secret": "of the tests",
            "claim": "urn:esia:sbj:oid",
        }
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        listed = {"form-action": ["'self'", settings.OUTSIDE_SIGN_IN["issuer"]]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | listed}
        yield settings.OUTSIDE_SIGN_IN["issuer"]
    cache.clear()


@pytest.fixture
def mother():
    return parent_of(pupil_of(SchoolClassFactory()))


def bound(person, number, issuer):
    return bind_from_card(
        person=person, issuer=issuer, identifier=number, by=clerk(), now=timezone.now()
    )


def go(open_page, sub="first"):
    page = open_page(reverse("account_login"))
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name=sub, exact=True).click()
    return page


def is_page_of(page, person):
    """Whose page comes; that of None where nobody is signed in."""
    expect(page.locator("body")).to_have_attribute("data-person", str(person.pk) if person else "")


def test_a_parent_signs_in_through_the_provider(open_page, provider, mother):
    bound(mother, "1000001", provider)

    page = go(open_page)

    is_page_of(page, mother)


def test_two_parents_of_one_name_come_to_their_own_pages(open_page, provider):
    first, second = UserFactory(last_name="Иванова"), UserFactory(last_name="Иванова")
    bound(first, "1000001", provider)
    bound(second, "1000002", provider)

    is_page_of(go(open_page, "second"), second)
    is_page_of(go(open_page, "first"), first)


def test_an_unknown_person_is_told_whom_to_ask_and_comes_in_with_a_slip(
    open_page, provider, mother
):
    people = get_user_model().objects.count()
    page = go(open_page)

    expect(page.locator("main")).to_contain_text("попросите у классного руководителя")
    is_page_of(page, None)
    assert OutsideIdentity.objects.count() == 0
    (slip,) = issue_slips(
        people=[mother], valid_until=timezone.localdate() + timedelta(7), by=clerk(),
        now=timezone.now(), seen_at=None,
    )  # fmt: skip
    page.get_by_label("Имя для входа").fill(slip.username)
    page.get_by_label("Код с листка").fill(slip.code)
    page.get_by_role("button", name="Запомнить и войти").click()

    is_page_of(page, mother)
    is_page_of(go(open_page), mother)
    assert get_user_model().objects.count() <= people + 1


def test_a_number_that_is_somebody_elses_is_refused(open_page, provider, mother):
    bound(UserFactory(is_active=False), "1000001", provider)

    page = go(open_page)

    expect(page.locator("main")).to_contain_text("закрыта")
    is_page_of(page, None)


def test_a_cancelled_sign_in_comes_back_to_the_form(open_page, provider):
    page = open_page(reverse("account_login"))
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="Deny").click()

    expect(page.locator("#messages")).to_contain_text("отменён")
    expect(page.get_by_label("Имя для входа")).to_be_visible()


def test_a_way_back_that_was_used_lets_nobody_in_again(open_page, provider, mother):
    bound(mother, "1000001", provider)
    page = open_page(reverse("account_login"))
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="first", exact=True).click()
    is_page_of(page, mother)
    (back,) = [url for url in seen if urlsplit(url).path == reverse("entry:outside_callback")]

    stranger = open_page(f"{urlsplit(back).path}?{urlsplit(back).query}")

    expect(stranger.locator("#messages")).to_contain_text("не получилось")
    is_page_of(stranger, None)


def test_the_staff_is_sent_to_the_form(open_page, provider):
    bound(StaffFactory().user, "1000001", provider)

    page = go(open_page)

    expect(page.locator("#messages")).to_contain_text("Сотрудники входят на этом сайте")
    is_page_of(page, None)


def test_without_the_provider_the_form_goes_on(open_page, provider, settings):
    settings.OUTSIDE_SIGN_IN = settings.OUTSIDE_SIGN_IN | {"issuer": "http://localhost:9"}
    page = open_page(reverse("account_login"))
    page.get_by_role("button", name=BUTTON).click()

    expect(page.locator("#messages")).to_contain_text("сейчас не отвечают")
    expect(page.get_by_role("button", name="Войти", exact=True)).to_be_visible()
