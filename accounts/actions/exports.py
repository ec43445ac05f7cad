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


def next_mark(*, by: User, now: datetime) -> Watermark:
    """A number for a file that is going to be made; one that is not made leaves a gap."""
    return Watermark(_next_number(), by.full_name, now)


@transaction.atomic
def note_export(
    *, title: str, people: int, make: Callable[[Watermark], bytes], by: User, now: datetime
) -> bytes:
    """Make the file with its number on it and note it; the file is not handed out without its note."""
    mark = next_mark(by=by, now=now)
    content = make(mark)
    note_file(mark=mark, title=title, people=people, content=content, by=by)
    return content


def note_file(*, mark: Watermark, title: str, people: int, content: bytes, by: User) -> None:
    """The file with that mark on it is made and may be handed out."""
    MassExport(
        pk=mark.number,
        author=by,
        author_name=mark.author,
        title=title,
        people=people,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=mark.made_at,
    ).save(force_insert=True)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_massexport', 'id'))")
        number: int = cursor.fetchone()[0]
    return number
