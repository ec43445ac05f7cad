from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from accounts import sessions
from accounts.guessing import MEMORY
from accounts.models import User

# An act of a breach looks back at who came when (B 6); longer than a school year.
KEPT = timedelta(days=400)


def begin_session(*, session: Any, limits: sessions.Limits) -> None:
    """The cookie of a new sign-in lasts till the browser is closed, or as long as the sign-in may."""
    till_closed = limits.till_browser_closes
    session.set_expiry(0 if till_closed else int(limits.whole.total_seconds()))


def note_session(*, session: Any, now: datetime) -> None:
    """The person is here."""
    session[sessions.SEEN] = int(now.timestamp())
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def end_sessions(*, of: User, keys: list[str]) -> None:
    """Signed out at once wherever these sessions are open; sessions of other people are left alone."""
    mine = UserSession.objects.filter(user=of, session_key__in=keys)
    Session.objects.filter(session_key__in=mine.values("session_key")).delete()
    mine.delete()


def end_all_sessions(*, of: User, but: str = "") -> None:
    """Signed out everywhere, but for the session with that key."""
    keys = UserSession.objects.filter(user=of).exclude(session_key=but)
    end_sessions(of=of, keys=list(keys.values_list("session_key", flat=True)))


def forget_old_sign_ins(*, now: datetime) -> None:
    """Sessions that are over and failures that are forgotten take no room; who came and went is kept for a school year."""
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - MEMORY).delete()
    for log in (AccessLog, AccessFailureLog):
        log.objects.filter(attempt_time__lt=now - KEPT).delete()
