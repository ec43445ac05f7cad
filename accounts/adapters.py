"""What the library of sign-in asks of this project."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .addresses import client_address
from .arrivals import complete, forget_unless_by_slip
from .models import User
from .screens.breaches import stopped_person, why_closed

# Whoever has signed in so lately sets up a second factor without typing the password again.
FRESH_SIGN_IN = 10 * 60

TOLD = {
    "account/messages/password_changed.txt": "Пароль изменён. Везде, кроме этого места, вы вышли.",
    "mfa/messages/totp_activated.txt": "Приложение с кодами подключено.",
    "mfa/messages/totp_deactivated.txt": "Приложение с кодами отключено.",
    "mfa/messages/webauthn_added.txt": "Ключ входа добавлен.",
    "mfa/messages/webauthn_removed.txt": "Ключ входа удалён.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the school: nobody signs up, nothing goes by mail. Guessing is stopped by axes."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": "Это не нынешний пароль.",
        "incorrect_password": "Пароль не подошёл. Проверьте раскладку и Caps Lock.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's own limit counts by name alone: with it anybody could lock anybody out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Also the person of a stopped account who knows the password: let in no further than to be told why."""
        found: User | None = super().authenticate(request, **credentials)
        if found or getattr(request, "axes_locked_out", False):
            return found
        return stopped_person(**credentials)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        forget_unless_by_slip(request)
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """All steps are passed: what was chosen with a slip comes true together with the sign-in."""
        complete(request, user)
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, why_closed(user))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a few minutes ago is still the same person; asked of pages of the second factor only."""
        request = context.request
        records = get_authentication_records(request, request.user)
        lately = timezone.now().timestamp() - FRESH_SIGN_IN
        return not any(record["at"] > lately for record in records)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or TOLD.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing about an account is sent by mail."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted with the school's key; the staff does not take off its last factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Код не подошёл. Проверьте время на телефоне и введите следующий код.",
        "cannot_delete_authenticator": "Школа просит сотрудников входить в два шага. Сначала подключите другой способ.",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not getattr(context.request, "needs_second_factor", False):
            return True
        factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=factors)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        n = Authenticator.objects.filter(user=user, type=type).count()
        return f"Ключ {n + 1}"

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        school = getattr(context.request, "school", None)
        return school.name if school else "Электронный журнал"

    def _get_user_identifier(self, user: Any) -> str:
        return user.username

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {
            "display_name": user.full_name
        }


def _keys() -> MultiFernet:
    """The school's key, and those it had before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
