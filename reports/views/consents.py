"""The register as PDF and XLSX, and forms to sign: empty or with the names of a class."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reports import consents as papers
from reports.spreadsheets import XLSX, workbook
from school import consents as access
from school.forms.consents import BlankChoice, RegisterFilters
from school.screens import consents as screens


@require_safe
def consents_pdf(request):
    content = papers.register_pdf(_filtered(request), school=request.school, now=request.now)
    return _file(content, "application/pdf", f"{papers.TITLE}, {request.today:%d.%m.%Y}.pdf")


@require_safe
def consents_xlsx(request):
    rows = papers.register_rows(_filtered(request))
    notes = [request.school.full_name if request.school else "", papers.TITLE]
    content = workbook(papers.TITLE, notes, papers.HEAD, rows)
    return _file(content, XLSX, f"{papers.TITLE}, {request.today:%d.%m.%Y}.xlsx")


@require_safe
def consent_form(request, number):
    """For the families of a class (`?class=`), else one empty sheet."""
    classes = _classes(request)
    if not 1 <= number <= len(papers.PAPERS):
        raise Http404
    chosen = BlankChoice(request.GET, classes=classes).chosen()
    families = screens.families_of(chosen, on=request.day) if chosen else []
    content = papers.forms_pdf(number, families, school=request.school, now=request.now)
    return _file(content, "application/pdf", "Согласие.pdf")


def _classes(request):
    found = access.classes_of_register(
        request.user, roles=request.roles, rights=request.rights, year=request.year, on=request.day
    )
    return list(found.in_order())


def _filtered(request):
    classes = _classes(request)
    form = RegisterFilters(request.GET, classes=classes)
    return screens.register(classes, form.filters(), on=request.day)


def _file(content, media_type, name):
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
