"""The sheet of corrections of a period: on the screen, in a spreadsheet, on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from reports import access, actions
from reports import corrections as papers
from reports.forms.corrections import SheetFilters
from reports.screens.corrections import corrections_sheet, periods_of
from reports.spreadsheets import XLSX, workbook

from .papers import put_in_queue


@require_safe
@behind(having(Right.READ_JOURNALS), "Лист исправлений")
def corrections(request):
    form, sheet = _filtered(request)
    context = {
        "form": form,
        "sheet": sheet,
        "head": papers.HEAD,
        "rows": papers.rows_of(sheet.requests, sheet.voided),
        "query": request.GET.urlencode(),
        "asked": request.GET.items(),
        "now": request.now,
    }
    return render(request, "reports/corrections.html", context)


@require_safe
@behind(having(Right.READ_JOURNALS), "Лист исправлений")
def corrections_xlsx(request):
    _, sheet = _filtered(request)
    notes = [
        request.school.full_name if request.school else "",
        f"{papers.TITLE}: {sheet.terms.title}",
    ]
    rows = papers.rows_of(sheet.requests, sheet.voided)
    content = workbook(papers.TITLE, notes, papers.HEAD, rows)
    return _file(content, XLSX, _name(request, "xlsx"))


@require_POST
@behind(having(Right.READ_JOURNALS), "Лист исправлений")
def corrections_pdf(request):
    """Into the queue: a sheet of some pages takes seconds."""
    _, sheet = _filtered(request)
    html = papers.as_html(
        papers.rows_of(sheet.requests, sheet.voided),
        period=sheet.terms.title,
        school=request.school,
        now=request.now,
    )
    title, page = f"{papers.TITLE}, {sheet.terms.title}", reverse("reports:corrections")
    return put_in_queue(request, actions.request_sheet, page=page, title=title, html=html)


def _filtered(request):
    sections, classes = access.journals_of_sheet(
        request.user, rights=request.rights, year=request.year, on=request.day
    )
    periods = periods_of(request.year)
    asked = request.POST if request.method == "POST" else request.GET
    form = SheetFilters(asked, periods=periods, classes=classes)
    return form, corrections_sheet(sections, periods, on=request.day, **form.answers())


def _name(request, ending):
    return f"{papers.TITLE}, {request.today:%d.%m.%Y}.{ending}"


def _file(content, media_type, name):
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
