"""Floors: what a page costs before it shows anything, what its queries cost, what a bare signed write costs."""

import json

from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from diary import access as diary_access
from diary import screens as diary_screens
from ejournal.urls import handler500
from ejournal.urls import urlpatterns as pages
from journal import access, screens
from journal.models import Mark


def empty(request):
    """Session, person, school, roles: what every page begins with."""
    return HttpResponse("")


def grid_queries(request, pk, period):
    journal = access.journal_to_see(request.user, pk, on=request.day)
    periods = access.periods_to_see(journal.section)
    screen = screens.grid_screen(
        journal,
        period=access.period_among(periods, period),
        periods=periods,
        among=access.pupils_to_see(journal, request.user, on=request.day),
        now=request.now,
        on=request.day,
    )
    return HttpResponse(str(len(screen.rows)))


def diary_queries(request, student, date):
    family = diary_access.family_of(request.user, on=request.day, today=request.today, pk=student)
    screen = diary_screens.week_screen(family, date, year=request.year, today=request.today)
    return HttpResponse(type(screen).__name__)


@csrf_exempt
def write_marks(request):
    """The marks named in the body get the code in the body: lock, rows, history, nothing asked."""
    body = json.loads(request.body)
    with transaction.atomic():
        marks = list(Mark.objects.select_for_update().filter(pk__in=body["marks"]).order_by("pk"))
        for mark in marks:
            mark.code = body["code"]
            mark.version += 1
        Mark.objects.write(marks, by=request.user, now=request.now)
    return HttpResponse(status=204)


__all__ = ["handler500", "urlpatterns"]

urlpatterns = [
    *pages,
    path("bench/empty/", empty),
    path("bench/grid/<int:pk>/<int:period>/", grid_queries),
    path("bench/diary/<int:student>/<day:date>/", diary_queries),
    path("bench/marks/", write_marks),
]
