"""The state of the program for those who look after it: nobody's data, only whether its parts work (Right.SYSTEM)."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from archive.models import Seal
from ejournal.celery import app
from reports.models import Document
from school import words

GIGABYTE = 1024**3
LITTLE_SPACE = 5
# Seals are made every five minutes; a quarter of an hour without any while there are entries is told.
SEAL_IS_LATE = timedelta(minutes=15)
ANSWER_WITHIN = 0.5


@dataclass(frozen=True)
class Part:
    """A part of the program: what it is, how it is, and what to do where it is not well."""

    title: str
    state: str
    is_well: bool = True
    advice: str = ""


def parts_of_the_program(*, now: datetime) -> list[Part]:
    """Four queries; half a second for the worker to answer."""
    return list(_parts(now))


def _parts(now: datetime) -> Iterator[Part]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), "
            "(SELECT max(applied) FROM django_migrations)"
        )
        version, size, updated_at = cursor.fetchone()
    yield Part("База данных", f"PostgreSQL {version.split()[0]}, {_gigabytes(size)}")
    yield Part("Таблицы обновлены", _moment(updated_at))
    yield from _queue()
    waiting = Document.objects.unfinished().count()
    yield Part("Документы в работе", str(waiting))
    yield _seal(now)
    yield _disk()
    yield Part("Программа", f"Django {django.get_version()}, часовой пояс {settings.TIME_ZONE}")


def _queue() -> Iterator[Part]:
    advice = "Журнал работает, но документы и печати истории ждут. Перезапустите script/server или контейнер worker."
    try:
        with app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)
            answers = app.control.ping(timeout=ANSWER_WITHIN, connection=broker)
    except (OperationalError, OSError):
        yield Part("Очередь", "не отвечает", is_well=False, advice=advice)
        yield Part("Работник очереди", "неизвестно", is_well=False)
        return
    yield Part("Очередь", "отвечает")
    if answers:
        yield Part("Работник очереди", "отвечает")
    else:
        yield Part("Работник очереди", "не отвечает", is_well=False, advice=advice)


def _seal(now: datetime) -> Part:
    last = Seal.objects.order_by("-number").first()
    if last is None:
        return Part("Последняя печать истории", "ещё не было", is_well=False)
    is_late = now - last.made_at > SEAL_IS_LATE
    advice = "Если за это время были записи, перезапустите worker или выполните script/manage seal."
    return Part(
        "Последняя печать истории",
        f"№ {last.number}, {_moment(last.made_at)}",
        advice=advice if is_late else "",
    )


def _disk() -> Part:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    space = shutil.disk_usage(settings.MEDIA_ROOT)
    return Part(
        "Свободно на диске",
        f"{_gigabytes(space.free)} из {_gigabytes(space.total)}",
        is_well=space.free > LITTLE_SPACE * GIGABYTE,
        advice=""
        if space.free > LITTLE_SPACE * GIGABYTE
        else "Освободите место: без него не сделать копию и тома.",
    )


def _gigabytes(size: int) -> str:
    return f"{words.number(size / GIGABYTE, 1)}{words.NBSP}ГБ"


def _moment(at: datetime | None) -> str:
    if at is None:
        return words.DASH
    local = timezone.localtime(at)
    return f"{words.date_dots(local.date())}, {words.clock(local.time())}"
