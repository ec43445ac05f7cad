"""How long a sign-in lasts (ASVS 7.3; NIST 800-63B-4, 2.1.3 and 2.2.3).

The staff and whoever sits at somebody else's computer, or was not asked whose it is: until the browser is closed,
30 minutes without a press, 12 hours at most. A family's own phone: two weeks without a visit, 30 days at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# Keys of the session. SHARED: whether the person said that the computer is not his own.
SHARED = "shared_computer"
BEGAN, SEEN = "signed_in_at", "last_seen_at"


@dataclass(frozen=True)
class Limits:
    idle: timedelta
    whole: timedelta
    till_browser_closes: bool


SHORT = Limits(timedelta(minutes=30), timedelta(hours=12), till_browser_closes=True)
LONG = Limits(timedelta(days=14), timedelta(days=30), till_browser_closes=False)


def limits_of(session: Any, *, is_staff: bool) -> Limits:
    return SHORT if is_staff or session.get(SHARED, True) else LONG


def is_shared(told: Mapping[str, str]) -> bool:
    """What a form says of the computer: forms that ask send `shared` empty, or «on» where the box is ticked."""
    return told.get("shared") != ""


def begin(session: Any, *, now: datetime) -> None:
    session[BEGAN] = session[SEEN] = int(now.timestamp())


def keep_cookie(session: Any, limits: Limits) -> None:
    """Till the browser is closed, or as long as the sign-in may last."""
    session.set_expiry(0 if limits.till_browser_closes else int(limits.whole.total_seconds()))


def is_over(session: Any, *, limits: Limits, now: datetime) -> bool:
    moment = now.timestamp()
    began, seen = session.get(BEGAN, moment), session.get(SEEN, moment)
    return moment - began > limits.whole.total_seconds() or (
        moment - seen > limits.idle.total_seconds()
    )


def is_to_be_noted(session: Any, *, limits: Limits, now: datetime) -> bool:
    """Being seen is written down now and then, not on every page: the idle time is right to a thirtieth."""
    return now.timestamp() - session.get(SEEN, 0) > limits.idle.total_seconds() / 30
