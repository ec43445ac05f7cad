"""The database after a transactional test: only what the test filled is emptied.

Django truncates every table, three hundred of them with their indexes, and has content types and permissions made anew:
well over a second a test, of which a test fills some thirty tables.
"""

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# What migrations and `post_migrate` put there, the same before every test.
STAY = {"django_content_type", "auth_permission"}


def empty_only_what_was_filled(patch):
    """For the time of `patch` a flush deletes the rows of the tables that have any, as the owner of the tables."""

    def sql_flush(operations, style, tables, *, reset_sequences=False, allow_cascade=False):
        names = [operations.quote_name(table) for table in sorted(set(tables) - STAY)]
        filled = _with_rows(names)
        return [
            # Foreign keys are judged at the end, so the order of tables is all one.
            *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in filled),
            *(f"DELETE FROM {name}" for name in filled),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in filled),
        ]

    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)


def _with_rows(names):
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]
