"""Closed periods: listed by class, opened again for a term; a period whose marks all stand is closed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import behind, having
from accounts.models import Right
from journal import access, actions, screens
from journal.forms import ReopenForm

UNPROCESSABLE = 422


@require_GET
@behind(having(Right.CORRECTIONS), "Закрытые периоды")
def locks(request):
    classes = access.classes_to_open(
        request.user, rights=request.rights, year=request.year, on=request.day
    )
    screen = screens.locks_screen(classes, request.GET.get("class", ""), now=request.now)
    return render(request, "journal/locks.html", {"screen": screen})


@require_GET
def lock(request, pk):
    lock = access.lock_to_open(request.user, pk, on=request.day)
    return _page(
        request,
        lock,
        ReopenForm(initial={"until": screens.usual_term(request.now, on=request.day)}),
    )


@require_POST
def reopen(request, pk):
    lock = access.lock_to_open(request.user, pk, on=request.day)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen_period(lock=lock, by=request.user, now=request.now, **form.cleaned_data)
        except actions.Refused as error:
            form.add_error(None, str(error))
    if not form.is_valid():
        return _page(request, lock, form, UNPROCESSABLE)
    return redirect("journal:lock", pk=pk)


@require_POST
def close_again(request, pk):
    lock = access.lock_to_open(request.user, pk, on=request.day)
    actions.close_again(lock=lock, by=request.user, now=request.now)
    return redirect("journal:lock", pk=pk)


@require_POST
def close(request, pk, period):
    """A period, or by `kind` the year, whose marks were all set before it could close by itself."""
    section = access.section_to_fill(request.user, pk, on=request.day)
    period = access.period_to_see(section, period)
    kind = "year" if request.POST.get("kind") == "year" else "period"
    try:
        actions.close_period(
            section=section,
            kind=kind,
            period=period if kind == "period" else None,
            by=request.user,
            now=request.now,
        )
    except actions.Refused as error:
        messages.error(request, str(error))
    return redirect("journal:grid", pk, period.pk)


def _page(request, lock, form, status=200):
    screen = screens.lock_screen(lock, now=request.now, on=request.day)
    return render(request, "journal/lock.html", {"screen": screen, "form": form}, status=status)
