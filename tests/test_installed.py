"""The journal as an app on a telephone: its card, its icons, what it keeps for when there is no network."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from tests.factories import NOW, SchoolClassFactory, clerk, pupil_of, school, school_year

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("DIA-5")]


def size_of(path):
    """Width and height, as the header of a PNG tells them."""
    head = Path(path).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def test_the_card_of_the_app_names_the_school_and_icons_of_the_told_size(client):
    own = school()
    own.name = "Школа № 12"
    own.save(by=clerk(), now=NOW)

    told = client.get(reverse("manifest")).json()

    icons = [
        (int(icon["sizes"].split("x")[0]), find(icon["src"].removeprefix(settings.STATIC_URL)))
        for icon in told.pop("icons")
    ]
    assert [size_of(path) for _, path in icons] == [(size, size) for size, _ in icons]
    assert told == {
        "id": "/",
        "name": "Электронный журнал · Школа № 12",
        "short_name": "Журнал",
        "lang": "ru",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#1d5a94",
        "background_color": "#ffffff",
    }


def test_what_is_kept_without_a_network_exists_and_names_nobody(client):
    school_year()
    student = pupil_of(SchoolClassFactory())
    client.force_login(student.user)

    script = client.get(reverse("worker"))
    [kept] = re.findall(r"KEPT = \[(.*)\];", script.text)
    page, *files = re.findall(r"'([^']+)'", kept)

    assert script["Content-Type"].startswith("text/javascript")
    assert page == reverse("offline")
    assert all(find(path.removeprefix(settings.STATIC_URL)) for path in files)
    shown = client.get(page).text
    assert "Нет связи с сервером" in shown
    assert student.user.last_name not in shown
    assert set(re.findall(r'(?:src|href)="(/[^"]+)"', shown)) == set(files)
