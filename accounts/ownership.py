"""Two roles of the database: one owns the tables and changes their shape, the other is the site and its worker.

The site adds, changes and deletes rows; in history and in the seals it only adds. It empties no table, makes none,
switches no guard off. The owner is `OWNER_DATABASE_URL`; `migrate` alone connects so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from .records import AppendOnly, Record

PERSON = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the connection is the owner's, where there is one and it is not so already."""
    owner: Any = settings.OWNER_DATABASE
    mine: Any = connection.settings_dict
    if not owner or owner["USER"] == mine["USER"]:
        yield
        return
    site = {key: mine[key] for key in PERSON}
    connection.close()
    mine.update({key: owner[key] for key in PERSON})
    try:
        yield
    finally:
        connection.close()
        mine.update(site)


def only_added_to() -> list[str]:
    """Tables whose rows are never changed: all history, and what declares itself AppendOnly."""
    found = []
    for model in apps.get_models():
        if issubclass(model, Record):
            found.append(model.history.model._meta.db_table)
        elif issubclass(model, AppendOnly):
            found.append(model._meta.db_table)
    return sorted(found)


def give_privileges(cursor: Any, role: str) -> None:
    """What the site may do, said anew for all tables there are. Run by the owner after each `migrate`."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    there = {table for (table,) in cursor.fetchall()}
    kept = [table for table in only_added_to() if table in there]
    site, rows = _quoted(role), "SELECT, INSERT, UPDATE, DELETE"
    for words in [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {site}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {site}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {site}",
        f"REVOKE UPDATE, DELETE ON {', '.join(kept)} FROM {site}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {site}",
        # A table made past `migrate` waits for it: until then it can be read and added to.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {site}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {site}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        # A temporary table would stand before the real one in a query that names no schema.
        f"REVOKE TEMPORARY ON DATABASE {_quoted(connection.settings_dict['NAME'])} FROM PUBLIC",
    ]:
        cursor.execute(words)


def powers(cursor: Any) -> list[str]:
    """What the connected role can do that the site must not, in words; nothing where all is well."""
    cursor.execute(
        "SELECT r.rolsuper, EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
        "AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')) FROM pg_roles r WHERE r.rolname = current_user"
    )
    is_superuser, owns = cursor.fetchone()
    return ["is a superuser"] * is_superuser + ["owns the tables"] * (owns and not is_superuser)


def has_function(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT to_regproc(%s) IS NOT NULL", [f"public.{name}"])
    return cursor.fetchone()[0]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
