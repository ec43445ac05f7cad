"""The device cookie: a browser in which a person has signed in before is told from a stranger's (OWASP «device cookies»).

After each whole sign-in (with the second factor, where there is one) the browser keeps, signed with the school's key,
the number of the account, a nonce that names this browser, a print of the password and the moment. It opens nothing and
names nobody: it only says whose guesses these are (`guessing`), so it is kept on a strange computer too. A new password
makes all cookies of the account worthless, half a year does so with one. A computer of several people keeps as many
entries, the last of them first.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "accounts.device"
LASTS = timedelta(days=180)
MOST_PEOPLE = 10
# As many bytes as it takes for nobody to meet another's nonce.
NONCE_BYTES = 12


@dataclass(frozen=True)
class Acquaintance:
    """This person has signed in in this browser at that moment (seconds), with the password of that print."""

    person: int
    nonce: str
    password: str
    at: int


def nonce_of(cookie: str, user: Any, *, now: datetime) -> str:
    """The name of this browser, if `user` has signed in in it and has the same password since; else nothing."""
    for one in _acquaintances(cookie, now=now):
        if one.person == user.pk and any(
            constant_time_compare(one.password, _print(user.password, key)) for key in _keys()
        ):
            return one.nonce
    return ""


def cookie_with(cookie: str, user: Any, *, now: datetime) -> str:
    """The value to keep after a sign-in of `user`, beside the people who are there already.

    A browser that knows the person keeps its name, so that copies of its older cookies have no counts of their own.
    """
    new = Acquaintance(
        user.pk,
        nonce_of(cookie, user, now=now) or secrets.token_urlsafe(NONCE_BYTES),
        _print(user.password, _keys()[0]),
        int(now.timestamp()),
    )
    others = [one for one in _acquaintances(cookie, now=now) if one.person != user.pk]
    kept = [[*asdict(one).values()] for one in [new, *others][:MOST_PEOPLE]]
    return signing.dumps(kept, salt=SALT)


def _acquaintances(cookie: str, *, now: datetime) -> list[Acquaintance]:
    """Nothing where the cookie is not ours."""
    if not cookie:
        return []
    try:
        kept = signing.loads(cookie, salt=SALT)
    except signing.BadSignature:
        return []
    oldest = (now - LASTS).timestamp()
    return [one for one in (Acquaintance(*row) for row in kept) if one.at > oldest]


def _print(password: str, key: str) -> str:
    """Of the stored hash, which changes with the password."""
    return salted_hmac(SALT, password, secret=key, algorithm="sha256").hexdigest()[:24]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def remember(request: Any, response: HttpResponse, *, now: datetime) -> None:
    """This browser knows the person who is signed in."""
    there = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        cookie_with(there, request.user, now=now),
        max_age=LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
