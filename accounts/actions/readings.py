"""Notes of who looked: written when a card is shown, never changed."""

from datetime import datetime

from accounts.models import CardReading, User


def note_reading(*, reader: User, person: User, page: str, now: datetime) -> None:
    """Call where a personal card is shown: `page` is its name for people, «Карточка ученика».

    One's own card may be opened without a note.
    """
    if reader.pk == person.pk:
        return
    CardReading.objects.create(
        reader=reader, reader_name=reader.full_name, person=person, page=page, read_at=now
    )
