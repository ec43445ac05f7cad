"""SQL that is asked again and again: PostgreSQL parses and plans it once a connection, which takes it longer than to answer.

A connection that is new, after a restart or a break, is told again. Between the site and PostgreSQL there is no pooler
that changes connections between transactions (docs/operations.md).
"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from django.db import connection, models


class Prepared:
    """A statement with parameters `%(name)s` and their types: Prepared("year", "SELECT … %(day)s", day="date").

    `name` is its own in the whole program. Columns are named one by one: `*` would break with the next migration.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        places = {one: f"${place}" for place, one in enumerate(types, start=1)}
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({one})s' for one in types)})"
        self._known_to: WeakSet[Any] = WeakSet()

    def rows(self, **values: Any) -> list[tuple]:
        """Rows of the answer. One query."""
        with connection.cursor() as cursor:
            self._make_known()
            cursor.execute(self._execute, values)
            return cursor.fetchall()

    def objects(self, model: type[models.Model], **values: Any) -> list[Any]:
        """The same as objects of the model, by the names of the columns. One query."""
        connection.ensure_connection()
        self._make_known()
        return list(model._default_manager.raw(self._execute, values))

    def _make_known(self) -> None:
        """Past what counts queries: like signing in to the database it comes once a connection."""
        session = connection.connection
        if session not in self._known_to:
            with connection.wrap_database_errors, session.cursor() as cursor:
                cursor.execute(self._prepare)
            self._known_to.add(session)


class Columns:
    """The columns of a model under `alias` in a statement, and its objects made of them.

    What is kept as a document (JSON) is left out: whoever wants it asks for it.
    """

    def __init__(self, model: type[models.Model], alias: str) -> None:
        fields = [
            field
            for field in model._meta.concrete_fields
            if not isinstance(field, models.JSONField)
        ]
        self.model = model
        self.names = [field.attname for field in fields]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)

    def __str__(self) -> str:
        return self.sql

    def __len__(self) -> int:
        return len(self.names)

    def object(self, values: Sequence[Any]) -> Any:
        """Of the part of a row that holds these columns; None where an outer join found nothing."""
        if values[0] is None:
            return None
        return self.model.from_db(connection.alias, self.names, values)
