"""What the guards and the seals cost a cell: the same saves with them and without, turn by turn. Called by bench/run guards.

Without: the triggers of the journal's tables and their histories are off, and nothing is sealed. With: they are on, and
the sealer works all the time (a real one rests for five minutes after each seal).
"""

import os
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.server import Server, cookie_of, started_server  # sets Django up

from django.db import connection
from django.utils import timezone

from accounts.guards import missing_guards
from accounts.ownership import as_owner
from archive.actions import seal_history
from bench import load
from bench.measure import typist, usual_journal

TURNS = int(os.environ.get("BENCH_TURNS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
TABLES = ["mark", "lineitem", "lesson", "attendancerecord"]


def switch(words: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            for name in (f"journal_{table}", f"journal_historical{table}"):
                cursor.execute(f"ALTER TABLE {name} {words} TRIGGER USER")
    connection.close()


@contextmanager
def without_guards() -> Iterator[None]:
    switch("DISABLE")
    try:
        yield
    finally:
        switch("ENABLE")


@contextmanager
def with_sealer() -> Iterator[None]:
    over = threading.Event()

    def seal() -> None:
        while not over.wait(0.5):
            seal_history(now=timezone.now())
        connection.close()

    sealer = threading.Thread(target=seal)
    sealer.start()
    try:
        yield
    finally:
        over.set()
        sealer.join()


def saves(
    server: Server, cookie: str, journal, pupils: list[int], seconds: float = SECONDS
) -> load.Rate:
    items = journal.items[: load.CONNECTIONS]
    typists = [typist(journal, lesson, item, pupils) for lesson, item in items]
    connection.close()
    return load.client(server.port, cookie, seconds, typists)


def main() -> None:
    journal = usual_journal()
    cookie = cookie_of(journal.teacher)
    connection.close()
    with started_server() as server:
        # The first answers of a fresh process take seconds.
        saves(server, cookie, journal, journal.pupils[:1], seconds=6)
        for what, pupils in [
            ("one cell saved", journal.pupils[:1]),
            ("a column saved", journal.pupils),
        ]:
            guarded, bare = [], []
            for _ in range(TURNS):
                with with_sealer():
                    guarded.append(saves(server, cookie, journal, pupils))
                with without_guards():
                    bare.append(saves(server, cookie, journal, pupils))
            ratio = statistics.median(
                with_.p50 / without.p50 for with_, without in zip(guarded, bare, strict=True)
            )
            total = sum(r.answered for r in bare) / sum(r.answered for r in guarded)
            print(
                f"{what:34}guarded and sealed p50 {statistics.median(r.p50 for r in guarded):6.1f} ms"
            )
            print(
                f"    without                       {statistics.median(r.p50 for r in bare):13.1f} ms  "
                f"× {ratio:.2f} (p50), × {total:.2f} (saves a second)"
            )
    with connection.cursor() as cursor:
        assert not list(missing_guards(cursor)), "guards are off"


if __name__ == "__main__":
    main()
