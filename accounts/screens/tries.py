"""Whose name is typed at the door, and wrong codes of the second factor as they are told to the person and the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog
from django.urls import reverse

from accounts.codes import NO_CODES_TODAY, OF_APPLICATION, TOLD_FOR, told_of_pause
from accounts.models import User

from .sessions import device_of

CODE_PAGES = ("mfa_authenticate", "mfa_reauthenticate")
MOST_TOLD = 20


def account_called(username: str) -> User | None:
    """With what its browsers are known by."""
    return User.objects.filter(username=username).only("username", "password").first()


@dataclass(frozen=True)
class GuessedCodes:
    """Somebody who knew the password typed wrong codes until no more were taken that day. The wall clock's time."""

    username: str
    at: datetime
    device: str
    address: str


def why_no_codes(user: User, *, now: datetime) -> str:
    """What is said while codes of the application are not taken. One query."""
    place = OF_APPLICATION.place(now)
    count = AccessAttempt.objects.filter(
        username=user.username, ip_address=place.address, user_agent=place.mark
    ).first()
    if count is None or count.failures_since_start >= OF_APPLICATION.most:
        return NO_CODES_TODAY
    return told_of_pause(count.attempt_time + OF_APPLICATION.pause - now)


def guessed_codes(usernames: Sequence[str] | None, *, now: datetime) -> list[GuessedCodes]:
    """Of the last days, of these accounts or (None) of all, the newest first. One query."""
    lately = {"attempt_time__gt": now - TOLD_FOR, "path_info__in": [*map(reverse, CODE_PAGES)]}
    rows = AccessFailureLog.objects.filter(locked_out=True, **lately).order_by("-attempt_time")
    if usernames is not None:
        rows = rows.filter(username__in=usernames)
    return [
        GuessedCodes(row.username, row.attempt_time, device_of(row.user_agent), row.ip_address)
        for row in rows[:MOST_TOLD]
    ]
