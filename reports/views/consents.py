"""The register as PDF and XLSX, and forms to sign: empty or with the names of a class."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.doors import behind
from reports import consents as papers
from reports.spreadsheets import workbook
from school import consents as access
from school.forms.consents import BlankChoice, RegisterFilters
from school.screens import consents as screens

from .handing import hand_out


@require_safe
@behind(access.must_keep_consents, "Реестр согласий")
def consents_pdf(request):
    register = _filtered(request)
    if len(register.rows) > papers.LARGEST_PDF:
        messages.warning(request, papers.TOO_LONG)
        return redirect("school:consents")
    return hand_out(
        request,
        title=papers.TITLE,
        people=papers.people_of(register),
        suffix=".pdf",
        make=lambda mark: papers.register_pdf(
            register, school=request.school, watermark=mark.words, now=request.now
        ),
    )


@require_safe
@behind(access.must_keep_consents, "Реестр согласий")
def consents_xlsx(request):
    register = _filtered(request)
    notes = [request.school.full_name if request.school else "", papers.TITLE]
    rows = papers.register_rows(register)
    return hand_out(
        request,
        title=papers.TITLE,
        people=papers.people_of(register),
        suffix=".xlsx",
        make=lambda mark: workbook(papers.TITLE, notes, papers.HEAD, rows, mark.words),
    )


@require_safe
def consent_form(request, number):
    """For the families of a class (`?class=`), else one empty sheet."""
    classes = _classes(request)
    if not 1 <= number <= len(papers.PAPERS):
        raise Http404
    chosen = BlankChoice(request.GET, classes=classes).chosen()
    families = screens.families_of(chosen, on=request.day) if chosen else []
    content = papers.forms_pdf(number, families, school=request.school, now=request.now)
    headers = {"Content-Disposition": content_disposition_header(True, "Согласие.pdf")}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _classes(request):
    found = access.classes_of_register(
        request.user, roles=request.roles, rights=request.rights, year=request.year, on=request.day
    )
    return list(found.in_order())


def _filtered(request):
    classes = _classes(request)
    form = RegisterFilters(request.GET, classes=classes)
    return screens.register(classes, form.filters(), on=request.day)
