"""Guessing of passwords is stopped; a school behind one address, and a teacher whom pupils tease, are not (ACC-3).

Wrong passwords are counted by name and address together: the tenth stops that name from that address for a
quarter of an hour, each five more for twice as long. After a hundred for one name from all addresses
(NIST 800-63B-4, 3.2.2) it opens only where that person has signed in before. An address from which twice as
many names fail as succeed, and more than a hundred of them, opens only to those who have signed in from it before.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings

from .models import User

FREE_TRIES, TRIES_BETWEEN = 10, 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=12)
# Failures are forgotten a day after the last of them.
MEMORY = timedelta(days=1)
MOST_FOR_ONE_NAME = 100
MOST_NAMES, SPRAYED_WITHIN, SPRAYED_WAIT = 100, timedelta(hours=1), timedelta(minutes=15)
ACQUAINTED_WITHIN = timedelta(days=180)


def wait_after(failures: int) -> timedelta:
    """How long this name waits at this address after so many wrong passwords on end."""
    beyond = failures - FREE_TRIES
    if beyond < 0 or beyond % TRIES_BETWEEN:
        return timedelta()
    doublings = min(beyond // TRIES_BETWEEN, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def is_sprayed(*, failed: int, succeeded: int) -> bool:
    """Whether somebody at an address tries many names; numbers of names in the last hour."""
    return failed > MOST_NAMES and failed > 2 * succeeded


def name_to_keep(name: str) -> str:
    """A name of the school as it is; of anything else only a print, for a password is often typed there."""
    if not name or User.objects.filter(username=name).exists():
        return name
    print_ = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256)
    return f"?{print_.hexdigest()[:16]}"


@dataclass(frozen=True)
class Lock:
    """Sign-in by this name from this address is stopped till then."""

    until: datetime


def lock_of(name: str, address: str, *, now: datetime) -> Lock | None:
    """Two short queries where nobody guesses. `name` is as kept."""
    tried = AccessAttempt.objects.filter(username=name, attempt_time__gt=now - MEMORY).order_by()
    rows = list(tried.values_list("ip_address", "failures_since_start", "attempt_time")[:1000])
    for where, failures, last in rows:
        if where == address and now < last + wait_after(failures):
            return Lock(last + wait_after(failures))
    everywhere = sum(failures for _, failures, _ in rows)
    if everywhere >= MOST_FOR_ONE_NAME and not _has_been_here(name, address, now):
        return Lock(max(last for *_, last in rows) + MEMORY)
    if _sprays(address, now) and not _has_been_here(name, address, now):
        return Lock(now + SPRAYED_WAIT)
    return None


def _has_been_here(name: str, address: str, now: datetime) -> bool:
    return AccessLog.objects.filter(
        username=name, ip_address=address, attempt_time__gt=now - ACQUAINTED_WITHIN
    ).exists()


def _sprays(address: str, now: datetime) -> bool:
    lately = {"ip_address": address, "attempt_time__gt": now - SPRAYED_WITHIN}
    failed = AccessAttempt.objects.filter(**lately).order_by().values("username").distinct().count()
    if failed <= MOST_NAMES:
        return False
    names = AccessLog.objects.filter(**lately).order_by().values("username").distinct()
    return is_sprayed(failed=failed, succeeded=names.count())
