"""A file with personal data of many people is handed out after the password, with a number and a note of it.

A table is made at once; a sheet to be laid out is made by the worker (`papers`).
"""

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.actions.exports import next_mark, note_export
from accounts.reauthentication import has_answered_lately
from reports import actions
from reports.spreadsheets import XLSX

from .papers import put_in_queue

MEDIA_TYPES = {".xlsx": XLSX, ".csv": "text/csv; charset=utf-8", ".zip": "application/zip"}


def hand_out(request, *, title, people, suffix, make):
    """Call after access was checked. `make` gets the watermark and gives the bytes."""
    if not has_answered_lately(request):
        raise ReauthenticationRequired
    content = note_export(title=title, people=people, make=make, by=request.user, now=request.now)
    name = f"{title}, {request.today:%d.%m.%Y}{suffix}".replace(":", "")
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=MEDIA_TYPES[suffix], headers=headers)


def hand_out_sheet(request, *, title, people, html, page):
    """The same of a sheet. `html` gets the watermark and gives the text; it is noted when the file is made."""
    if not has_answered_lately(request):
        raise ReauthenticationRequired
    mark = next_mark(by=request.user, now=request.now)
    marked = actions.Marked(mark, people)
    return put_in_queue(
        request, actions.request_sheet, page=page, title=title, html=html(mark), marked=marked
    )
