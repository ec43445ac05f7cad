"""A person's own way in: password, second factor, where he is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base.views import IndexView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from accounts import devices
from accounts.actions.sessions import end_all_sessions, end_sessions
from accounts.keys import is_key
from accounts.screens.sessions import keys_of, sessions_screen
from accounts.screens.tries import guessed_codes


class Security(IndexView):
    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.request.user, self.request.moment
        sessions = sessions_screen(user, this=self.request.session.session_key, now=now)
        guessed = guessed_codes([user.username], now=now)
        return super().get_context_data(sessions=sessions, guessed=guessed, **kwargs)


security = Security.as_view()


def change_password(request: Any) -> HttpResponse:
    """The browser in which the password was changed goes on knowing the person; all others know him no more."""
    before = request.user.password
    response = account.password_change(request)
    if request.user.password != before:
        devices.remember(request, response, now=request.moment)
    return response


def back_if_gone(view: Callable) -> Callable:
    """A factor that is not there any more leads back to the list of those that are."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except Http404:
            return redirect("mfa_index")

    return wrapped


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: one place (`session`), or all but this (`others`); `stranger` says that it was not me."""
    chosen = request.POST.get("session", "")
    mine = {"of": request.user, "by": request.user, "now": request.moment}
    if chosen == "others":
        end_all_sessions(**mine, but=request.session.session_key)
    elif is_key(chosen):
        end_sessions(**mine, keys=keys_of(request.user, [int(chosen)]))
    if "stranger" in request.POST:
        messages.warning(
            request, "Чужой вход завершён. Смените пароль: его мог узнать кто-то другой."
        )
        return redirect(report_of_a_breach())
    messages.success(request, "Вход завершён.")
    return redirect("mfa_index")


def report_of_a_breach() -> str:
    try:
        return reverse("accounts:report_breach")
    except NoReverseMatch:
        return reverse("account_change_password")
