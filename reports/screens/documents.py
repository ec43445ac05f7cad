"""The page of printed documents: what may be ordered, what is under way, what is ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.models import Document, DocumentQuerySet
from school.models import SchoolClass

LATEST = 50


@dataclass(frozen=True, slots=True)
class DocumentsScreen:
    """`documents` are the newest of `total`; `classes` is empty for one who only reads."""

    classes: Sequence[SchoolClass]
    documents: Sequence[Document]
    total: int

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return Document.Kind.choices


def documents_screen(
    classes: QuerySet[SchoolClass], documents: DocumentQuerySet
) -> DocumentsScreen:
    """Three queries, whatever the number of classes and documents."""
    return DocumentsScreen(
        classes=list(classes.order_by("grade", "letter", "pk")),
        documents=list(documents.with_people().newest_first()[:LATEST]),
        total=documents.count(),
    )
