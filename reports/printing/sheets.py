"""Small documents of a few pages, laid out in one go: registers, forms to sign, acts.

The volume's press is for hundreds of pages; here a template of `templates/print/` that extends `sheet.html`
and the style `print-sheet.css` are enough. Nothing but files of static/ is ever fetched.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .press import SOURCES, VARIANT, StaticOnly

STYLE = SOURCES / "css" / "print-sheet.css"


def print_sheet(template: str, *, title: str, made_at: datetime, **context: Any) -> bytes:
    """The finished PDF/A. `template` is under templates/print/; `title` goes into the document's properties."""
    html = render_to_string(f"print/{template}", {"title": title, "made_at": made_at, **context})
    fonts, fetcher = FontConfiguration(), StaticOnly()
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
