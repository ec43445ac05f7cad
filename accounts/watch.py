"""Who keeps watch at the door: django-axes tells of each try, the rules of guessing say what comes of it."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_session_hash
from axes.models import AccessFailureLog, AccessLog
from axes.signals import user_locked_out
from django.conf import settings

from . import devices, guessing
from .actions.tries import count_wrong_password, forget_wrong_passwords
from .screens.tries import account_called


class Watch(AxesDatabaseHandler):
    """Counts failures by their places; a right sign-in forgets those of its own place."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        # Kept for the failure, which is told of without the password.
        request.tried = _try(request, credentials or {})
        request.lock = guessing.lock_of(request.tried, now=request.axes_attempt_time)
        return request.lock is not None

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is None or request.axes_locked_out:
            # A try that was not let to the password says nothing of it, and does not make the wait longer.
            return
        tried, now = request.tried, request.axes_attempt_time
        failures = count_wrong_password(name=tried.name, places=tried.places, now=now)
        wait = guessing.wait_after(failures)
        if wait:
            request.axes_locked_out = True
            request.lock = guessing.Lock(now + wait)
            user_locked_out.send(
                "axes", request=request, username=tried.name, ip_address=tried.address
            )
        AccessFailureLog.objects.create(**_about(request, tried.name), locked_out=bool(wait))

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        name, now = user.get_username(), request.axes_attempt_time
        AccessLog.objects.create(
            **_about(request, name), session_hash=get_client_session_hash(request)
        )
        device = devices.nonce_of(_cookie(request), user, now=now)
        tried = guessing.Try(name, request.axes_ip_address, device, "")
        forget_wrong_passwords(name=name, place=tried.place)

    def user_logged_out(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        if user:
            AccessLog.objects.filter(
                username=user.get_username(),
                logout_time=None,
                session_hash=get_client_session_hash(request),
            ).update(logout_time=request.axes_attempt_time)


def _try(request: Any, credentials: dict[str, Any]) -> guessing.Try:
    """A known name as it is, of anything else only a print; one query for either."""
    name = str(credentials.get("username") or "")[:150]
    secret = str(credentials.get("password") or credentials.get("slip_secret") or "")
    user = account_called(name)
    now = request.axes_attempt_time
    return guessing.Try(
        name=name if user else guessing.print_of_a_name(name),
        address=request.axes_ip_address,
        device=devices.nonce_of(_cookie(request), user, now=now) if user else "",
        password=guessing.print_of_a_password(secret),
    )


def _cookie(request: Any) -> str:
    return str(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""))


def _about(request: Any, name: str) -> dict[str, Any]:
    return {
        "username": name,
        "ip_address": request.axes_ip_address,
        "user_agent": request.axes_user_agent[:255],
        "http_accept": "",
        "path_info": request.axes_path_info[:255],
        "attempt_time": request.axes_attempt_time,
    }
