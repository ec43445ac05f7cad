"""The rules of use: accepted before anything opens, recorded, asked anew when they change."""

import pytest
from django.template.loader import get_template
from django.urls import reverse

from accounts import rules
from accounts.models import Role, RulesAcceptance
from tests.factories import appointed

PAGE = "accounts:rules"


@pytest.fixture
def newcomer(rules_are_asked, as_user, teacher):
    return as_user(teacher)


@pytest.mark.requirement("ACC-14")
def test_nothing_opens_before_the_rules_are_accepted(newcomer, teacher, section):
    for name in ("home", "journal:sections", "mfa_index"):
        answer = newcomer.get(reverse(name))
        assert answer.url.startswith(reverse(PAGE))
    assert newcomer.post(reverse("journal:save_cells", args=[section.pk])).status_code == 302
    assert "никому не сообщайте" in newcomer.get(reverse(PAGE)).text

    answer = newcomer.post(reverse(PAGE), {"next": reverse("journal:sections")})

    assert answer.url == reverse("journal:sections")
    assert newcomer.get(answer.url).status_code == 200
    acceptance = RulesAcceptance.objects.get()
    assert (acceptance.user, acceptance.version) == (teacher, rules.VERSION)
    assert RulesAcceptance.history.get().history_author == teacher.full_name


@pytest.mark.requirement("ACC-14")
def test_a_new_version_is_asked_in_the_middle_of_a_session(newcomer, monkeypatch):
    newcomer.post(reverse(PAGE))
    assert newcomer.get(reverse("journal:sections")).status_code == 200
    monkeypatch.setattr(rules, "VERSION", "2")
    assert newcomer.get(reverse("journal:sections")).url.startswith(reverse(PAGE))


def test_the_second_press_changes_nothing(newcomer):
    for _ in range(2):
        newcomer.post(reverse(PAGE))
    assert RulesAcceptance.objects.count() == 1


def test_an_accepted_version_costs_no_question_a_page(
    newcomer, as_user, teacher, django_assert_num_queries
):
    newcomer.post(reverse(PAGE))
    client = as_user(teacher)
    client.get(reverse("home"))
    # The session, the person, the year with its school, the roles.
    with django_assert_num_queries(4):
        client.get(reverse("home"))


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_acceptance_never_leads_off_the_site(newcomer, back):
    assert newcomer.post(reverse(PAGE), {"next": back}).url == reverse("home")


@pytest.mark.requirement("ACC-14")
def test_the_administrator_reads_who_has_accepted(newcomer, as_user, teacher):
    newcomer.post(reverse(PAGE))
    administrator = as_user(appointed(Role.SYSADMIN))
    administrator.post(reverse(PAGE))
    page = administrator.get(reverse("accounts:rules_register")).text
    assert teacher.full_name in page
    assert "приняли: 2" in page


def test_the_text_of_the_version_in_force_is_there():
    assert get_template(rules.text_of(rules.VERSION))
