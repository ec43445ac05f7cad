"""Signatures under pages of journals as paper tells them: in place of the line to sign on."""

from collections import defaultdict
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from journal.models import CorrectionRequest, PageSignature
from journal.screens.signatures import initials
from school.words import clock, date_dots

# As many digits of the digest as every printed sheet has.
SHOWN = 12


def signature_lines(sections: list[int]) -> dict[int, dict[int | None, str]]:
    """Of each section the last signature by period: «Подписано электронной подписью: …», and whether entries were
    corrected after it. One query.
    """
    found: dict[int, dict[int | None, str]] = defaultdict(dict)
    signed = PageSignature.objects.filter(section__in=sections)
    rows = signed.annotate(correction=Subquery(_last_correction())).order_by("signed_at", "pk")
    for row in rows:
        at = timezone.localtime(row.signed_at)
        found[row.section_id][row.period_id] = (
            f"Подписано простой электронной подписью: {initials(row.signer_name)}, {date_dots(at.date())}, "
            f"{clock(at.time())}; SHA-256 {row.digest[:SHOWN]}…"
        )
        if row.correction:
            found[row.section_id][row.period_id] += (
                f"; после подписи исправлено по заявке № {row.correction}"
            )
    return found


def _last_correction() -> QuerySet[CorrectionRequest, Any]:
    """The number of the last request approved since, about the page of the signature."""
    of_page = Q(period=OuterRef("period")) | Q(
        lesson__date__gte=OuterRef("period__starts_on"),
        lesson__date__lte=OuterRef("period__ends_on"),
    )
    approved = CorrectionRequest.objects.filter(
        of_page,
        section=OuterRef("section"),
        state=CorrectionRequest.State.APPROVED,
        decided_at__gte=OuterRef("signed_at"),
    )
    return approved.order_by("-number").values("number")[:1]
