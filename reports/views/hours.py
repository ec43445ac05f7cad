"""The load as a file, and hours from the plan to the lessons in one table (SCH-8, REP-9)."""

import csv
from io import StringIO
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right
from reports.screens.hours import hours_screen
from reports.spreadsheets import FORMULA_BEGINS, XLSX, workbook
from school.screens.load import HEAD, load_screen, table_of
from school.views.years import chosen_year, needs_year
from school.words import number

CSV = "text/csv; charset=utf-8"


@require_safe
@behind(having(Right.YEAR), "Сверка часов")
@needs_year
def hours(request):
    year, years = chosen_year(request)
    screen = hours_screen(year, on=request.day)
    asked = request.GET.get("class", "")
    chosen = next((one for one in screen.classes if str(one.pk) == asked), None)
    only_wrong = request.GET.get("show") == "wrong"
    context = {
        "screen": screen, "rows": screen.of(chosen, only_wrong=only_wrong), "years": years,
        "chosen": chosen, "only_wrong": only_wrong,
    }  # fmt: skip
    return render(request, "reports/hours.html", context)


@require_safe
@behind(having(Right.YEAR), "Нагрузка")
def load_xlsx(request):
    screen = _load(request)
    school = request.school.full_name if request.school else ""
    notes = [f"Нагрузка {screen.year.title} учебного года на {screen.on:%d.%m.%Y}", school]
    content = workbook("Нагрузка", notes, HEAD, table_of(screen))
    return _file(content, XLSX, f"Нагрузка {screen.year.title.replace('/', '-')}.xlsx")


@require_safe
@behind(having(Right.YEAR), "Нагрузка")
def load_csv(request):
    """For spreadsheets of Russian offices: semicolons, a mark of UTF-8, commas in numbers."""
    screen = _load(request)
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows([_cell(value) for value in row] for row in table_of(screen))
    name = f"Нагрузка {screen.year.title.replace('/', '-')}.csv"
    return _file(f"\ufeff{file.getvalue()}".encode(), CSV, name)


def _cell(value):
    """No text becomes a formula in somebody's spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_BEGINS) else value
    return number(value)


def _load(request):
    year, years = chosen_year(request)
    return load_screen(year, years=years, on=request.day)


def _file(content, kind, name):
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=kind, headers=disposition)
