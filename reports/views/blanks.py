"""Blank sheets of the day: ordered for own lessons or for the grades one prints; the school's file of the morning."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import behind
from accounts.models import Right
from journal.access import lessons_held_on
from reports import access, actions
from reports.forms.blanks import OWN, BlanksForm
from reports.screens.blanks import blanks_screen
from school.access import TEACHER
from school.words import weekday_day

from .papers import put_in_queue

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@behind(access.must_print_blanks, "Бланки на день")
def blanks(request):
    form = BlanksForm(request.POST or None, initial={"date": request.day})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["date"]
        lessons = _lessons(request, **form.cleaned_data)
        if lessons:
            return _order(request, day, lessons)
        form.add_error("date", f"На этот день ({weekday_day(day)}) уроков нет.")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(
        request, "reports/blanks.html", {"form": form, "screen": _screen(request)}, status=status
    )


@require_safe
def day_blanks(request, pk):
    found = access.blanks_to_take(
        request.user, pk, rights=request.rights, year=request.year, on=request.day
    )
    path = Path(settings.MEDIA_ROOT) / found.path
    if not path.is_file():
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{found}.pdf"),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(path.read_bytes(), content_type="application/pdf", headers=headers)


def _lessons(request, date, whose):
    """Keys of lessons; nobody's where the person has no such lessons at all."""
    if whose == OWN:
        found = lessons_held_on(request.user, date, on=request.day)
    else:
        found = access.lessons_to_print(request.user, date, on=request.day)
    return list(found.values_list("pk", flat=True))


def _order(request, day, lessons):
    return put_in_queue(
        request,
        actions.request_blanks,
        page=request.path,
        title=f"Бланки уроков, {day:%d.%m.%Y}",
        lessons=lessons,
        school=request.school.name if request.school else "",
    )


def _screen(request):
    seen = {"rights": request.rights, "year": request.year, "on": request.day}
    return blanks_screen(
        own=TEACHER in request.roles,
        others=Right.PRINT in request.rights,
        is_whole=access.prints_whole_school(request.user, **seen),
    )
