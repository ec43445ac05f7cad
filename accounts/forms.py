from allauth.account.forms import LoginForm
from django import forms
from django.http import HttpRequest, HttpResponse

from .sessions import SHARED


class SignInForm(LoginForm):
    """Name and password; on somebody else's computer the sign-in ends with the browser."""

    shared = forms.BooleanField(label="Это чужой компьютер", required=False)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[SHARED] = self.cleaned_data["shared"]
        return super().login(request, redirect_url)
