"""Slips for signing in: ten on a sheet of A4, to be cut along the dashed lines. Never kept as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from accounts.slips import grouped

from .press import SOURCES, StaticOnly, without_collector

STYLE = SOURCES / "css" / "print-slips.css"
ON_A_SHEET = 10


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What one slip says; `place` is the class, or what the person is to whom."""

    name: str
    place: str
    username: str
    code: str
    until: str

    @property
    def code_in_groups(self) -> str:
        return grouped(self.code)


def print_slips(slips: Sequence[PrintedSlip], *, school: str, address: str) -> bytes:
    """The PDF; `address` is the page to which a slip leads. A hundred slips take some three seconds."""
    fetcher, fonts = StaticOnly(), FontConfiguration()
    sheets = [slips[at : at + ON_A_SHEET] for at in range(0, len(slips), ON_A_SHEET)]
    html = render_to_string(
        "print/slips.html",
        {
            "sheets": sheets,
            "school": school,
            "address": address.partition("://")[2].rstrip("/") or address,
        },
    )
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    with without_collector():
        document = HTML(string=html, url_fetcher=fetcher)
        return bytes(document.write_pdf(stylesheets=[style], font_config=fonts))
