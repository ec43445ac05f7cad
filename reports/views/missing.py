from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import behind
from journal.access import fillable_by
from reports import access
from reports.forms.missing import MissingFilters
from reports.missing_table import HEAD, notes_of, rows_of
from reports.screens import missing as screens
from reports.screens.missing_lessons import TITLES, lessons_screen
from reports.spreadsheets import XLSX, workbook
from reports.terms import chosen_terms
from school.access import section_to_see, students_visible_in


@require_safe
@behind(access.must_be_staff, "Не заполнено")
def missing(request):
    form, screen = _filtered(request)
    query = request.GET.urlencode()
    context = {
        "form": form,
        "screen": screen,
        "query": query,
        "period": request.GET.get("period", ""),
    }
    return render(request, "reports/missing.html", context)


@require_safe
@behind(access.must_be_staff, "Не заполнено")
def missing_xlsx(request):
    _, screen = _filtered(request)
    content = workbook("Не заполнено", notes_of(screen), HEAD, rows_of(screen))
    name = quote(f"Не заполнено, {request.today:%d.%m.%Y}.xlsx")
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=XLSX, headers=disposition)


@require_safe
def missing_lessons(request, section, kind):
    access.must_be_staff(request.roles, request.rights)
    section = section_to_see(request.user, section, on=request.day)
    if kind not in TITLES:
        raise Http404
    periods = screens.periods_of(section.year, [section])
    terms = chosen_terms(request.GET.get("period", ""), periods, on=request.day)
    among = students_visible_in(section, request.user, on=request.day)
    screen = lessons_screen(
        section,
        kind,
        terms,
        among=among,
        fillable=fillable_by(request.user, on=request.day),
        now=request.now,
        on=request.day,
    )
    context = {"screen": screen, "kind": kind, "query": request.GET.urlencode()}
    return render(request, "reports/missing_lessons.html", context)


def _filtered(request):
    sections = access.sections_to_check(
        request.user, roles=request.roles, rights=request.rights, year=request.year, on=request.day
    )
    scope = screens.scope(sections, on=request.day)
    periods = screens.periods_of(request.year, scope.sections)
    form = MissingFilters(request.GET, scope=scope, periods=periods)
    answers = form.answers()
    return form, screens.missing_screen(
        scope,
        scope.narrowed(answers["class"], answers["teacher"]),
        chosen_terms(answers["period"], periods, on=request.day),
        everything=answers["show"] == "all",
        now=request.now,
        on=request.day,
    )
