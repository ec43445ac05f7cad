"""Before an act that can not be taken back the person shows once more that it is he: by password, code or key.

    @asks_password_again
    def export(request): ...

Of what was asked by a form, nothing is lost: after the password the same form is sent on.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

# So long the answer holds: several acts in a row are asked about once.
HOLDS = timedelta(minutes=5)


def has_answered_lately(request: Any) -> bool:
    """The sign-in itself is no answer: the person may have left the computer open since."""
    records = get_authentication_records(request, request.user)
    lately = request.moment.timestamp() - HOLDS.total_seconds()
    return any(record.get("reauthenticated") and record["at"] > lately for record in records)


# How a person was known, in words; a way that is not here is told as it is.
WAYS = {
    "password": "пароль", "password_reset": "новый пароль", "slip": "разовый листок", "socialaccount": "вход через Госуслуги",
    "totp": "код из приложения", "webauthn": "ключ доступа", "recovery_codes": "резервный код",
}  # fmt: skip


def ways_shown(request: Any) -> str:
    """How the person of this sign-in was known, each way once, the second factor too: «пароль, код из приложения»."""
    records = get_authentication_records(request, request.user)
    named = [record.get("type") or record["method"] for record in records]
    return ", ".join(dict.fromkeys(WAYS.get(way, way) for way in named))


def asks_password_again(view: Callable) -> Callable:
    """The view opens after the password has been asked once more; the library leads there and back."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_answered_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return wrapped
