"""«Почему доступ есть или нет»: the facts of one person about one object; the register of grants in Excel."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.doors import behind, having
from accounts.models import Right
from reports.screens.asked import asked_about, find_asked, pages_to_choose
from reports.screens.why import explained
from reports.spreadsheets import XLSX, workbook
from school.forms.rights import GrantSearch, Picked
from school.keys import person_chosen
from school.screens.grants import HEAD, table_of
from school.screens.search import find_people


@require_safe
@behind(having(Right.ACCESS), "Почему доступ есть или нет")
def why(request):
    given = Picked(request.GET).answers()
    person, asked = person_chosen(given["person"]), asked_about(given["target"])
    told = None
    if person and asked:
        told = explained(person, asked, on=request.day, now=request.now)
    context = {
        "picked": given,
        "person": person,
        "target": asked,
        "target_name": asked.title if asked else "",
        "verdict": told,
        "people": [] if person else find_people(given["q_person"]),
        "targets": []
        if asked
        else find_asked(given["q_target"], year=request.year, on=request.day),
        "pages": [] if asked else pages_to_choose(),
        "with_person": urlencode({"person": given["person"]}) if person else "",
        "with_target": urlencode({"target": given["target"]}) if asked else "",
    }
    return render(request, "reports/why.html", context)


@require_safe
@behind(having(Right.ACCESS), "Доступ по приказу")
def grants_xlsx(request):
    notes = [
        f"Доступ по приказу на {request.today:%d.%m.%Y}",
        request.school.full_name if request.school else "",
    ]
    content = workbook(
        "Доступ по приказу",
        notes,
        HEAD,
        table_of(GrantSearch(request.GET).filters(), today=request.today),
    )
    name = quote(f"Доступ по приказу, {request.today:%d.%m.%Y}.xlsx")
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=XLSX, headers=disposition)
