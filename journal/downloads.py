"""A file to homework as an answer: always an attachment, nothing that was uploaded is shown inside the site."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from journal.homework_files import kept
from journal.models import HomeworkFile


def handed_out(file: HomeworkFile) -> HttpResponse:
    """The bytes under the name they came with; Http404 where they are gone or are not those that were given."""
    found = kept(file.name, file.path, file.sha256)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
