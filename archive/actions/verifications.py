"""Verification asked for on the page or by the night: one at a time, its progress seen, its result kept."""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction

from accounts.models import User
from archive.models import Verification
from archive.verification import verify

log = logging.getLogger(__name__)

# A run that has been silent so long belongs to a worker that died.
SILENCE = timedelta(minutes=30)
NAMED_AT_MOST = 200
# Whoever begins a verification holds this lock of the database: "veri" in ASCII.
LOCK = 0x76657269


@transaction.atomic
def ask_for_verification(*, by: User | None, now: datetime) -> tuple[Verification, bool]:
    """The verification that is to be run, and whether it is new: one that is on its way is not begun again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    running = Verification.objects.filter(finished_at=None, asked_at__gt=now - SILENCE).first()
    if running:
        return running, False
    return Verification.objects.create(asked_by=by, asked_at=now), True


def call_off_verification(*, verification: Verification) -> None:
    """One that nobody will run: the queue did not take it."""
    verification.delete()


def run_verification(*, verification: Verification, now: datetime) -> None:
    """Compare everything and keep what was found; `now` is when it began."""
    started = monotonic()
    beside = connection.copy()

    def tell(done: int, of: int) -> None:
        """Past the transaction of the verification, so that the page sees it."""
        with beside.cursor() as cursor:
            cursor.execute(
                'UPDATE archive_verification SET done = %s, "of" = %s WHERE id = %s',
                [done, of, verification.pk],
            )

    try:
        verdict = verify(told=tell)
    except Exception:
        log.exception("The verification failed")
        verification.error = (
            "Проверка не закончена. Повторите её; если не поможет, сообщите технику."
        )
    else:
        verification.seals, verification.rows = verdict.seals, verdict.rows
        verification.head = verdict.head
        verification.findings_total = len(verdict.findings)
        verification.findings = [str(finding) for finding in verdict.findings[:NAMED_AT_MOST]]
    finally:
        beside.close()
    verification.finished_at = now + timedelta(seconds=monotonic() - started)
    verification.save(
        update_fields=[
            "finished_at", "seals", "rows", "head", "findings_total", "findings", "error",
        ]
    )  # fmt: skip
