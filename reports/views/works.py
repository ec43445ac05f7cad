"""The schedule of control works in a spreadsheet and on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind
from journal.screens.works import Reader, works_screen
from reports import actions
from reports.spreadsheets import XLSX
from reports.works import TITLE, agreed, works_html, works_workbook
from school.control_work_doors import SEEING_DRAFTS, must_read_works

from .papers import put_in_queue

HALVES = {"1": 1, "2": 2}


@require_safe
@behind(must_read_works, "График контрольных работ в Excel")
def works_xlsx(request):
    screen = _screen(request, request.GET)
    as_list = request.GET.get("view") == "list"
    content = works_workbook(screen, request.school, as_list=as_list)
    name = f"{TITLE}, {screen.half.title} {screen.year.title.replace('/', '-')}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@behind(must_read_works, "График контрольных работ в PDF")
def works_pdf(request):
    """Into the queue, as all papers."""
    screen = _screen(request, request.POST)
    page = f"{reverse('year:works')}?half={screen.half.number}"
    if not agreed(screen):
        messages.info(request, "В этом полугодии нет согласованных работ: печатать пока нечего.")
        return redirect(page)
    html = works_html(screen, school=request.school, now=request.now)
    title = f"{TITLE}, {screen.half.title}"
    return put_in_queue(request, actions.request_sheet, page=page, title=title, html=html)


def _screen(request, asked):
    if request.year is None:
        raise Http404
    reader = Reader(sees_drafts=bool(SEEING_DRAFTS & request.rights))
    half = HALVES.get(asked.get("half", ""))
    return works_screen(request.year, half=half, reader=reader, on=request.day, today=request.today)
