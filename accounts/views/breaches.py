"""«Моим паролем воспользовался другой»: the person stops the own account in two clicks (B 4.3)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import breaches
from accounts.forms import BreachForm
from accounts.screens.breaches import own_breaches

REPORTED = (
    "Учётная запись остановлена в {at}: все, кто под ней вошёл, вышли. В течение часа сообщите директору и администратору "
    "школы: они откроют её с новым паролем и проверят записи."
)
UNREADABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_breach(request: Any) -> HttpResponse:
    form = BreachForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "breaches": own_breaches(request.user)}
        status = UNREADABLE if form.errors else 200
        return render(request, "accounts/report_breach.html", context, status=status)
    breaches.report_breach(
        account=request.user, by=request.user, now=request.now, roles=request.roles, **form.cleaned_data
    )  # fmt: skip
    logout(request)
    messages.warning(request, REPORTED.format(at=f"{timezone.localtime(request.now):%H:%M}"))
    return redirect("home")
