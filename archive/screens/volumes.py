"""The list of kept volumes."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from reports.models import Document, DocumentQuerySet

VOLUMES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class VolumesScreen:
    page: Page[Document]
    total: int


def volumes_screen(volumes: DocumentQuerySet, number: str) -> VolumesScreen:
    """Two queries, whatever the number of volumes; a page that does not exist is the nearest one."""
    paginator = Paginator(volumes.with_people().newest_first(), VOLUMES_A_PAGE)
    return VolumesScreen(paginator.get_page(number), paginator.count)
