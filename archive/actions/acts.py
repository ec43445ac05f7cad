"""The act of a breach as a file: printed once, kept with its hash, never printed over."""

import hashlib
import os
from collections import Counter
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import transaction

from accounts.actions.breaches import Refused, locked, must_be_another
from accounts.models import BreachAct, BreachIncident, User, VoidedOperation
from archive.act_of_breach import act_of
from archive.kinds import kinds
from archive.operations import operations_of
from archive.words import noun_of
from reports.printing.press import without_collector
from reports.printing.sheets import print_sheet
from school.models import School
from school.words import count_of

FOLDER = "acts"
State = BreachIncident.State


@transaction.atomic
def make_act(
    *, incident: BreachIncident, school: School, on: date, by: User, now: datetime
) -> BreachAct:
    """Print and keep the act (regulation § 6.4). Each print is a file of its own; Refused while an operation is undecided."""
    incident = locked(incident)
    must_be_another(incident, by)
    _must_be_decided(incident)
    act = act_of(incident, school=school, on=on, now=now)
    title = f"Акт № {incident.act_number} о фиксации нарушения конфиденциальности условий доступа"
    with without_collector():
        content = print_sheet("breach_act.html", title=title, made_at=now, school=school, act=act)
    kept = BreachAct(
        incident=incident,
        made_by=by,
        made_at=now,
        path=_keep(incident, content),
        pages=_pages(content),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_sha256=act.sha256,
    )
    kept.save(by=by, now=now)
    incident.state = State.CLOSED
    incident.save(by=by, reason="акт составлен", now=now)
    return kept


def _must_be_decided(incident: BreachIncident) -> None:
    if incident.state == State.REPORTED:
        raise Refused("Сначала признайте операции недействительными: их перечень входит в акт.")
    waiting = incident.operations.filter(decision=VoidedOperation.Decision.ASKED)
    tables = [one.kind.table for one in operations_of(incident)]
    tables += waiting.values_list("table", flat=True)
    if tables:
        told = count_of(len(tables), "операции", "операциям", "операциям")
        where = Counter(noun_of(kinds()[table].model).lower() for table in tables)
        raise Refused(
            f"Решение входит в акт, а в разделе «Операции» ещё не решено по {told}: "
            f"{', '.join(f'{noun} — {count}' for noun, count in where.most_common())}."
        )


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _keep(incident: BreachIncident, content: bytes) -> str:
    """The file appears whole, under a name of its own; readable by the program alone."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = BreachAct.objects.filter(incident=incident).count() + 1
    name = f"{FOLDER}/{incident.pk}-{number}.pdf"
    path = Path(settings.MEDIA_ROOT) / name
    # What a transaction taken back has left is written over: no row names it.
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(0o600)
    unfinished.rename(path)
    return name
