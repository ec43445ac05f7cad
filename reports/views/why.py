"""«Почему доступ есть или нет»: the facts of one person about one object; the register of grants in Excel."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import Right
from reports.screens.why import PAGES, asked_about, explained, find_asked
from reports.spreadsheets import XLSX, workbook
from school.access import must_have
from school.forms.rights import GrantSearch, Picked
from school.keys import person_chosen
from school.screens.grants import HEAD, grants_screen, table_of
from school.screens.search import find_people


@require_safe
def why(request):
    must_have(request.rights, Right.ACCESS)
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
        "pages": [] if asked else [(f"page-{key}", page.title) for key, page in PAGES.items()],
        "with_person": urlencode({"person": given["person"]}) if person else "",
        "with_target": urlencode({"target": given["target"]}) if asked else "",
    }
    return render(request, "reports/why.html", context)


@require_safe
def grants_xlsx(request):
    must_have(request.rights, Right.ACCESS)
    screen = grants_screen(GrantSearch(request.GET).filters(), today=request.today)
    notes = [
        f"Доступ по приказу на {request.today:%d.%m.%Y}",
        request.school.full_name if request.school else "",
    ]
    content = workbook("Доступ по приказу", notes, HEAD, table_of(screen))
    name = quote(f"Доступ по приказу, {request.today:%d.%m.%Y}.xlsx")
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=XLSX, headers=disposition)
