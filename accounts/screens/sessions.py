import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User


@dataclass(frozen=True)
class OpenSession:
    """A computer or a phone where the person is signed in. Times are the wall clock's."""

    pk: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def sessions_screen(user: User, *, this: str, now: datetime) -> list[OpenSession]:
    """The present one first, then those seen last. One query."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at")
    found = [
        OpenSession(
            row.pk,
            device_of(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == this,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


def keys_of(user: User, pks: list[int]) -> list[str]:
    return list(
        UserSession.objects.filter(user=user, pk__in=pks).values_list("session_key", flat=True)
    )


# In this order: Edge and Yandex say that they are Chrome too, Chrome that it is Safari.
BROWSERS = [
    (r"YaBrowser/", "Яндекс Браузер"),
    (r"Edg/|EdgA/", "Edge"),
    (r"OPR/", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
]
SYSTEMS = [
    (r"Android", "телефон или планшет Android"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "компьютер с Windows"),
    (r"Mac OS X", "компьютер Mac"),
    (r"Linux", "компьютер с Linux"),
]


def device_of(user_agent: str) -> str:
    """«Chrome, компьютер с Windows» from what the browser says of itself."""
    browser = next((name for mark, name in BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "")
    return ", ".join(filter(None, [browser, system])) or "неизвестное устройство"
