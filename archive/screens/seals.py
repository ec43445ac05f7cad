"""The list of seals and the last verification."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from archive.models import Seal, Verification

SEALS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class SealsScreen:
    page: Page[Seal]
    total: int
    verification: Verification | None


def seals_screen(number: str) -> SealsScreen:
    """Three queries, whatever the number of seals, newest first; a page that does not exist is the nearest one."""
    newest = Seal.objects.only("number", "made_at", "rows", "head").order_by("-number")
    paginator = Paginator(newest, SEALS_A_PAGE)
    verification = Verification.objects.select_related("asked_by").first()
    return SealsScreen(paginator.get_page(number), paginator.count, verification)
