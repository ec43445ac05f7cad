"""Wrong passwords and codes are counted, each count in one statement: a hundred at once are counted as a hundred."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog
from django.db import connection
from django.db.models import F, Q

from accounts.codes import Budget
from accounts.guessing import (
    FIRST_WAIT,
    FREE_TRIES,
    LONGEST_WAIT,
    MEMORY,
    TRIES_BETWEEN,
    Place,
)
from accounts.models import User

COLUMNS = "username, ip_address, user_agent, http_accept, path_info, get_data, post_data, attempt_time, failures_since_start"
# As guessing.wait_after: after how many failures the name waits, and for how long.
WAIT = """\
CASE WHEN kept.failures_since_start >= %(free)s AND (kept.failures_since_start - %(free)s) %% %(between)s = 0
THEN least(%(first)s * power(2, least((kept.failures_since_start - %(free)s) / %(between)s, 10)), %(longest)s)
ELSE interval '0' END"""
# A row that waits stays as it is: who tries in two requests at once does not step over the wait.
COUNT = f"""\
INSERT INTO axes_accessattempt AS kept ({COLUMNS})
SELECT %(name)s, place.address, place.mark, '', '', '', '', %(now)s, 1
FROM unnest(%(addresses)s::inet[], %(marks)s::text[]) AS place (address, mark)
ON CONFLICT (username, ip_address, user_agent) DO UPDATE SET
    attempt_time = CASE WHEN kept.attempt_time > %(now)s - {WAIT} THEN kept.attempt_time ELSE %(now)s END,
    failures_since_start = CASE WHEN kept.attempt_time > %(now)s - {WAIT} THEN kept.failures_since_start
        WHEN kept.attempt_time < %(now)s - %(memory)s THEN 1 ELSE kept.failures_since_start + 1 END
RETURNING user_agent, failures_since_start
"""  # noqa: S608  names of columns


def count_wrong_password(*, name: str, places: Sequence[Place], now: datetime) -> int:
    """One more in each place, but where the name waits already; how many there are in the first."""
    values: dict[str, Any] = {
        "name": name,
        "addresses": [place.address for place in places],
        "marks": [place.mark for place in places],
        "now": now,
        "memory": MEMORY,
        "free": FREE_TRIES,
        "between": TRIES_BETWEEN,
        "first": FIRST_WAIT,
        "longest": LONGEST_WAIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(dict(cursor.fetchall())[places[0].mark])


def forget_wrong_passwords(*, name: str, place: Place) -> None:
    """After a right one, of its own place: what strangers tried elsewhere still counts."""
    there = AccessAttempt.objects.filter(username=name, ip_address=place.address)
    of_strangers = Q(user_agent="") | Q(user_agent__startswith="password ")
    there.filter(Q(user_agent=place.mark) if place.mark else of_strangers).delete()


TAKE = f"""\
INSERT INTO axes_accessattempt AS kept ({COLUMNS})
VALUES (%(name)s, %(address)s, %(mark)s, '', '', '', '', %(now)s, 1)
ON CONFLICT (username, ip_address, user_agent) DO UPDATE
SET attempt_time = %(now)s, failures_since_start = kept.failures_since_start + 1
WHERE kept.failures_since_start < %(most)s
    AND NOT (kept.failures_since_start = %(at_once)s AND kept.attempt_time > %(now)s - %(pause)s)
RETURNING failures_since_start
"""  # noqa: S608  names of columns


def take_code(*, by: User, budget: Budget, now: datetime) -> int | None:
    """Counted as wrong before it is looked at; how many of the day it makes, None where no more are taken now."""
    place = budget.place(now)
    values: dict[str, Any] = {
        "name": by.username, "address": place.address, "mark": place.mark, "now": now,
        "most": budget.most, "at_once": budget.at_once, "pause": budget.pause,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        row = cursor.fetchone()
    return row[0] if row else None


def give_code_back(*, by: User, budget: Budget, now: datetime) -> None:
    """The code was right: it does not count, and no pause begins with it."""
    place = budget.place(now)
    AccessAttempt.objects.filter(
        username=by.username, ip_address=place.address, user_agent=place.mark
    ).update(
        failures_since_start=F("failures_since_start") - 1,
        attempt_time=F("attempt_time") - budget.pause,
    )


def note_wrong_code(
    *, by: User, address: str, browser: str, path: str, is_last: bool, now: datetime
) -> None:
    """Kept beside wrong passwords; `is_last`: no more are taken that day, which is shown to the person and the school."""
    AccessFailureLog.objects.create(
        username=by.username,
        ip_address=address,
        user_agent=browser[:255],
        http_accept="",
        path_info=path[:255],
        attempt_time=now,
        locked_out=is_last,
    )
