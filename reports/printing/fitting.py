"""How much room a text takes on paper, from the widths in the shipped font itself."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

REGULAR = "PTS55F.ttf"
POINT = 25.4 / 72  # in millimetres
# Layout rounds and breaks a little differently; a line too many is better than a page too many.
CAUTION = 1.04


@cache
def _widths(font: str) -> tuple[dict[int, float], float]:
    """Width of every character as a share of the font's size, and that of an unknown one."""
    with TTFont(Path(settings.FONTS_DIR) / font) as file:
        per_em, metrics = file["head"].unitsPerEm, file["hmtx"].metrics
        known = {code: metrics[name][0] / per_em for code, name in file.getBestCmap().items()}
    return known, known[ord("W")]


def width(text: str, points: float, font: str = REGULAR) -> float:
    """Millimetres of the text set in one line."""
    known, other = _widths(font)
    return sum(known.get(ord(char), other) for char in text) * points * POINT


def lines(text: str, room: float, points: float, font: str = REGULAR) -> int:
    """How many lines the text takes in a column `room` millimetres wide."""
    return len(wrap(text, room, points, font))


def wrap(text: str, room: float, points: float, font: str = REGULAR) -> list[str]:
    """The text by lines no wider than `room`: broken at spaces and after hyphens, a longer word anywhere."""
    found: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in re.findall(r"[^\s-]*-|[^\s-]+|\s+", paragraph):
            if width(line + piece, points, font) * CAUTION > room and line.strip():
                found.append(line.strip())
                line = ""
            line = line + piece if line else piece.lstrip()
            while width(line, points, font) * CAUTION > room and len(line) > 1:
                fits = _fitting(line, room, points, font)
                found.append(line[:fits])
                line = line[fits:]
        if line.strip():
            found.append(line.strip())
    return found


def _fitting(line: str, room: float, points: float, font: str) -> int:
    """How many first characters fit: at least one."""
    fits = len(line) - 1
    while fits > 1 and width(line[:fits], points, font) * CAUTION > room:
        fits -= 1
    return fits
