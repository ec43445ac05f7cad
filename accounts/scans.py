"""Scans of signed papers: what they may be, and where they lie. Never shown inside the site, only handed out."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LARGEST_SCAN = 10_000_000
FOLDER = "consents"
# What the file begins with says what it is; its name and what the browser claims say nothing.
BEGINNINGS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
MEDIA_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


class NotAScan(ValueError):
    """Why the file is not taken, to a person."""


@dataclass(frozen=True)
class Scan:
    content: bytes
    suffix: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_scan(content: bytes) -> Scan:
    """The scan in the file. Raises NotAScan for what is empty, too large or no PDF, JPEG or PNG."""
    if not content:
        raise NotAScan("Файл пуст. Отсканируйте лист снова.")
    if len(content) > LARGEST_SCAN:
        raise NotAScan("Файл больше 10 МБ. Отсканируйте с меньшим разрешением: 150 точек на дюйм.")
    for beginning, suffix in BEGINNINGS.items():
        if content.startswith(beginning):
            return Scan(content, suffix)
    raise NotAScan("Это не PDF, JPEG или PNG. Сохраните скан в одном из этих видов.")


def keep(scan: Scan) -> str:
    """Write the scan under its own hash; the path under MEDIA_ROOT. The same scan is kept once."""
    path = f"{FOLDER}/{scan.sha256}{scan.suffix}"
    file = Path(settings.MEDIA_ROOT) / path
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        with part.open("wb") as writing:
            part.chmod(0o600)
            writing.write(scan.content)
            writing.flush()
            os.fsync(writing.fileno())
        part.rename(file)
    return path


def kept_scan(path: str) -> Scan | None:
    """The scan of that path; None where the file is not there."""
    file = Path(settings.MEDIA_ROOT) / path
    if not path or not file.is_file():
        return None
    return Scan(file.read_bytes(), file.suffix)
