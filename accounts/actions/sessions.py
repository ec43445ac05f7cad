from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts import sessions
from accounts.models import User


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
