"""What `manage.py check --deploy` asks of a real school's server, beside Django's own questions."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError

from accounts.ownership import powers

OLDEST_POSTGRESQL = 15


@register(deploy=True)
def database_is_postgresql(**kwargs: Any) -> list[CheckMessage]:
    if connection.vendor == "postgresql":
        return []
    return [
        Error(
            "The journal needs PostgreSQL: its history is guarded by PostgreSQL's triggers.",
            hint="Set DATABASE_URL=postgresql://…",
            id="ejournal.E001",
        )
    ]


@register(deploy=True)
def connections_are_kept(**kwargs: Any) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    if database.get("CONN_MAX_AGE") != 0 or database.get("OPTIONS", {}).get("pool"):
        return []
    return [
        Warning(
            "Every request opens a new database connection, which costs two thirds of the throughput.",
            hint="Set CONN_MAX_AGE or a pool.",
            id="ejournal.W001",
        )
    ]


@register(deploy=True)
def tasks_have_a_worker(**kwargs: Any) -> list[CheckMessage]:
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        return []
    return [
        Warning(
            "Printing and imports run inside the web server and hold its pages up.",
            hint="Unset CELERY_EAGER, set REDIS_URL and start a worker.",
            id="ejournal.W002",
        )
    ]


@register(deploy=True)
def files_are_private(**kwargs: Any) -> list[CheckMessage]:
    folder = settings.VAR_DIR
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return [
            Error(
                f"The school's folder {folder} is missing or can not be written.",
                hint="Create it, or set VAR_DIR.",
                id="ejournal.E002",
            )
        ]
    if folder.stat().st_mode & 0o007:
        return [
            Warning(
                f"Everybody on this machine can read {folder}, where children's data lie.",
                hint=f"chmod o-rwx {folder}",
                id="ejournal.W003",
            )
        ]
    return []


@register("database", deploy=True)
def server_and_school_are_fit(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Run by `check --deploy --database default`, which may open a connection."""
    if not databases or connection.vendor != "postgresql":
        return []
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:
        if connection.pg_version < OLDEST_POSTGRESQL * 10_000:
            found.append(
                Error(
                    f"PostgreSQL is older than {OLDEST_POSTGRESQL}.",
                    hint="Upgrade the database server.",
                    id="ejournal.E003",
                )
            )
        for power in powers(cursor):
            found.append(
                Warning(
                    f"The site's role in the database {power}: it could step past the guards of history.",
                    hint="Give DATABASE_URL a role of its own and OWNER_DATABASE_URL the owner's, then migrate.",
                    id="ejournal.W005",
                )
            )
        try:
            cursor.execute("SELECT count(*) FROM school_school WHERE is_demo")
            demo_schools = cursor.fetchone()[0]
        except (OperationalError, ProgrammingError):  # no tables yet
            demo_schools = 0
    if demo_schools:
        found.append(
            Warning(
                "This is the demo school: its passwords stand on the sign-in page.",
                hint="Start a real school in another VAR_DIR or database.",
                id="ejournal.W004",
            )
        )
    return found
