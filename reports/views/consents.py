"""The register as PDF and XLSX, and forms to sign: empty or with the names of a class."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.doors import behind
from reports import actions
from reports import consents as papers
from reports.spreadsheets import workbook
from school import consents as access
from school.forms.consents import BlankChoice, RegisterFilters
from school.screens import consents as screens

from .handing import hand_out, hand_out_sheet
from .papers import put_in_queue


@require_POST
@behind(access.must_keep_consents, "Реестр согласий")
def consents_pdf(request):
    register = _filtered(request)
    if len(register.rows) > papers.LARGEST_PDF:
        messages.warning(request, papers.TOO_LONG)
        return redirect("school:consents")
    return hand_out_sheet(
        request,
        title=papers.TITLE,
        people=papers.people_of(register),
        page=reverse("school:consents"),
        html=lambda mark: papers.register_html(
            register, school=request.school, watermark=mark.words, now=request.now
        ),
    )


@require_POST
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


@require_POST
def consent_form(request, number):
    """For the families of a class: their names leave by number. Without a class one empty sheet."""
    classes = _classes(request)
    if not 1 <= number <= len(papers.PAPERS):
        raise Http404
    chosen = BlankChoice(request.POST, classes=classes).chosen()
    families = screens.families_of(chosen, on=request.day) if chosen else []
    about = {"school": request.school, "now": request.now}
    title = papers.forms_title(number, chosen)
    if not families:
        html = papers.forms_html(number, [], **about)
        page = reverse("school:consents")
        return put_in_queue(request, actions.request_sheet, page=page, title=title, html=html)
    return hand_out_sheet(
        request,
        title=title,
        people=papers.people_of_families(families),
        page=reverse("school:class_consents", args=[chosen[0].pk]),
        html=lambda mark: papers.forms_html(number, families, watermark=mark.words, **about),
    )


def _classes(request):
    found = access.classes_of_register(
        request.user, roles=request.roles, rights=request.rights, year=request.year, on=request.day
    )
    return list(found.in_order())


def _filtered(request):
    classes = _classes(request)
    form = RegisterFilters(request.POST, classes=classes)
    return screens.register(classes, form.filters(), on=request.day)
