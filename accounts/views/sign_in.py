"""The door: sign-in, sign-out, and what is said to one who guesses."""

import math
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.logout import logout
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.arrivals import give_up
from accounts.sessions import SHARED, is_shared

_sign_in = allauth_views.login


@login_not_required
def sign_in_by_key(request: Any) -> HttpResponse:
    """By a passkey alone. Whose the computer is was asked on the same page."""
    if request.method == "POST":
        request.session[SHARED] = is_shared(request.POST)
    answer: HttpResponse = passkeys.login_webauthn(request)
    return answer


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever comes to the form begins anew: a sign-in by slip that was left half-way is not gone on with."""
    give_up(request)
    answer: HttpResponse = _sign_in(request)
    return answer


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request, show_message=False)
    return redirect("account_login")


TOO_MANY = 429


def locked_out(request: Any, response: HttpResponse, credentials: Any) -> HttpResponse:
    """In the place of the form: till when it is shut, and what to do. The same for names that exist and that do not."""
    # The try is counted a moment after the request has come: the parts of a second make no minute more.
    left = round((request.lock.until - request.moment).total_seconds())
    minutes = max(1, math.ceil(left / 60))
    # Hours of more than a whole one are told rounded up: nobody waits for the minute.
    hours = math.ceil(minutes / 60) if minutes > 90 else 0
    context = {"minutes": minutes, "hours": hours}
    page = render(request, "account/locked.html", context, status=TOO_MANY)
    page.headers["Retry-After"] = str(minutes * 60)
    return page
