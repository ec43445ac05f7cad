"""The journal of missed and substituted lessons: on the screen, in a spreadsheet; the day's list on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import behind, having
from accounts.models import Right
from journal.access import lessons_to_order
from reports import actions
from reports import substitutions as papers
from reports.forms.substitutions import DaysForm
from reports.screens.substitutions import missed_lessons
from reports.spreadsheets import XLSX, workbook
from school.words import days_span

from .papers import put_in_queue


@require_safe
@behind(having(Right.SUBSTITUTIONS), "Журнал замен")
def substitutions(request):
    (first, last), rows = _rows(request)
    context = {
        "form": DaysForm(initial={"first": first, "last": last}),
        "first": first,
        "last": last,
        "head": papers.HEAD,
        "rows": rows,
        "now": request.now,
    }
    return render(request, "reports/substitutions.html", context)


@require_safe
@behind(having(Right.SUBSTITUTIONS), "Журнал замен")
def substitutions_xlsx(request):
    days, rows = _rows(request)
    notes = [
        request.school.full_name if request.school else "",
        f"{papers.TITLE}: {days_span(*days)}",
    ]
    content = workbook("Замены", notes, papers.HEAD, rows)
    name = f"Журнал замен, {request.today:%d.%m.%Y}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@behind(having(Right.SUBSTITUTIONS), "Журнал замен")
def substitutions_order(request):
    """The day's list for the staff room, with places to sign."""
    day, _ = DaysForm(request.POST).days(request.day)
    lessons = missed_lessons(lessons_to_order(request.user, on=request.day), day, day)
    html = papers.as_html(papers.day_rows(lessons), day, school=request.school, now=request.now)
    return put_in_queue(
        request,
        actions.request_sheet,
        page=f"{reverse('journal:substitutions')}?date={day:%Y-%m-%d}",
        html=html,
        title=f"Замены, {day:%d.%m.%Y}",
    )


def _rows(request):
    days = DaysForm(request.GET).days(request.day)
    lessons = missed_lessons(lessons_to_order(request.user, on=request.day), *days)
    return days, papers.rows_of(lessons)
