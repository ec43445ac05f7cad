"""The state of the program for those who look after it: nobody's data, only whether its parts work (Right.SYSTEM)."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from archive.models import Seal
from archive.screens.state import StateOfRecords, state_of_records
from ejournal.celery import app
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
    """Three queries; half a second for the worker to answer."""
    return list(_parts(state_of_records(), now))


def _parts(records: StateOfRecords, now: datetime) -> Iterator[Part]:
    yield Part("База данных", f"PostgreSQL {records.version}, {_gigabytes(records.size)}")
    yield Part("Таблицы обновлены", _moment(records.updated_at))
    yield from _queue()
    yield Part("Документы в работе", str(records.waiting))
    yield _seal(records.last_seal, now)
    yield _disk()
    yield Part("Программа", f"Django {django.get_version()}, часовой пояс {settings.TIME_ZONE}")


def _queue() -> Iterator[Part]:
    advice = "Журнал работает, но документы и печати истории ждут. Перезапустите script/server или контейнер worker."
    try:
        # The queue is listened to no longer than the worker is waited for; kombu would sit on it for a second.
        with app.connection_for_read(
            transport_options={"polling_interval": ANSWER_WITHIN}
        ) as broker:
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


def _seal(last: Seal | None, now: datetime) -> Part:
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
