"""Signatures under pages of journals as paper tells them: in place of the line to sign on."""

from collections import defaultdict

from django.utils import timezone

from journal.models import PageSignature
from journal.screens.signatures import initials
from school.words import clock, date_dots

# As many digits of the digest as every printed sheet has.
SHOWN = 12


def signature_lines(sections: list[int]) -> dict[int, dict[int | None, str]]:
    """Of each section the last signature by period: «Подписано электронной подписью: …». One query."""
    found: dict[int, dict[int | None, str]] = defaultdict(dict)
    rows = PageSignature.objects.filter(section__in=sections).order_by("signed_at", "pk")
    for row in rows:
        at = timezone.localtime(row.signed_at)
        found[row.section_id][row.period_id] = (
            f"Подписано простой электронной подписью: {initials(row.signer_name)}, {date_dots(at.date())}, "
            f"{clock(at.time())}; SHA-256 {row.digest[:SHOWN]}…"
        )
    return found
