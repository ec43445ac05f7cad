"""Files to homework: what they may be, and where they lie. Never shown inside the site, only handed out."""

import hashlib
import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from django.conf import settings

LARGEST = 10_000_000
MOST = 5
FOLDER = "homework"
LONGEST_NAME = 150
# What the file begins with says what it is; its name and what the browser claims say nothing.
BEGINNINGS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
ZIP = b"PK\x03\x04"
# Office documents are archives: each kind by a part that only it has. Those with macros have one more.
OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
MACROS = "vbaProject.bin"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.pptx"


class NotTaken(ValueError):
    """Why the file is not taken, to a person."""


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: its name ends as what is in it."""

    name: str
    content: bytes
    suffix: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]


def read_upload(name: str, content: bytes) -> Upload:
    """The file under its own name. Raises NotTaken for what is empty, too large or of another kind."""
    name = named(name)
    if not content:
        raise NotTaken(f"Файл «{name}» пуст. Выберите другой.")
    if len(content) > LARGEST:
        raise NotTaken(f"Файл «{name}» больше 10 МБ. Уменьшите его или разделите на части.")
    suffix = _suffix(content)
    if not suffix:
        raise NotTaken(
            f"Файл «{name}» не подходит. Можно приложить PDF, JPEG, PNG и документы docx, xlsx, pptx без макросов."
        )
    return Upload(_ending_in(name, suffix), content, suffix)


def named(name: str) -> str:
    """The name without folders and without signs that are not seen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return " ".join(seen.split()) or "файл"


def keep(upload: Upload) -> str:
    """Write the bytes under their own hash; the path under MEDIA_ROOT. The same bytes are kept once."""
    path = f"{FOLDER}/{upload.sha256}{upload.suffix}"
    file = Path(settings.MEDIA_ROOT) / path
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as writing:
            part.chmod(0o600)
            writing.write(upload.content)
            writing.flush()
            os.fsync(writing.fileno())
        part.rename(file)
    return path


def kept(name: str, path: str, sha256: str) -> Upload | None:
    """The file of that path; None where its bytes are not there or are no longer those that were given."""
    file = Path(settings.MEDIA_ROOT) / path
    if not path or file.suffix not in MEDIA_TYPES or not file.is_file():
        return None
    found = Upload(name, file.read_bytes(), file.suffix)
    return found if found.sha256 == sha256 else None


def _suffix(content: bytes) -> str:
    for beginning, suffix in BEGINNINGS.items():
        if content.startswith(beginning):
            return suffix
    return _office(content) if content.startswith(ZIP) else ""


def _office(content: bytes) -> str:
    """By the list of parts alone: nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, EOFError):
        return ""
    if any(part.endswith(MACROS) for part in parts):
        return ""
    return next((suffix for part, suffix in OFFICE.items() if part in parts), "")


def _ending_in(name: str, suffix: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if f".{ending.lower()}" in {suffix, ".jpeg" if suffix == ".jpg" else suffix}:
        suffix, name = f".{ending}", stem
    elif dot and f".{ending.lower()}" in MEDIA_TYPES:
        name = stem
    return name[: LONGEST_NAME - len(suffix)] + suffix
