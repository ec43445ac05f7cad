"""A file with personal data of many people is handed out after the password, with a number and a note of it."""

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.actions.exports import note_export
from accounts.reauthentication import has_answered_lately
from reports.spreadsheets import XLSX

MEDIA_TYPES = {".xlsx": XLSX, ".pdf": "application/pdf"}


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
