"""Who keeps watch at the door: django-axes tells of each try, the rules of guessing say what comes of it."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_session_hash
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.signals import user_locked_out
from django.db import connection
from django.http import HttpRequest

from . import guessing

# One statement, so that a hundred tries at once are counted as a hundred.
COUNT = """\
INSERT INTO axes_accessattempt AS kept (username, ip_address, user_agent, http_accept, path_info, get_data, post_data,
    attempt_time, failures_since_start)
VALUES (%(name)s, %(address)s, '', '', '', '', '', %(now)s, 1)
ON CONFLICT (username, ip_address, user_agent) DO UPDATE SET attempt_time = %(now)s, failures_since_start =
    CASE WHEN kept.attempt_time < %(now)s - %(memory)s THEN 1 ELSE kept.failures_since_start + 1 END
RETURNING failures_since_start
"""


class Watch(AxesDatabaseHandler):
    """Counts failures by name and address; a right sign-in forgets those of its own place."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        name = _name(request, credentials)
        lock = guessing.lock_of(name, request.axes_ip_address, now=request.axes_attempt_time)
        request.lock = lock
        return lock is not None

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is None or request.axes_locked_out:
            # A try that was not let to the password says nothing of it, and does not make the wait longer.
            return
        name, address, now = (
            _name(request, credentials),
            request.axes_ip_address,
            request.axes_attempt_time,
        )
        with connection.cursor() as cursor:
            values = {"name": name, "address": address, "now": now, "memory": guessing.MEMORY}
            cursor.execute(COUNT, values)
            (failures,) = cursor.fetchone()
        wait = guessing.wait_after(failures)
        if wait:
            request.axes_locked_out = True
            request.lock = guessing.Lock(now + wait)
            user_locked_out.send("axes", request=request, username=name, ip_address=address)
        AccessFailureLog.objects.create(**_about(request, name), locked_out=bool(wait))

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        name = user.get_username()
        AccessLog.objects.create(
            **_about(request, name), session_hash=get_client_session_hash(request)
        )
        AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address).delete()

    def user_logged_out(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        if user:
            AccessLog.objects.filter(
                username=user.get_username(),
                logout_time=None,
                session_hash=get_client_session_hash(request),
            ).update(logout_time=request.axes_attempt_time)


def _name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """As kept; asked for once a request."""
    typed = str((credentials or {}).get("username") or "")[:150]
    asked = getattr(request, "names_kept", None)
    if asked is None or asked[0] != typed:
        asked = request.names_kept = (typed, guessing.name_to_keep(typed))  # type: ignore[attr-defined]
    return asked[1]


def _about(request: Any, name: str) -> dict[str, Any]:
    return {
        "username": name,
        "ip_address": request.axes_ip_address,
        "user_agent": request.axes_user_agent[:255],
        "http_accept": "",
        "path_info": request.axes_path_info[:255],
        "attempt_time": request.axes_attempt_time,
    }
