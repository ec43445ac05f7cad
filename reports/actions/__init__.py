"""Documents and papers: asked for, made by the worker, wiped."""

from .blanks import keep_blanks
from .documents import make_document, make_waiting_documents, request_document
from .papers import (
    Marked,
    make_paper,
    make_waiting_papers,
    open_paper,
    request_blanks,
    request_sheet,
    request_slips,
    wipe_papers,
)
from .readiness import keep_readiness, set_deadline

__all__ = [
    "Marked", "keep_blanks", "keep_readiness", "make_document", "make_paper", "make_waiting_documents",
    "make_waiting_papers", "open_paper", "request_blanks", "request_document", "request_sheet", "request_slips",
    "set_deadline", "wipe_papers",
]  # fmt: skip
