import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from accounts import sessions
from accounts.guessing import MEMORY
from accounts.models import User

log = logging.getLogger(__name__)

# An act of a breach looks back at who came when (B 6); longer than a school year.
KEPT = timedelta(days=400)


def note_session(*, session: Any, by: User, now: datetime) -> None:
    """The person is here."""
    session[sessions.SEEN] = int(now.timestamp())
    mine = UserSession.objects.filter(user=by, session_key=session.session_key)
    mine.update(last_seen_at=now)


def end_sessions(*, of: User, keys: Collection[str], by: User, now: datetime) -> None:
    """Signed out at once wherever these sessions are open; sessions of other people are left alone.

    `by` is the person himself, or who stops, dismisses or resets him: that act has a record of its own.
    """
    mine = UserSession.objects.filter(user=of, session_key__in=keys)
    ended = list(mine.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=ended).delete()
    mine.delete()
    # Who came and went: axes knows a sign-in by the hash of its session.
    hashes = [sha256(key.encode()).hexdigest() for key in ended]
    AccessLog.objects.filter(session_hash__in=hashes, logout_time=None).update(logout_time=now)
    log.info("%d sign-ins of account %s ended by account %s", len(ended), of.pk, by.pk)


def end_all_sessions(*, of: User, by: User, now: datetime, but: str = "") -> None:
    """Signed out everywhere, but for the session with that key."""
    keys = UserSession.objects.filter(user=of).exclude(session_key=but)
    end_sessions(of=of, keys=keys.values_list("session_key", flat=True), by=by, now=now)


def forget_old_sign_ins(*, now: datetime) -> None:
    """Sessions that are over and failures that are forgotten take no room; who came and went is kept for a school year."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - MEMORY).delete()
    for log in (AccessLog, AccessFailureLog):
        log.objects.filter(attempt_time__lt=now - KEPT).delete()
