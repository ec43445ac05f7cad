"""Lays a volume out part by part and joins the parts into one PDF/A file.

Laid out whole, a journal of 200 pages takes over a gigabyte: so a few sheets at a time, with the cyclic
collector off while they are laid out. Page numbers run right through: a portion starts at the number where
the one before it ended. «Из 192» is known only at the end; it is drawn once for each kind of page and shown
on every page as a shared form. The file grows from its first part: a new one would lose the PDF/A claim.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from .grids import Grid, marks_grid, month_grid
from .summary import SummarySheet
from .volume import LANDSCAPE, PORTRAIT, Part, Volume
from .words import in_words

VARIANT = "pdf/a-3u"
SOURCES = settings.BASE_DIR / "static"
STYLE = SOURCES / "css" / "print-volume.css"

DRAWN: dict[str, Callable[[Any], Grid]] = {"subject.html": marks_grid, "month.html": month_grid}

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    title: str
    teachers: str
    is_subject: bool
    first: int
    last: int


@dataclass(slots=True)
class Run:
    """Pages laid out so far: their files in order, their kinds and the entries of the contents."""

    files: list[Path] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def next_page(self) -> int:
        return len(self.papers) + 1


class StaticOnly(URLFetcher):
    """Fonts and styles of the house and nothing else: no network, no other files of the machine."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not path.is_relative_to(SOURCES):
            raise FatalURLFetchingError(f"Not a file of static/: {url}")
        return super().fetch(url, headers)


@contextmanager
def without_collector() -> Iterator[None]:
    """The cyclic collector walks the whole box tree again and again: a third of the time (measured).

    What was there before is frozen, so that a collection between two portions looks at their litter only.
    """
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


class Press:
    """Prints one volume into `folder`, which must be empty and is the caller's to remove."""

    def __init__(self, volume: Volume, folder: Path) -> None:
        self.volume = volume
        self.folder = folder
        self.fonts = FontConfiguration()
        self.fetcher = StaticOnly()
        self.style = CSS(filename=STYLE, url_fetcher=self.fetcher, font_config=self.fonts)

    def run(self, progress: Progress) -> tuple[Path, int]:
        """The finished file and the number of its pages."""
        volume, run = self.volume, Run()
        steps = len(volume.parts) + 1 + volume.is_bound
        if volume.is_bound:
            progress(0, steps, "Титульный лист и оглавление")
            self._print("title.html", run, "title", PORTRAIT)
            self._leave_room_for_contents(run)
        for done, part in enumerate(volume.parts):
            progress(done + volume.is_bound, steps, part.title)
            self._print_part(part, run, key=f"part{done:03d}")
        progress(steps - 1, steps, "Сборка тома")
        if volume.is_bound:
            total = run.next_page
            told = {"imprint": import_string(settings.IMPRINT)(), **self._totals(total)}
            self._print("sewing.html", run, "sewing", PORTRAIT, **told)
            self._print_contents(run, total)
        result = self._join(run)
        progress(steps, steps, "")
        return result, len(run.papers)

    # --- Parts -----------------------------------------------------------------------------------
    def _print_part(self, part: Part, run: Run, key: str) -> None:
        if part.is_spread and run.next_page % 2:
            self._print("empty.html", run, f"{key}-empty", PORTRAIT)
        first = run.next_page
        draw = DRAWN.get(part.template)
        for number, sheets in enumerate(part.portions()):
            shown = [(sheet, draw(sheet)) for sheet in sheets] if draw else sheets
            self._print(
                part.template, run, f"{key}-{number:02d}", part.paper, part=part, sheets=shown
            )
        if part.is_spread and run.next_page % 2:
            self._print("empty.html", run, f"{key}-end", PORTRAIT)
        run.entries.append(
            Entry(part.title, part.teachers, part.is_subject, first, run.next_page - 1)
        )

    def _leave_room_for_contents(self, run: Run) -> None:
        """Lays the contents out with numbers yet unknown to learn how many pages they take."""
        entries = [Entry(p.title, p.teachers, p.is_subject, 888, 888) for p in self.volume.parts]
        self._print(
            "contents.html", run, "contents", PORTRAIT, entries=entries, **self._totals(888)
        )

    def _print_contents(self, run: Run, total: int) -> None:
        """The same file again, now with the numbers: it takes the place of the one laid out before."""
        final = Run(papers=[PORTRAIT])
        self._print(
            "contents.html", final, "contents", PORTRAIT, entries=run.entries, **self._totals(total)
        )
        if final.papers != run.papers[: len(final.papers)]:
            raise RuntimeError("the contents have changed their length")

    def _totals(self, pages: int) -> dict[str, Any]:
        sheets = (pages + 1) // 2
        return {"pages": pages, "leaves": sheets, "leaves_in_words": in_words(sheets)}

    def _print(self, template: str, run: Run, key: str, paper: str, **context: Any) -> None:
        page = run.next_page
        html = render_to_string(
            f"print/{template}",
            {"volume": self.volume, "year": self.volume.year, "paper": paper, **context},
        )
        start = f"@page:first{{counter-reset:page {page}}}html{{break-before:{'right' if page % 2 else 'left'}}}"
        count = self._write(
            html, start + self._sizes(context.get("sheets", ())), self.folder / f"{key}.pdf"
        )
        gc.collect()
        run.files.append(self.folder / f"{key}.pdf")
        run.papers += [paper] * count

    def _sizes(self, sheets: Sequence[Any]) -> str:
        """Sizes that depend on what is on the sheets: a subject's column, lines and runs of a grid."""
        rules: dict[str, str] = {}
        for sheet in sheets:
            if isinstance(sheet, SummarySheet):
                rules["subject"] = f"width:{sheet.column}mm"
            elif isinstance(sheet, tuple):
                rules |= sheet[1].rules
        return "".join(f".{name}{{{rule}}}" for name, rule in rules.items())

    def _write(self, html: str, rules: str, path: Path) -> int:
        own = CSS(string=rules, url_fetcher=self.fetcher, font_config=self.fonts)
        document = HTML(string=html, url_fetcher=self.fetcher).render(
            stylesheets=[self.style, own], font_config=self.fonts, pdf_variant=VARIANT
        )
        document.write_pdf(path, pdf_variant=VARIANT)
        return len(document.pages)

    # --- The whole -------------------------------------------------------------------------------
    def _join(self, run: Run) -> Path:
        totals = self.folder / "totals.pdf"
        html = render_to_string("print/totals.html", {"total": len(run.papers)})
        self._write(html, "html{break-before:right}", totals)
        path = self.folder / "volume.pdf"
        with pikepdf.open(run.files[0]) as volume, pikepdf.open(totals) as stamps:
            for file in run.files[1:]:
                with pikepdf.open(file) as part:
                    volume.pages.extend(part.pages)
            self._stamp(volume, stamps, run.papers)
            self._outline(volume, run.entries)
            volume.save(
                path,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
        return path

    def _stamp(self, volume: pikepdf.Pdf, stamps: pikepdf.Pdf, papers: Sequence[str]) -> None:
        """«Из 192» beside the number of every page."""
        forms = [volume.copy_foreign(page.as_form_xobject()) for page in stamps.pages]
        for number, (page, paper) in enumerate(zip(volume.pages, papers, strict=True), start=1):
            form = forms[2] if paper == LANDSCAPE else forms[0 if number % 2 else 1]
            name = page.add_resource(form, pikepdf.Name.XObject)
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q {name} Do Q".encode())

    def _outline(self, volume: pikepdf.Pdf, entries: Sequence[Entry]) -> None:
        with volume.open_outline() as outline:
            for entry in entries:
                outline.root.append(pikepdf.OutlineItem(entry.title, entry.first - 1))


def print_volume(volume: Volume, folder: Path, progress: Progress) -> tuple[Path, int]:
    """The volume as one PDF/A file in `folder`, and the number of its pages."""
    with without_collector():
        return Press(volume, folder).run(progress)
