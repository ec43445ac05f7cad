"""Ways to prove who one is beside the password: the code of a one-time slip."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from .models import SignInSlip, SlipCode, User


class SlipBackend(ModelBackend):
    """Name and code of a slip that still lets in. Asked by `authenticate`, so the watch at the door counts failures."""

    def authenticate(  # type: ignore[override]
        self, request: Any, username: str | None = None, slip_secret: str | None = None, **kwargs: Any
    ) -> User | None:  # fmt: skip
        """The person, with the slip as `user.slip`; None where name, code or term are wrong, in the same time."""
        if username is None or slip_secret is None:
            return None
        code = (
            SlipCode.objects.filter(slip__in=_open(request))
            .filter(slip__user__username=username)
            .select_related("slip__user")
            .first()
        )
        if code is None:
            make_password(slip_secret)
            return None
        user = code.slip.user
        if not check_password(slip_secret, code.hash) or not self.user_can_authenticate(user):
            return None
        user.slip = code.slip  # type: ignore[attr-defined]
        return user


def _open(request: HttpRequest) -> Any:
    return SignInSlip.objects.open(today=request.today)  # type: ignore[attr-defined]
