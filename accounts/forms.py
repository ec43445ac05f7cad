from datetime import datetime
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from .actions.sessions import end_all_sessions
from .models import User
from .sessions import SHARED
from .slips import code_in


class SignInForm(allauth_forms.LoginForm):
    """Name and password; on somebody else's computer the sign-in ends with the browser."""

    shared = forms.BooleanField(label="Это чужой компьютер", required=False)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = self.cleaned_data["shared"]
        return super().login(request, redirect_url)


class TakenOnce:
    """A code of the application lets in once, also while the clock allows it: whoever saw it typed comes too late."""

    VALID = 120  # seconds; longer than the library takes a code for

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"code-{self.user.pk}-{normalize_user_code(code)}"
            if not cache.add(used, True, timeout=self.VALID):
                raise forms.ValidationError("Этот код уже использован. Дождитесь следующего.")
        return code


class CodeForm(TakenOnce, mfa_forms.AuthenticateForm):
    """The second step of the sign-in."""


class CodeAgainForm(TakenOnce, mfa_forms.ReauthenticateForm):
    """The same person once more."""


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The new one is typed once: it can be shown. Whoever else was signed in with the old one is signed out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]

    def save(self) -> None:
        super().save()
        end_all_sessions(of=self.user)


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
