"""A school that has nothing: its administrator is led by pages, none of which is in the way (SCH-16)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.rights import rights_of
from ejournal.navigation import navigation
from school.calendar_rules import faults_of
from school.models import School, SchoolYear
from school.years import sample_year
from tests.factories import appointed, school

pytestmark = pytest.mark.requirement("SCH-16")

SETTING_UP = [Role.SYSADMIN, Role.DIRECTOR, Role.DEPUTY, Role.ASSISTANT]


def pages_of(role):
    """Every tab of every section the role has."""
    items = navigation(frozenset([role]), "/", rights_of(frozenset([role])))
    return [tab.url for item in items for tab in item.tabs or (item,)]


@pytest.mark.parametrize("has_school", [False, True])
@pytest.mark.parametrize("role", SETTING_UP)
def test_every_page_of_the_sections_answers_before_there_is_a_year(client, role, has_school):
    if has_school:
        school()
    client.force_login(appointed(role))
    answered = {url: client.get(url, follow=True).status_code for url in pages_of(role)}
    assert {url: status for url, status in answered.items() if status != 200} == {}
    assert not SchoolYear.objects.exists()


def test_the_administrator_is_led_from_the_first_page_to_the_calendar(client, at):
    at(2025, 9, 1, 10, 0)
    client.force_login(appointed(Role.SYSADMIN))
    page = client.get("/", follow=True)
    assert page.redirect_chain == [(reverse("reports:readiness"), 302)]
    html = page.content.decode()
    assert "Учебного года ещё нет." in html
    assert f'<a href="{reverse("school:school_card")}">Заполните название школы.</a>' in html
    assert "после карточки школы" in html
    assert html.count("после учебного года") > 5

    card = {"name": "Школа № 1", "full_name": "МБОУ «Школа № 1»", "locality": "г. Рязань"}
    answer = client.post(reverse("school:school_card"), card)
    assert answer.headers["Location"] == reverse("school:new_year")
    made = School.objects.get()
    assert (made.name, made.full_name, made.locality) == tuple(card.values())
    assert made.history.get().history_user is not None
    assert made.second_factor_for_staff


TERMS = {
    "sample": [("quarter", 1, 9, 4), ("half_year", 10, 11, 2)],
    "quarters": [("quarter", 1, 11, 4)],
    "trimesters": [("trimester", 1, 9, 3), ("half_year", 10, 11, 2)],
    "all_trimesters": [("trimester", 1, 11, 3)],
    "half_years": [("half_year", 1, 11, 2)],
}


@pytest.mark.requirement("SCH-1")
@pytest.mark.parametrize("pattern", TERMS)
@pytest.mark.parametrize("year", [2025, 2027])
def test_a_year_is_made_by_its_kind_of_periods_and_contradicts_itself_nowhere(year, pattern):
    made = sample_year(school(), year, pattern)
    kinds = {(one.kind, one.grade_from, one.grade_to) for one in made.periods}
    counted = {
        (*kind, sum((one.kind, one.grade_from, one.grade_to) == kind for one in made.periods))
        for kind in kinds
    }
    assert counted == set(TERMS[pattern])
    assert [fault.text for fault in faults_of(made, [(1, 5), (7, 6), (11, 5)])] == []


def test_trimesters_divide_the_year_at_weekends():
    made = sample_year(school(), 2025, "all_trimesters")
    assert [(one.title, one.starts_on, one.ends_on) for one in made.periods] == [
        ("I триместр", date(2025, 9, 1), date(2025, 11, 29)),
        ("II триместр", date(2025, 12, 1), date(2026, 2, 28)),
        ("III триместр", date(2026, 3, 2), date(2026, 5, 26)),
    ]


def test_a_year_is_not_made_before_the_school_has_a_name(client):
    client.force_login(appointed(Role.DIRECTOR))
    answer = client.post(reverse("school:new_year"), {"year": 2025, "pattern": "quarters"})
    assert answer.headers["Location"] == reverse("school:school_card")
    assert not SchoolYear.objects.exists()
