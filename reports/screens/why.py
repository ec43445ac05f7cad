"""Why a person sees a document, or a page, or does not."""

from reports.models import Document
from school.reasons import Person, Verdict, verdict
from school.screens.reasons import classes_documents

NO_DOCUMENTS = "За этот класс человек не отвечает, документы не печатает, приказа о них нет."


def document_verdict(person: Person, document: Document) -> Verdict:
    """A printed journal or sheet is read by those who answer for the class, print, or are let in by an order."""
    return verdict(classes_documents(person, document.school_class), nothing=NO_DOCUMENTS)
