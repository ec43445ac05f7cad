"""The door: sign-in, sign-out, and what is said to one who guesses."""

import math
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.logout import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

sign_in = allauth_views.login


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request, show_message=False)
    return redirect("account_login")


TOO_MANY = 429


def locked_out(request: Any, response: HttpResponse, credentials: Any) -> HttpResponse:
    """In the place of the form: till when it is shut, and what to do. The same for names that exist and that do not."""
    left = request.lock.until - request.moment
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    page = render(request, "account/locked.html", {"minutes": minutes}, status=TOO_MANY)
    page.headers["Retry-After"] = str(minutes * 60)
    return page
