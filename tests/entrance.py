"""Through the door of the site, as a person goes: by the form."""

from django.test import Client
from django.urls import reverse


def lets_in(login: str, password: str) -> bool:
    """Whether a fresh browser is signed in by this name and password."""
    client = Client()
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session
