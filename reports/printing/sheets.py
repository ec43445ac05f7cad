"""Small documents of a few pages, laid out in one go: registers, forms to sign, acts.

The volume's press is for hundreds of pages; here a template of `templates/print/` that extends `sheet.html`
and the style `print-sheet.css` are enough. Nothing but files of static/ is ever fetched.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .press import SOURCES, VARIANT, StaticOnly, without_collector

STYLE = SOURCES / "css" / "print-sheet.css"


def sheet_html(template: str, *, title: str, made_at: datetime, **context: Any) -> str:
    """The sheet in words. `template` is under templates/print/; `title` goes into the document's properties."""
    return render_to_string(f"print/{template}", {"title": title, "made_at": made_at, **context})


def lay_out(html: str) -> bytes:
    """The finished PDF/A: seconds of work, so for the worker."""
    fonts, fetcher = FontConfiguration(), StaticOnly()
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    with without_collector():
        document = HTML(string=html, url_fetcher=fetcher)
        return bytes(
            document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
        )


def print_sheet(template: str, *, title: str, made_at: datetime, **context: Any) -> bytes:
    """Both at once."""
    return lay_out(sheet_html(template, title=title, made_at=made_at, **context))
