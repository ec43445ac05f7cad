from datetime import datetime
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from .actions.sessions import end_all_sessions
from .actions.tries import forget_wrong_passwords, give_code_back, note_wrong_code, take_code
from .addresses import client_address
from .codes import (
    NO_CODES_TODAY,
    NOTHING_TODAY,
    OF_APPLICATION,
    OF_RECOVERY,
    Budget,
    may_be_of_recovery,
)
from .models import User
from .screens.tries import why_no_codes
from .sessions import SHARED, is_shared
from .slips import code_in


class SignInForm(allauth_forms.LoginForm):
    """Name and password; on somebody else's computer the sign-in ends with the browser."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = is_shared(self.data)
        return super().login(request, redirect_url)


class WatchedCode:
    """So many wrong codes a day and no more (`codes`); a code of the application lets in once.

    Once, also while the clock allows it: whoever saw it typed comes too late.
    """

    VALID = 120  # seconds; longer than the library takes a code for

    def clean_code(self) -> str:
        now = context.request.moment
        budget, taken = self._count(now)
        try:
            code = super().clean_code()
        except forms.ValidationError:
            self._note(now, is_last=taken == budget.most)
            if taken == budget.most:
                told = NO_CODES_TODAY if budget is OF_APPLICATION else NOTHING_TODAY
                raise forms.ValidationError(told) from None
            raise
        give_code_back(by=self.user, budget=budget, now=now)
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"code-{self.user.pk}-{normalize_user_code(code)}"
            if not cache.add(used, True, timeout=self.VALID):
                raise forms.ValidationError("Этот код уже использован. Дождитесь следующего.")
        return code

    def _count(self, now: datetime) -> tuple[Budget, int]:
        """By which budget the code is looked at, and how many of it are spent. Refuses where both are."""
        taken = take_code(by=self.user, budget=OF_APPLICATION, now=now)
        if taken is not None:
            return OF_APPLICATION, taken
        if not may_be_of_recovery(self.cleaned_data["code"]):
            raise forms.ValidationError(why_no_codes(self.user, now=now))
        taken = take_code(by=self.user, budget=OF_RECOVERY, now=now)
        if taken is None:
            raise forms.ValidationError(NOTHING_TODAY)
        return OF_RECOVERY, taken

    def _note(self, now: datetime, *, is_last: bool) -> None:
        request = context.request
        note_wrong_code(
            by=self.user, address=client_address(request), browser=request.headers.get("User-Agent", ""),
            path=request.path_info, is_last=is_last, now=now,
        )  # fmt: skip


class CodeForm(WatchedCode, mfa_forms.AuthenticateForm):
    """The second step of the sign-in."""


class CodeAgainForm(WatchedCode, mfa_forms.ReauthenticateForm):
    """The same person once more."""


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The new one is typed once: it can be shown. Whoever else was signed in with the old one is signed out.

    Wrong old ones are counted with those of the sign-in, and wait as they do (`guessing`).
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]

    def clean_oldpassword(self) -> str:
        adapter, typed = get_adapter(), str(self.cleaned_data["oldpassword"])
        if not adapter.reauthenticate(self.user, typed):
            raise adapter.validation_error("enter_current_password")
        return typed

    def save(self) -> None:
        super().save()
        forget_wrong_passwords(name=self.user.username, place=context.request.tried.place)
        end_all_sessions(of=self.user, by=self.user, now=context.request.moment)


MINUTES = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 2000, 2100


class MomentField(forms.DateTimeField):
    """A day and a time of the school's clock, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
        super().__init__(widget=widget, input_formats=[MINUTES, f"{MINUTES}:%S"], **kwargs)

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise forms.ValidationError("Проверьте год.")
        return moment


class SlipForm(forms.Form):
    """Name and code of a one-time slip; the code may be typed with the spaces of the print."""

    username = forms.CharField(label="Имя для входа", max_length=150)
    code = forms.CharField(label="Код с листка", max_length=60)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: User | None = None

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip()

    def clean_code(self) -> str:
        return code_in(self.cleaned_data["code"])

    def clean(self) -> None:
        if not self.errors:
            self.person = authenticate(
                self.request,
                username=self.cleaned_data["username"],
                slip_secret=self.cleaned_data["code"],
            )
        if self.person is None:
            raise forms.ValidationError(
                "Имя или код не подошли, или листок уже не действует. Листок пускает один раз и до указанного "
                "на нём дня. Новый выдаст классный руководитель или администратор школы."
            )


class OwnPasswordForm(forms.Form):
    """The first own password, typed once: it can be shown."""

    password1 = forms.CharField(label="Новый пароль", max_length=1000, strip=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password


class BreachForm(forms.Form):
    """What happened, and when it was noticed if that is not now."""

    circumstances = forms.CharField(
        label="Что случилось", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    discovered_at = MomentField(label="Когда это заметили", required=False)
