"""Readiness of the year: the whole page, the own part of whoever owns one, and the deadlines (SCH-16)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import must_have
from accounts.doors import behind
from accounts.models import Right
from reports import access, actions
from reports.forms.readiness import DeadlineForm
from reports.screens.readiness import readiness_screen
from school.arranging import year_to_prepare
from school.views.forms import UNPROCESSABLE, done, posted

NOTHING_TO_DO = 204


@require_http_methods(["GET", "HEAD", "POST"])
@behind(access.must_see_readiness, "Готовность")
def readiness(request):
    """For htmx the part that stands on the person's home page; nothing where he has nothing to do."""
    year = year_to_prepare(request.year, request.today)
    form = None
    if request.method == "POST":
        must_have(request.rights, Right.YEAR)
    if year and Right.YEAR in request.rights:
        form = DeadlineForm(posted(request), year=year)
        if form.is_valid():
            _set_deadline(request, year, form.cleaned_data)
            return done(request, "Срок записан.", "reports:readiness")
    screen = readiness_screen(
        request.user, school=request.school, year=year, rights=request.rights, on=request.day,
        today=request.today, own=bool(request.htmx),
    )  # fmt: skip
    if request.htmx:
        if screen.is_quiet:
            return HttpResponse(status=NOTHING_TO_DO)
        return render(request, "reports/_readiness_own.html", {"screen": screen})
    status = UNPROCESSABLE if form and form.is_bound else 200
    return render(
        request, "reports/readiness.html", {"screen": screen, "form": form}, status=status
    )


def _set_deadline(request, year, data):
    actions.set_deadline(
        year=year, stage=data["stage"], day=data["date"], source=data["source"],
        by=request.user, now=request.now,
    )  # fmt: skip
