"""Outages are noted on one page by whoever looks after the program; a mistake is taken back."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts.models import Role
from journal.actions import Refused, end_outage, note_outage
from journal.models import Outage
from tests.factories import MOSCOW, appointed, clerk

NOON = datetime(2025, 9, 15, 12, 0, tzinfo=MOSCOW)


def hour(n):
    return NOON.replace(hour=n)


def noted(first, last, now=NOON):
    return note_outage(
        starts_at=hour(first), ends_at=last and hour(last), what="нет связи", by=clerk(), now=now
    )


@pytest.fixture
def technician(as_user, at, lesson):
    at(2025, 9, 15, 12, 0)
    return as_user(appointed(Role.TECHNICIAN))


def test_an_outage_is_noted_ended_and_taken_back(technician):
    page = reverse("journal:outages")

    technician.post(page, {"what": "нет связи", "starts_at": "2025-09-15T11:00", "ends_at": ""})
    outage = Outage.objects.get()
    shown = technician.get(page).content.decode()
    technician.post(page, {"end": outage.pk})
    ended = Outage.objects.get().ends_at
    technician.post(page, {"strike": outage.pk})

    assert (outage.starts_at, outage.ends_at, outage.what) == (hour(11), None, "нет связи")
    assert "ещё не работает" in shown
    assert ended == NOON
    assert not Outage.objects.exists()
    assert [row.history_type for row in Outage.history.order_by("history_id")] == ["+", "~", "-"]


def test_a_mistake_in_the_form_is_told_beside_it(technician):
    answer = technician.post(reverse("journal:outages"), {"what": "", "starts_at": "вчера"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "what": ["Напишите, что не работало."],
        "starts_at": ["Напишите день и время: 15.09.2025 8:30."],
    }


@pytest.mark.parametrize("key", ["0", "none", "9" * 30])
def test_an_outage_that_is_none_does_not_exist(technician, key):
    assert technician.post(reverse("journal:outages"), {"end": key}).status_code == 404


@pytest.mark.parametrize(("first", "last"), [(13, None), (11, 13), (11, 10), (11, 11)])
def test_an_outage_is_of_the_past_and_in_order(first, last):
    with pytest.raises(Refused):
        noted(first, last)


def test_the_same_time_is_noted_once_and_ended_once():
    outage = noted(8, None)
    with pytest.raises(Refused, match="Это время уже записано"):
        noted(9, 10)

    end_outage(outage=outage, by=clerk(), now=hour(10))

    with pytest.raises(Refused, match=r"уже закончен: 15\.09\.2025, 10:00"):
        end_outage(outage=outage, by=clerk(), now=NOON)
    noted(10, 11)
    assert Outage.objects.count() == 2
