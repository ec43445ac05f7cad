"""How the database and its history are, for those who look after the program; nobody's data."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from archive.models import Seal
from reports.models import Document


@dataclass(frozen=True)
class StateOfRecords:
    """`size` in bytes; `updated_at` is the last change of the tables, `waiting` the number of documents in work."""

    version: str
    size: int
    updated_at: datetime | None
    waiting: int
    last_seal: Seal | None


def state_of_records() -> StateOfRecords:
    """Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), "
            "(SELECT max(applied) FROM django_migrations)"
        )
        version, size, updated_at = cursor.fetchone()
    return StateOfRecords(
        version=version.split()[0],
        size=size,
        updated_at=updated_at,
        waiting=Document.objects.unfinished().count(),
        last_seal=Seal.objects.order_by("-number").first(),
    )
