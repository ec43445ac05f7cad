"""Important acts ask for the password once more, and lose nothing of what was typed."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from accounts.reauthentication import HOLDS, asks_password_again
from ejournal.urls import urlpatterns as pages
from tests.factories import UserFactory, school_year

PASSWORD = "семь синих чаек"
done = []


@asks_password_again
def act(request):
    if request.method == "POST":
        done.append((request.POST["reason"], request.user.username, request.school.name))
    return HttpResponse("сделано")


urlpatterns = [*pages, path("act/", act, name="act")]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    school_year()
    user = UserFactory(username="petrova")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post(reverse("account_login"), {"login": "petrova", "password": PASSWORD})
    done.clear()
    return client


@pytest.mark.requirement("ACC-3")
def test_the_sign_in_itself_is_no_answer(client):
    answer = client.get("/act/")
    assert answer.url == f"{reverse('account_reauthenticate')}?next=%2Fact%2F"
    assert client.post(answer.url, {"password": PASSWORD}).url == "/act/"
    assert client.get("/act/").text == "сделано"


@pytest.mark.requirement("ACC-3")
def test_a_form_is_sent_on_after_the_password(client):
    asked = client.post("/act/", {"reason": "справка № 14"}).url
    assert done == []
    assert client.post(asked, {"password": PASSWORD}).text == "сделано"
    assert done == [("справка № 14", "petrova", "Школа № 1")]


@pytest.mark.requirement("ACC-3")
def test_the_answer_holds_for_five_minutes(client):
    client.post(client.get("/act/").url, {"password": PASSWORD})
    with time_machine.travel(timezone.now() + HOLDS / 2):
        assert client.get("/act/").status_code == 200
    with time_machine.travel(timezone.now() + HOLDS * 1.1):
        assert client.get("/act/").status_code == 302
