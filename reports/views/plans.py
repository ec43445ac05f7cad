"""A calendar-thematic plan in a spreadsheet (asked for) and on paper (ordered)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from journal.screens.plan import plan_screen
from reports import actions
from reports.plans import TITLE, plan_html, plan_workbook
from reports.spreadsheets import XLSX
from school.lesson_plans import plan_to_see

from .papers import put_in_queue


@require_http_methods(["GET", "HEAD", "POST"])
def plan_paper(request, pk):
    found = plan_to_see(request.user, pk, on=request.day)
    screen = plan_screen(found, request.user, on=request.day)
    if request.method == "POST":
        html = plan_html(screen, school=request.school, now=request.now)
        page = reverse("journal:plan", args=[pk])
        title = f"{TITLE}, {found.title}"[:160]
        return put_in_queue(request, actions.request_sheet, page=page, title=title, html=html)
    name = f"{TITLE}, {found.title.replace('/', '-')}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    content = plan_workbook(screen, request.school)
    return HttpResponse(content, content_type=XLSX, headers=headers)
