"""The protocol by which a pupil passed missed topics, on paper."""

from django.urls import reverse
from django.views.decorators.http import require_POST

from journal.access.make_ups import protocol_to_see
from journal.screens.make_ups import protocol_row
from reports import actions
from reports.make_ups import protocol_html, title_of

from .papers import put_in_queue


@require_POST
def make_up_pdf(request, pk):
    """Into the queue, as all papers."""
    row = protocol_row(protocol_to_see(request.user, pk, on=request.day))
    html = protocol_html(row, school=request.school, now=request.now)
    protocol = row.protocol
    page = f"{reverse('journal:missed', args=[protocol.section_id])}?student={protocol.student_id}"
    return put_in_queue(request, actions.request_sheet, page=page, title=title_of(row), html=html)
