"""A list of people leaves the program: numbered, signed, with the hash of the file."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import MassExport, User


@dataclass(frozen=True)
class Watermark:
    """What every sheet of the file says: by its number the file leads back to the note of who took it."""

    number: int
    author: str
    made_at: datetime

    @property
    def words(self) -> str:
        moment = timezone.localtime(self.made_at)
        return (
            f"Выгрузка № {self.number}: {self.author}, {moment:%d.%m.%Y %H:%M}. "
            "Содержит персональные данные."
        )


@transaction.atomic
def note_export(
    *, title: str, people: int, make: Callable[[Watermark], bytes], by: User, now: datetime
) -> bytes:
    """Make the file with its number on it and note it; the file is not handed out without its note."""
    mark = Watermark(_next_number(), by.full_name, now)
    content = make(mark)
    MassExport(
        pk=mark.number,
        author=by,
        author_name=by.full_name,
        title=title,
        people=people,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=now,
    ).save(force_insert=True)
    return content


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_massexport', 'id'))")
        number: int = cursor.fetchone()[0]
    return number
