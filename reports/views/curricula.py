"""A curriculum in a spreadsheet and on paper."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from reports import actions
from reports.curricula import TITLE, curriculum_html, curriculum_workbook
from reports.spreadsheets import XLSX
from school.curricula import curriculum_to_see
from school.screens.curriculum import curriculum_screen

from .papers import put_in_queue


@require_safe
def curriculum_xlsx(request, pk):
    screen = _screen(request, pk)
    name = f"{TITLE}, {screen.curriculum.year.title.replace('/', '-')}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    content = curriculum_workbook(screen, request.school)
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
def curriculum_pdf(request, pk):
    """Into the queue, as all papers."""
    screen = _screen(request, pk)
    html = curriculum_html(screen, school=request.school, now=request.now)
    page = reverse("school:curriculum", args=[pk])
    title = f"{TITLE}, {screen.curriculum.title}"[:160]
    return put_in_queue(request, actions.request_sheet, page=page, title=title, html=html)


def _screen(request, pk):
    found = curriculum_to_see(request.user, pk, rights=request.rights, on=request.day)
    return curriculum_screen(found, on=request.day, today=request.today)
