"""What the archive does with kept volumes: asks whether they are still what they were. Nothing is written."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.models import BreachAct
from reports.models import Document

SAME, DIFFERS, MISSING = "same", "differs", "missing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kept file against the hash of the day it was made; `sha256` is of the file as it is now."""

    document: Document | BreachAct
    outcome: str
    sha256: str

    @property
    def is_same(self) -> bool:
        return self.outcome == SAME

    @property
    def text(self) -> str:
        if self.outcome == SAME:
            return "Файл не изменился: контрольная сумма совпадает."
        if self.outcome == MISSING:
            return "Файла нет на сервере. Восстановите его из резервной копии и сообщите директору."
        return "Файл изменён: контрольная сумма не совпадает. Восстановите его из резервной копии и сообщите директору."


def verify_volume(*, document: Document | BreachAct) -> Verdict:
    """Read the file anew and compare. A document must be done; an act always is."""
    path = Path(settings.MEDIA_ROOT) / document.path
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return Verdict(document, MISSING, "")
    return Verdict(document, SAME if found == document.sha256 else DIFFERS, found)
