from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest, HttpResponse

from .actions.sessions import end_all_sessions
from .sessions import SHARED


class SignInForm(allauth_forms.LoginForm):
    """Name and password; on somebody else's computer the sign-in ends with the browser."""

    shared = forms.BooleanField(label="Это чужой компьютер", required=False)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = self.cleaned_data["shared"]
        return super().login(request, redirect_url)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The new one is typed once: it can be shown. Whoever else was signed in with the old one is signed out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]

    def save(self) -> None:
        super().save()
        end_all_sessions(of=self.user)
