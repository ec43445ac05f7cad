"""Who opened whose card: a note each, kept for ever."""

import pytest
from django.db import InternalError, connection, transaction

from accounts.actions import note_reading
from accounts.models import CardReading
from accounts.records import ChangeRefused
from tests.conftest import be_owner
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.requirement("ACC-12")


@pytest.fixture
def reading():
    reader = UserFactory(last_name="Петрова")
    note_reading(reader=reader, person=UserFactory(), page="Карточка ученика", now=NOW)
    return CardReading.objects.get()


def test_opening_of_a_card_is_noted_with_the_name_of_that_day(reading):
    reading.reader.last_name = "Сидорова"
    reading.reader.save()

    row = CardReading.objects.get()
    assert (row.reader_name, row.page, row.read_at) == (
        "Петрова Анна Ивановна",
        "Карточка ученика",
        NOW,
    )


def test_own_card_is_opened_without_a_note():
    person = UserFactory()

    note_reading(reader=person, person=person, page="Карточка ученика", now=NOW)

    assert not CardReading.objects.exists()


@pytest.mark.parametrize("change", [
    lambda row: row.save(),
    lambda row: row.delete(),
    lambda row: CardReading.objects.update(page=""),
    lambda row: CardReading.objects.all().delete(),
], ids=["save", "delete", "update", "delete many"])  # fmt: skip
def test_note_is_not_changed_by_the_program(reading, change):
    with pytest.raises(ChangeRefused):
        change(reading)


@pytest.mark.parametrize(
    "words", ["UPDATE accounts_cardreading SET page = ''", "DELETE FROM accounts_cardreading"]
)
def test_note_is_not_changed_by_the_owner_of_the_table(reading, words):
    be_owner()

    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
