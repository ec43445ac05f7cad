"""One worker at a time has a piece of work; one that was thought dead does not write over the next."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from reports.models import Queued


def claim(kind: Any, pk: int) -> Any:
    """The row, if it waits and nobody else is taking it."""
    with transaction.atomic():
        work = kind.objects.waiting().filter(pk=pk).select_for_update(skip_locked=True).first()
        if work is None:
            return None
        work.attempt += 1
        work.status = Queued.Status.RUNNING
        work.heard_at = Now()
        work.save(update_fields=["attempt", "status", "heard_at"])
    return kind.objects.get(pk=pk)


def mine(work: Any) -> Any:
    """The row while this attempt still holds it."""
    return type(work).objects.filter(pk=work.pk, attempt=work.attempt, status=Queued.Status.RUNNING)


def make_in_turn(
    waiting: Iterable[Any], make: Callable[[Any, datetime], bool], *, now: datetime
) -> int:
    """How many were made. Each is begun at its own time: later than `now` by what those before it took."""
    started = time.monotonic()
    return sum(make(one, now + timedelta(seconds=time.monotonic() - started)) for one in waiting)
