"""Guessing of passwords is stopped; a school behind one address, and a teacher whom pupils tease, are not (ACC-3).

Three counts, each of wrong passwords (and wrong codes of slips) of the last day:

1. In a browser where this person has signed in before (`devices`) only this browser's own wrong passwords count: the
   tenth stops the name in it for a quarter of an hour, each five more for twice as long, up to twelve hours. Strangers'
   guesses, however many and from wherever, never stop it: so pupils do not shut a teacher out of the classroom's computer.
2. From all other browsers wrong passwords are counted by name and address together, with the same waits; after a hundred
   for one name from all addresses (NIST 800-63B-4, 3.2.2) the name opens only in browsers that know the person.
3. One password over many names: a password that was wrong for twenty names at an address opens nothing more from there
   for a day, but in browsers that know the person. Nothing else is stopped at that address: not the right passwords of
   the school behind it, whoever tries made-up names there and however many, for nobody is stopped by another's password.

The old password on the page of a new one, and the password asked once more, are counted and wait as at the door.

A name that nobody has is counted and answered in all as one that somebody has, so nothing tells which it is. The address
itself and its other names never stop anybody. Ways that can not be guessed (passkey, an outside provider) are never
stopped, and whoever gives slips lets a name in again at once.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from axes.models import AccessAttempt
from django.conf import settings

from .addresses import NOWHERE

FREE_TRIES, TRIES_BETWEEN = 10, 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=12)
# Failures are forgotten a day after the last of them.
MEMORY = timedelta(days=1)
MOST_FOR_ONE_NAME = 100
MOST_NAMES = 20
# Hexadecimal digits of a wrong password's print: too few to find the password by, enough that another's seldom meets it.
PRINT_LENGTH = 5


def wait_after(failures: int) -> timedelta:
    """How long this name waits in this place after so many wrong passwords on end."""
    beyond = failures - FREE_TRIES
    if beyond < 0 or beyond % TRIES_BETWEEN:
        return timedelta()
    doublings = min(beyond // TRIES_BETWEEN, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


@dataclass(frozen=True)
class Place:
    """Where wrong passwords of a name are counted. `mark` stands in the log's column of the browser: empty for strangers."""

    address: str
    mark: str = ""


@dataclass(frozen=True)
class Try:
    """A password about to be tried: the name as kept, from where, in which browser if it knows the person, its print."""

    name: str
    address: str
    device: str
    password: str

    @property
    def place(self) -> Place:
        """A browser is the same at home and at school, so its address is not asked."""
        return Place(NOWHERE, f"device {self.device}") if self.device else Place(self.address)

    @property
    def places(self) -> list[Place]:
        """Where the try counts, should it be wrong: for strangers also as a try of this password."""
        return [self.place] if self.device else [self.place, self.of_the_password]

    @property
    def of_the_password(self) -> Place:
        return Place(self.address, f"password {self.password}")


@dataclass(frozen=True)
class Lock:
    """Sign-in by this name is stopped in this place till then."""

    until: datetime


def lock_of(tried: Try, *, now: datetime) -> Lock | None:
    """Two short queries, in a browser that knows the person one."""
    marks = {"", tried.place.mark}
    lately = {"attempt_time__gt": now - MEMORY, "user_agent__in": marks}
    counts = AccessAttempt.objects.filter(username=tried.name, **lately).order_by("attempt_time")
    rows = list(
        counts.values_list("ip_address", "user_agent", "failures_since_start", "attempt_time")
    )
    for where, mark, failures, last in rows:
        if Place(where, mark) == tried.place and now < last + wait_after(failures):
            return Lock(last + wait_after(failures))
    if tried.device:
        return None
    return _lock_of_the_name(
        (failures, last) for _, _, failures, last in rows
    ) or _lock_of_the_password(tried, now)


def _lock_of_the_name(counts: Iterable[tuple[int, datetime]]) -> Lock | None:
    """From the counts of all addresses, the oldest first: till so many are forgotten that a hundred do not remain."""
    counts = list(counts)
    left = sum(failures for failures, _ in counts)
    lock = None
    for failures, last in counts:
        if left < MOST_FOR_ONE_NAME:
            break
        left -= failures
        lock = Lock(last + MEMORY)
    return lock


def _lock_of_the_password(tried: Try, now: datetime) -> Lock | None:
    place = tried.of_the_password
    names = AccessAttempt.objects.filter(
        ip_address=place.address, user_agent=place.mark, attempt_time__gt=now - MEMORY
    )
    times = list(
        names.order_by("-attempt_time").values_list("attempt_time", flat=True)[:MOST_NAMES]
    )
    return Lock(times[-1] + MEMORY) if len(times) == MOST_NAMES else None


def print_of_a_name(name: str) -> str:
    """Of a name that nobody has only this is kept, for a password is often typed there."""
    return f"?{_print(name)[:16]}"


def print_of_a_password(password: str) -> str:
    """Alike for all ways to type the same: letters are compared as the hash compares them."""
    return _print(f"password {normalize('NFKC', password)}")[:PRINT_LENGTH]


def _print(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
