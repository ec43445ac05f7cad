"""The protocol of missed topics that were passed later, on paper, with places to sign (regulation § 6.7)."""

from datetime import datetime

from django.utils import timezone

from journal.screens.make_ups import ProtocolRow
from school.models import School

from .printing.sheets import sheet_html

TITLE = "Протокол сдачи пропущенных тем"


def title_of(row: ProtocolRow) -> str:
    """Of the paper: «Протокол сдачи пропущенных тем № 3, Петров А. И.»."""
    protocol = row.protocol
    return f"{TITLE} № {protocol.number}, {protocol.student.user.short_name}"[:160]


def protocol_html(row: ProtocolRow, *, school: School | None, now: datetime) -> str:
    """One page: who, which topics of which days, the marks, each member with a place to sign."""
    protocol = row.protocol
    return sheet_html(
        "make_up.html",
        title=title_of(row),
        made_at=timezone.localtime(now),
        school=school,
        protocol=protocol,
        student=protocol.student.user.full_name,
        section=protocol.section,
        topics=row.topics,
        members=row.members,
    )
