"""The door: sign-in, sign-out, and what is said to one who guesses."""

from allauth.account import views as allauth_views
from allauth.account.internal.flows.logout import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

sign_in = allauth_views.login


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request, show_message=False)
    return redirect("account_login")
