"""Notes of who looked: written when a card is shown, never changed."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import CardReading, User


def note_reading(*, reader: User, person: User, page: str, now: datetime) -> None:
    """Call where a personal card is shown: `page` is its name for people, «Карточка ученика».

    One's own card may be opened without a note.
    """
    note_readings(reader=reader, people=[person], page=page, now=now)


def note_readings(*, reader: User, people: Iterable[User], page: str, now: datetime) -> None:
    """The same where one page shows what is of several people: a note for each, once."""
    others = {person.pk: person for person in people if person.pk != reader.pk}
    CardReading.objects.bulk_create(
        CardReading(
            reader=reader, reader_name=reader.full_name, person=person, page=page, read_at=now
        )
        for person in others.values()
    )
