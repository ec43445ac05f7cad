"""Documents asked for and made. The file appears whole and with its hash, or not at all."""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from reports.models import Document
from reports.printing.class_year import ClassYear
from reports.printing.press import print_volume
from reports.printing.reading import read_class_year
from reports.printing.volume import NothingToPrint, Volume, class_journal, summary_sheet
from school.models import SchoolClass

from .queue import claim, make_in_turn, mine

log = logging.getLogger(__name__)

FOLDER = "documents"
VOLUMES: dict[str, Callable[[ClassYear], Volume]] = {
    Document.Kind.CLASS_JOURNAL: class_journal,
    Document.Kind.SUMMARY_SHEET: summary_sheet,
}


@transaction.atomic
def request_document(*, kind: str, school_class: SchoolClass, by: User, now: datetime) -> Document:
    """Put the document in the queue; one that is already there is not asked for twice."""
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    waiting = Document.objects.unfinished().filter(kind=kind, school_class=school_class).first()
    return waiting or Document.objects.create(
        kind=kind, school_class=school_class, requested_by=by, requested_at=now
    )


def make_document(*, document: Document, now: datetime) -> bool:
    """Make the file of a waiting document. False where another worker has it, or it is made already.

    A failure of any kind leaves no file and a sentence for the person who asked.
    """
    claimed: Document | None = claim(Document, document.pk)
    if claimed is None:
        return False
    mine(claimed).update(parts_done=0, parts=0)
    started = time.monotonic()
    try:
        facts = _print(claimed, now)
    except NothingToPrint as error:
        facts = _failed(str(error))
    except OSError:
        log.exception("Document %s: the file was not written", claimed.pk)
        facts = _failed(_no_room(claimed))
    except Exception:
        log.exception("Document %s was not made", claimed.pk)
        facts = _failed(_broken(claimed))
    finished_at = now + timedelta(seconds=time.monotonic() - started)
    kept = mine(claimed).update(finished_at=finished_at, part_title="", **facts)
    if not kept and "path" in facts:
        (Path(settings.MEDIA_ROOT) / facts["path"]).unlink(missing_ok=True)
    return bool(kept)


def make_waiting_documents(*, now: datetime) -> int:
    """Make whatever waits, the oldest first: what the queue has lost or a dead worker has left."""
    waiting = Document.objects.waiting().order_by("requested_at", "pk")
    return make_in_turn(waiting, lambda one, at: make_document(document=one, now=at), now=now)


def _print(document: Document, now: datetime) -> dict[str, Any]:
    """Print into a folder of its own, move the finished file in place and return the facts about it."""

    def progress(done: int, total: int, title: str) -> None:
        mine(document).update(parts_done=done, parts=total, part_title=title[:200], heard_at=Now())

    root = Path(settings.MEDIA_ROOT)
    (root / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    volume = VOLUMES[document.kind](read_class_year(document.school_class, now=now))
    with tempfile.TemporaryDirectory(dir=root / FOLDER, prefix=".") as scratch:
        file, pages = print_volume(volume, Path(scratch), progress)
        content = file.read_bytes()
        name = f"{FOLDER}/{document.pk}-{document.attempt}.pdf"
        file.chmod(0o600)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.rename(root / name)
    return {
        "status": Document.Status.DONE,
        "path": name,
        "pages": pages,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_sha256": volume.sha256,
        "error": "",
    }


def _failed(why: str) -> dict[str, Any]:
    return {"status": Document.Status.FAILED, "error": why}


def _no_room(document: Document) -> str:
    return (
        f"Файл документа № {document.pk} не записан: на диске сервера нет места или прав. "
        "Сообщите администратору и закажите документ снова."
    )


def _broken(document: Document) -> str:
    return (
        f"Документ № {document.pk} не сделан из-за ошибки в программе. Сообщите администратору этот номер: "
        "подробности записаны на сервере. Журнал не изменился."
    )
