"""In through an outside provider: there and back, and the first time with a slip, so that the right person is known."""

import logging
import secrets
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import is_of_the_staff, person_behind
from accounts.actions.outside import must_be_free
from accounts.arrivals import choose
from accounts.forms import SlipForm
from accounts.models import User
from accounts.outside.client import Adapter
from accounts.outside.config import Outside, outside
from accounts.sessions import SHARED, is_shared
from accounts.slips import SlipRefused
from accounts.views.slips import BY_PROVIDER, finish_sign_in

log = logging.getLogger(__name__)

# Key of the session of one whom the provider has confirmed and the school does not know yet: number and moment.
ARRIVED = "arrived_from_outside"
MINUTES_TO_BIND = 20
# After a failure nobody waits for the provider for so many seconds: the sign-in by password goes on.
DOWN, DOWN_FOR = "outside-is-down", 20
# What a provider that is down, slow or out of its mind ends in.
BROKEN = (OAuth2Error, requests.RequestException, KeyError, TypeError, ValueError, AttributeError)

STAFF = (
    "Сотрудники входят на этом сайте, по имени и паролю: через {name} входят родители и ученики."
)


def _configured() -> Outside:
    found = outside()
    if found is None:
        raise Http404
    return found


@login_not_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Off to the provider; where it does not answer, back to the form with a word of it."""
    provider = Adapter(request, _configured()).get_provider()
    if request.user.is_authenticated:
        return redirect("home")
    request.session[SHARED] = is_shared(request.POST)
    if cache.get(DOWN):
        return failed(request, None)
    nonce = secrets.token_urlsafe(24)
    try:
        answer: HttpResponse = provider.redirect(
            request, "login", auth_params={"nonce": nonce}, scope=provider.get_scope(), nonce=nonce
        )
    except BROKEN as error:
        cache.set(DOWN, True, DOWN_FOR)
        return failed(request, error)
    return answer


@login_not_required
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider, with a code that is good once."""
    adapter = Adapter(request, _configured())
    if request.user.is_authenticated:
        return redirect("home")
    if request.GET.get("error") == adapter.login_cancelled_error:
        return failed(request, None, cancelled=True)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except BROKEN as error:
        return failed(request, error)
    return answer


def failed(
    request: HttpRequest, exception: Exception | None, *, cancelled: bool = False
) -> HttpResponse:
    name = _configured().name
    if exception is not None:
        # Its kind only: the words may hold a token, or what was told about a person.
        log.warning("sign-in through the provider failed: %s", type(exception).__name__)
    if cancelled:
        text = f"Вход через {name} отменён. Можно войти по имени и паролю."
    elif cache.get(DOWN) or isinstance(exception, requests.RequestException):
        text = f"{name}: сейчас не отвечают. Войдите по имени и паролю или попробуйте позже."
    else:
        text = f"Войти через {name} не получилось. Попробуйте ещё раз с этой страницы или войдите по имени и паролю."
    messages.error(request, text)
    return redirect("account_login")


def arrive(request: Any, identifier: str) -> HttpResponse:
    """Whom the provider has confirmed: known by number only, whatever the name."""
    told = _configured()
    person = person_behind(told.issuer, identifier)
    if person is None:
        request.session[ARRIVED] = {"number": identifier, "at": int(request.now.timestamp())}
        return redirect("entry:outside_unknown")
    return _sign_in(request, person)


def _sign_in(request: Any, person: User) -> HttpResponse:
    if is_of_the_staff(person, today=request.today):
        messages.error(request, STAFF.format(name=_configured().name))
        return redirect("account_login")
    if not person.is_active:
        messages.error(request, "Эта учётная запись закрыта. Обратитесь к администратору школы.")
        return redirect("account_login")
    request.session.pop(ARRIVED, None)
    return finish_sign_in(request, person, method=BY_PROVIDER)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unknown(request: Any) -> HttpResponse:
    """The number is nobody's yet: a slip says whose it is. Without one, whom to ask."""
    told = _configured()
    arrived = request.session.get(ARRIVED)
    if not arrived or request.now.timestamp() - arrived["at"] > MINUTES_TO_BIND * 60:
        return redirect("account_login")
    form = SlipForm(request.POST or None, request=request)
    if form.is_bound and form.is_valid():
        try:
            return _bind(request, form.person, told, arrived["number"])
        except SlipRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "provider": told.name}
    status = 422 if form.errors else 200
    return render(request, "accounts/outside_unknown.html", context, status=status)


def _bind(request: Any, person: Any, told: Outside, number: str) -> HttpResponse:
    if is_of_the_staff(person, today=request.today):
        raise SlipRefused(STAFF.format(name=told.name))
    must_be_free(person, told.issuer, number)
    choose(request, person.slip, issuer=told.issuer, identifier=number)
    return _sign_in(request, person)
