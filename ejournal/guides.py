"""Guides by role, as they lie in docs/guides, read for the page of help (HLP-1).

A guide is plain: `# title`, `## part`, paragraphs, numbered lists, **words on the screen**, [page](/address/).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = settings.BASE_DIR / "docs" / "guides"
NAMES = ("deputy", "office")
WORDS = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")
STEP = re.compile(r"\d+\. ")
# Whether the page of this address is there for the reader.
Opens = Callable[[str], bool]


@dataclass(frozen=True)
class Part:
    """A heading with its paragraphs and steps."""

    title: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """`parts[0]` without a title is what stands before the first heading."""

    name: str
    title: str
    parts: tuple[Part, ...]

    def shown(self, opens: Opens) -> "Guide":
        """Ready for the page: words on the screen bold, pages that open for the reader as links."""
        parts = [
            Part(
                part.title,
                tuple(_shown(text, opens) for text in part.paragraphs),
                tuple(_shown(text, opens) for text in part.steps),
            )
            for part in self.parts
        ]
        return Guide(self.name, self.title, tuple(parts))


@cache
def guides() -> tuple[Guide, ...]:
    """Every guide, in the order they are listed."""
    return tuple(guide_of(name, (FOLDER / f"{name}.md").read_text("utf-8")) for name in NAMES)


def guide_of(name: str, text: str) -> Guide:
    first, *rest = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, lead = first.removeprefix("# ").partition("\n")
    parts = [_part("", lead)] + [_part(*one.split("\n", 1)) for one in rest]
    return Guide(name, title.strip(), tuple(parts))


def _part(title: str, text: str) -> Part:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Part(
        title.strip(),
        tuple(line for line in lines if not STEP.match(line)),
        tuple(STEP.sub("", line, count=1) for line in lines if STEP.match(line)),
    )


def _shown(line: str, opens: Opens) -> SafeString:
    def link(found: re.Match[str]) -> str:
        title, address = found.groups()
        return f'<a href="{address}">{title}</a>' if opens(address) else title

    text = WORDS.sub(r"<b>\1</b>", str(escape(line)))
    return mark_safe(LINK.sub(link, text))  # noqa: S308 - escaped above; the guides are our own
