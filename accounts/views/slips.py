"""In by a one-time slip: name and code, then at once an own password or a passkey."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import slip_in_hand
from accounts.arrivals import choose
from accounts.forms import OwnPasswordForm, SlipForm
from accounts.models import SignInSlip, User
from accounts.sessions import SHARED, is_shared

# Keys of the session of one who has shown a slip: which, and when. So long he may choose a password.
SLIP, SHOWN = "slip", "slip_shown_at"
MINUTES_TO_CHOOSE = 20
# How the person has shown who he is, in the words of the library's own methods.
BY_SLIP, BY_PROVIDER = "slip", "socialaccount"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Any) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = SlipForm(request.POST or None, request=request)
    if form.is_bound and form.is_valid():
        take_in_hand(request, form.person.slip)
        return redirect("entry:own_password")
    return render(request, "accounts/slip.html", {"form": form}, status=422 if form.errors else 200)


def take_in_hand(request: Any, slip: SignInSlip) -> None:
    request.session.cycle_key()
    request.session[SLIP], request.session[SHOWN] = slip.pk, int(request.now.timestamp())
    request.session.set_expiry(0)


def in_hand(request: Any) -> SignInSlip | None:
    """The slip this browser has shown a while ago, if it still lets in."""
    shown = request.session.get(SHOWN, 0)
    if request.now.timestamp() - shown > MINUTES_TO_CHOOSE * 60:
        return None
    return slip_in_hand(request.session.get(SLIP), today=request.today)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: Any) -> HttpResponse:
    slip = in_hand(request)
    if slip is None:
        return redirect("entry:slip")
    if request.method == "POST":
        request.session[SHARED] = is_shared(request.POST)
    wants_key = "passkey" in request.POST
    form = OwnPasswordForm(None if wants_key else request.POST or None, user=slip.user)
    if wants_key:
        choose(request, slip, password=make_password(None))
        return finish_sign_in(request, slip.user, method=BY_SLIP, page=reverse("mfa_add_webauthn"))
    if form.is_bound and form.is_valid():
        choose(request, slip, password=make_password(form.cleaned_data["password1"]))
        return finish_sign_in(request, slip.user, method=BY_SLIP)
    # The first sign-in is often at school: whoever does not look leaves the box ticked.
    context = {"form": form, "person": slip.user, "shared": request.session.get(SHARED, True)}
    return render(
        request, "accounts/own_password.html", context, status=422 if form.errors else 200
    )


def finish_sign_in(
    request: HttpRequest, person: User, *, method: str, page: str | None = None
) -> HttpResponse:
    """Through the library's own steps of sign-in: whoever has a second factor shows it, then the slip is used."""
    for key in (SLIP, SHOWN):
        request.session.pop(key, None)
    record_authentication(request, person, method=method)
    return perform_login(request, person, email_verification="none", redirect_url=page)
