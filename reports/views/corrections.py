"""The sheet of corrections of a period: on the screen, in a spreadsheet, on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right
from reports import access
from reports import corrections as papers
from reports.forms.corrections import SheetFilters
from reports.screens.corrections import corrections_sheet, periods_of
from reports.spreadsheets import XLSX, workbook


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


@require_safe
@behind(having(Right.READ_JOURNALS), "Лист исправлений")
def corrections_pdf(request):
    _, sheet = _filtered(request)
    content = papers.sheet_pdf(
        papers.rows_of(sheet.requests, sheet.voided),
        period=sheet.terms.title,
        school=request.school,
        now=request.now,
    )
    return _file(content, "application/pdf", _name(request, "pdf"))


def _filtered(request):
    sections, classes = access.journals_of_sheet(
        request.user, rights=request.rights, year=request.year, on=request.day
    )
    periods = periods_of(request.year)
    form = SheetFilters(request.GET, periods=periods, classes=classes)
    return form, corrections_sheet(sections, periods, on=request.day, **form.answers())


def _name(request, ending):
    return f"{papers.TITLE}, {request.today:%d.%m.%Y}.{ending}"


def _file(content, media_type, name):
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
