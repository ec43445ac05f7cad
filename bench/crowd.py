"""Many honest writers at once, while the sealer seals and the verification looks: nobody may be suspected."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from accounts.models import User
from archive.actions import seal_history
from archive.verification import Finding, verify
from journal.models import Mark


class ThoughtBetter(Exception):
    """A writer that takes back what it has begun."""


@dataclass
class Crowd:
    """What came of it: rows written for good, seals made, verifications done and all they found."""

    by: User
    marks: list[int]
    written: int = 0
    seals: int = 0
    verifications: int = 0
    findings: list[Finding] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def change(self, dice: random.Random) -> int:
        """Up to three cells, taken and locked as the journal does."""
        chosen = sorted(dice.sample(self.marks, dice.randint(1, 3)))
        rows = list(Mark.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
        for row in rows:
            row.code, row.version = dice.choice("2345"), row.version + 1
        Mark.objects.write(rows, by=self.by, now=timezone.now())
        return len(rows)

    def short(self, dice: random.Random) -> int:
        with transaction.atomic():
            return self.change(dice)

    def long(self, dice: random.Random) -> int:
        """A transaction that sits for a while before its first row and after its last."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            time.sleep(dice.random() / 20)
            written = self.change(dice)
            time.sleep(dice.random() / 20)
            return written

    def taken_back(self, dice: random.Random) -> int:
        try:
            with transaction.atomic():
                self.change(dice)
                raise ThoughtBetter
        except ThoughtBetter:
            return 0

    def in_savepoints(self, dice: random.Random) -> int:
        """The row written inside a savepoint stays, the one of a savepoint taken back does not."""
        with transaction.atomic():
            self.taken_back(dice)
            with transaction.atomic():
                return self.change(dice)

    def anew(self, dice: random.Random) -> int:
        """A cell taken away and made anew."""
        with transaction.atomic():
            row = Mark.objects.select_for_update().filter(pk=dice.choice(self.marks)).first()
            if row is None:
                return 0
            Mark.objects.erase([row], by=self.by, reason="проба", now=timezone.now())
            again = Mark(item_id=row.item_id, student_id=row.student_id, code="5", version=1)
            again.save(by=self.by, now=timezone.now())
            return 2


KINDS: list[tuple[Callable, int]] = [
    (Crowd.short, 80),
    (Crowd.in_savepoints, 10),
    (Crowd.taken_back, 5),
    (Crowd.long, 3),
    (Crowd.anew, 2),
]


def write_in_crowd(crowd: Crowd, *, writes: int, writers: int, seed: int) -> Crowd:
    """Run until so many rows are written; then seal and verify once more."""

    def write(number: int) -> None:
        dice = random.Random(seed * 1000 + number)
        kinds, weights = zip(*KINDS, strict=True)
        while crowd.written < writes and not crowd.failures:
            made = dice.choices(kinds, weights)[0](crowd, dice)
            with crowd.lock:
                crowd.written += made

    def seal(number: int) -> None:
        while not crowd.over.wait(0.1):
            crowd.seals += seal_history(now=timezone.now()) is not None

    def look(number: int) -> None:
        """Again and again, but most of the time the writers are left alone."""
        rest = 0.5
        while not crowd.over.wait(rest):
            begun = time.monotonic()
            crowd.findings += verify().findings
            crowd.verifications += 1
            rest = max(rest, 5 * (time.monotonic() - begun))

    writing = [threading.Thread(target=_alone, args=(crowd, write, n)) for n in range(writers)]
    watching = [threading.Thread(target=_alone, args=(crowd, one, 0)) for one in (seal, look)]
    for thread in [*writing, *watching]:
        thread.start()
    for thread in writing:
        thread.join()
    crowd.over.set()
    for thread in watching:
        thread.join()
    crowd.seals += seal_history(now=timezone.now()) is not None
    crowd.findings += verify().findings
    return crowd


def _alone(crowd: Crowd, work: Callable[[int], None], number: int) -> None:
    try:
        work(number)
    except BaseException as error:  # noqa: BLE001  told by whoever started the crowd
        crowd.failures.append(error)
    finally:
        connection.close()
        close_old_connections()
