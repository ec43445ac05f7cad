"""What the library of sign-in asks about an outside provider: nobody is made, nobody is linked by name or mail."""

from typing import Any
from uuid import uuid4

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

# The views of this sign-in; named, because they stand above this module.
ARRIVAL, FAILURE = "accounts.views.outside.arrive", "accounts.views.outside.failed"


class OutsideAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """ЕСИА wants it so; 122 bits are more than enough for anybody."""
        return str(uuid4())

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The library's own way ends here: it would look for accounts of its own."""
        told = sociallogin.account.extra_data["id_token"].get("nonce", "")
        if not constant_time_compare(str(told), sociallogin.state.get("nonce") or uuid4().hex):
            raise PermissionDenied("the token answers another question")
        raise ImmediateHttpResponse(import_string(ARRIVAL)(request, sociallogin.account.uid))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        cancelled = error == AuthError.CANCELLED
        raise ImmediateHttpResponse(import_string(FAILURE)(request, exception, cancelled=cancelled))
