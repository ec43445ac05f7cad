"""Lists of people as a file: what may be taken, and what was taken by whom."""

from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from reports import people
from reports.forms.exports import ExportForm
from reports.screens.exports import exports_page
from reports.spreadsheets import workbook

from .handing import hand_out

UNPROCESSABLE = 422


@require_safe
@behind(having(Right.EXPORT), "Выгрузки")
def exports(request):
    return _page(request, _form(request))


@require_POST
def export_people(request):
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    if form.is_staff:
        table = people.staff_table(on=request.today)
    else:
        table = people.pupils_table(form.chosen(), on=request.day)
    school = request.school.full_name if request.school else ""
    return hand_out(
        request,
        title=table.title,
        people=table.people,
        suffix=".xlsx",
        make=lambda mark: workbook("Список", [school], table.head, table.rows, mark.words),
    )


def _form(request, data=None):
    classes = people.classes_to_export(
        request.user, rights=request.rights, year=request.year, on=request.day
    )
    return ExportForm(data, classes=classes.in_order(), with_staff=Right.STAFF in request.rights)


def _page(request, form, status=200):
    context = {"form": form, "page": exports_page(request.GET.get("page", ""))}
    return render(request, "reports/exports.html", context, status=status)
