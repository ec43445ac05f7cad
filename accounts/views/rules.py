"""The rules of use: read and accepted at the first entry, and whenever they change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import rules
from accounts.actions.rules import accept_rules
from accounts.doors import behind, having
from accounts.models import Right
from accounts.screens.rules import acceptance_of, acceptances


def rules_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        accept_rules(by=request.user, version=rules.VERSION, now=request.now)
        request.session[rules.ACCEPTED] = rules.VERSION
        return redirect(_back(request))
    page = {
        "text": rules.text_of(rules.VERSION),
        "acceptance": acceptance_of(request.user, rules.VERSION),
        "next": request.GET.get("next", ""),
    }
    return render(request, "accounts/rules.html", page)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours else "home"


@behind(having(Right.ACCESS), "Кто принял правила")
def rules_register(request: HttpRequest) -> HttpResponse:
    """Who has accepted the rules, for those who answer for access."""
    screen = acceptances(version=rules.VERSION, page=request.GET.get("page", ""))
    return render(request, "accounts/rules_register.html", {"screen": screen})
