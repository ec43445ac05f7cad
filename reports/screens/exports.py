from django.core.paginator import Page, Paginator

from accounts.models import MassExport

NOTES_A_PAGE = 50


def exports_page(number: str) -> Page[MassExport]:
    """Notes of files that left, the newest first. Two queries."""
    return Paginator(MassExport.objects.newest_first(), NOTES_A_PAGE).get_page(number)
