"""Blank sheets of lessons: a list of more than fifteen takes a page of A4, two smaller ones share it.

What is drawn alike on each sheet is one drawing, and names are one text set apart by its line height: three hundred
sheets as tables would take the worker minutes. Everything is in millimetres.
"""

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import pikepdf
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .fitting import width
from .press import SOURCES, VARIANT, StaticOnly, without_collector

STYLE = SOURCES / "css" / "print-blanks.css"
PAGES_AT_ONCE = 20

# Pupils of a sheet of half a page and of a whole one, and the room their lines have.
SMALL, LARGE = 15, 41
ROOM = {True: 82.0, False: 222.0}
HIGHEST_ROW, SPARE, HEAD = 8.0, 2, 7.0
NAME_ROOM, NAME_SIZE = 70.0, 10.0
TITLE_ROOM, TITLE_SIZE, BOLD = 120.0, 12.0, "PTS75F.ttf"
# Number, name, attendance, two marks, kind of work.
COLUMNS = (
    (8.0, "№"),
    (72.0, "Фамилия, имя"),
    (22.0, "Присутствие"),
    (19.0, "Отметка"),
    (19.0, "Отметка"),
    (47.0, "Вид работы"),
)


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """A lesson to be kept by hand: `pupils` are those of its list that day, by alphabet."""

    number: str
    journal: str
    when: str
    where: str
    teacher: str
    pupils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A sheet as it is laid out: `part` is told where a list takes several pages."""

    sheet: BlankSheet
    part: str
    is_small: bool
    row: float
    numbers: str
    names: str
    height: float
    path: str
    heads: tuple[tuple[float, str], ...]

    @property
    def is_long(self) -> bool:
        """The journal's title takes two lines of small type."""
        return width(self.sheet.journal, TITLE_SIZE, BOLD) > TITLE_ROOM

    @property
    def frame(self) -> float:
        """Height of the drawing with a margin, so that its last line is drawn whole."""
        return round(self.height + 0.4, 1)

    @property
    def rule(self) -> str:
        """The class of lines of this height."""
        return f"r{round(self.row * 10)}"


def ruled(sheet: BlankSheet) -> list[Ruled]:
    """The sheet by pages: one, but for a stream. Two lines are left for who came that day."""
    pupils = sheet.pupils
    parts = max(1, ceil(len(pupils) / LARGE))
    size = ceil(len(pupils) / parts) or 1
    cut = [pupils[at : at + size] for at in range(0, len(pupils), size)] or [()]
    return [
        _ruled(sheet, some, number * size, f"часть {number + 1} из {parts}" if parts > 1 else "")
        for number, some in enumerate(cut)
    ]


def _ruled(sheet: BlankSheet, pupils: Sequence[str], before: int, part: str) -> Ruled:
    is_small = len(pupils) <= SMALL and not part
    lines = min(len(pupils) + SPARE, SMALL if is_small else LARGE)
    row = min(HIGHEST_ROW, int(ROOM[is_small] / lines * 10) / 10)
    xs = [0.0]
    for wide, _ in COLUMNS:
        xs.append(xs[-1] + wide)
    ys = [0.0, *(HEAD + row * number for number in range(lines + 1))]
    across = "".join(f"M0 {y:.1f}H{xs[-1]:.1f}" for y in ys)
    down = "".join(f"M{x:.1f} 0V{ys[-1]:.1f}" for x in xs)
    return Ruled(
        sheet=sheet,
        part=part,
        is_small=is_small,
        row=row,
        numbers="\n".join(str(before + at) for at in range(1, len(pupils) + 1)),
        names="\n".join(fitted(name) for name in pupils),
        height=round(ys[-1], 1),
        path=across + down,
        heads=tuple((x + wide / 2, title) for x, (wide, title) in zip(xs, COLUMNS, strict=False)),
    )


def fitted(name: str) -> str:
    """The name in one line of its column; the end of one that is wider is left out."""
    while width(name, NAME_SIZE) > NAME_ROOM:
        name = f"{name.rstrip('…')[:-1].rstrip()}…"
    return name


def paged(sheets: Iterable[BlankSheet]) -> list[list[Ruled]]:
    """Sheets by page in their order: two small ones that follow each other share a page."""
    pages: list[list[Ruled]] = []
    for one in (part for sheet in sheets for part in ruled(sheet)):
        last = pages[-1] if pages else []
        if one.is_small and len(last) == 1 and last[0].is_small:
            last.append(one)
        else:
            pages.append([one])
    return pages


def print_blanks(sheets: Sequence[BlankSheet], *, school: str) -> tuple[bytes, int]:
    """The PDF/A and the number of its pages: three hundred sheets take some ten seconds."""
    pages = paged(sheets)
    fonts, fetcher = FontConfiguration(), StaticOnly()
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    heights = {one.rule: one.row for page in pages for one in page}
    rules = "".join(f".{name}{{line-height:{row}mm}}" for name, row in heights.items())
    own = CSS(string=rules, url_fetcher=fetcher, font_config=fonts)
    files: list[bytes] = []
    with without_collector():
        for start in range(0, len(pages), PAGES_AT_ONCE):
            portion = pages[start : start + PAGES_AT_ONCE]
            html = render_to_string("print/blanks.html", {"pages": portion, "school": school})
            document = HTML(string=html, url_fetcher=fetcher)
            files.append(
                document.write_pdf(stylesheets=[style, own], font_config=fonts, pdf_variant=VARIANT)
            )
            gc.collect()
    return _joined(files), len(pages)


def _joined(files: Sequence[bytes]) -> bytes:
    """The file grows from its first part: a new one would lose the PDF/A claim."""
    found = BytesIO()
    with pikepdf.open(BytesIO(files[0])) as whole:
        for file in files[1:]:
            with pikepdf.open(BytesIO(file)) as part:
                whole.pages.extend(part.pages)
        whole.save(
            found,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return found.getvalue()
