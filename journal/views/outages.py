"""Outages: one page with the list and the form; terms of entries stand still for their time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.doors import behind, having
from accounts.models import Right
from journal import actions
from journal.access.outages import outage_to_note
from journal.forms.outages import OutageForm
from journal.screens.outages import outages_screen

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@behind(having(Right.SYSTEM), "Перерывы")
def outages(request):
    for name, change in (("end", actions.end_outage), ("strike", actions.strike_outage)):
        if key := request.POST.get(name):
            return _changed(request, change, outage_to_note(key))
    form = OutageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.note_outage(**form.cleaned_data, by=request.user, now=request.now)
        except actions.Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("journal:outages")
    context = {"form": form, "lines": outages_screen()}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "journal/outages.html", context, status=status)


def _changed(request, change, outage):
    try:
        change(outage=outage, by=request.user, now=request.now)
    except actions.Refused as error:
        messages.error(request, str(error))
    return redirect("journal:outages")
