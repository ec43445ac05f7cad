"""Eight teachers write while parts of the program are killed, frozen and missed. Called by bench/run faults.

    bench/run faults      FAULT_ROUNDS=20 FREEZE_SECONDS=60 are the figures; FAULTS="kill frozen" only those drills

After every drill each cell's history is compared with what its writer was told: nothing acknowledged is lost, nothing is
written twice, nothing stands that nobody was told of; and the seals are verified. Every answer was one after which the
browser's queue asks again. Exit code 1 otherwise. The last drill is a real page in Chromium (dev requirements).
"""

import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.server import Server, cookie_of, started_server  # sets Django up

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archive.actions import seal_history
from archive.verification import verify
from bench import processes
from bench.sender import PATIENCE, SILENCE, Place, Writer, open_places
from journal.models import Mark
from school.models import SchoolClass

WRITERS = 8
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "20"))
FREEZE = float(os.environ.get("FREEZE_SECONDS", "60"))
# Seconds: an answer of some kind to whoever waits, and the first saved cell after the fault is over.
MOST_WAITED, MOST_RECOVERY = 50, 60
# A push of a button while the queue of tasks is frozen.
MOST_BUTTON = 12


class Drill:
    """Writers at work, and what is told of them at the end."""

    def __init__(self, name: str, server: Server, places: list[Place]):
        self.name, self.server = name, server
        self.first_row = Mark.history.order_by("-history_id").values_list("pk", flat=True)[0]
        self.writers = [Writer(server.port, place, n) for n, place in enumerate(places)]
        connection.close()
        self.over = threading.Event()
        self.threads = [
            threading.Thread(target=one.write, args=[self.over]) for one in self.writers
        ]
        self.broken: list[str] = []
        self.recoveries: list[float] = []

    def __enter__(self) -> "Drill":
        for thread in self.threads:
            thread.start()
        self.wait_until_all_save()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(MOST_RECOVERY + PATIENCE)
        stuck = sum(thread.is_alive() for thread in self.threads)
        self.must(not stuck, f"{stuck} writers still wait")

    def must(self, kept: bool, promise: str) -> None:
        if not kept:
            self.broken.append(promise)

    def wait_until_all_save(self) -> None:
        """Every writer has been told «saved» of something that it sent after now."""
        started = time.monotonic()
        while time.monotonic() < started + MOST_RECOVERY:
            if all(one.last_saved > started or one.wrong for one in self.writers):
                self.recoveries.append(time.monotonic() - started)
                return
            time.sleep(0.02)
        self.must(False, f"nothing is saved {MOST_RECOVERY} s after the fault")

    def answers(self) -> Counter:
        return sum((one.answers for one in self.writers), Counter())

    def saved(self) -> int:
        return sum(len(told) for one in self.writers for told in one.acknowledged.values())

    def judge(self) -> list[str]:
        """Prints the line of the table; the promises that were broken."""
        lost, doubled = self.compare()
        self.must(not lost, f"{lost} acknowledged cells are lost")
        self.must(not doubled, f"{doubled} rows that nobody was told of, or twice")
        for one in self.writers:
            self.broken += one.wrong[:2]
        seal_history(now=timezone.now())
        findings = [str(finding) for finding in verify().findings]
        connection.close()
        self.broken += findings[:3]
        longest = max(one.longest for one in self.writers)
        self.must(longest < PATIENCE + 5, f"an answer took {longest:.0f} s")
        told = ", ".join(
            f"{what} {n}" for what, n in sorted(self.answers().items(), key=lambda kv: str(kv[0]))
        )
        print(
            f"{self.name:30}{self.saved():6} cells saved, lost {lost}, doubled {doubled}; answers: {told}; "
            f"saves again after {max(self.recoveries):.1f} s at most; verify: {len(findings)} findings"
        )
        for promise in self.broken:
            print(f"    BROKEN: {promise}")
        sys.stdout.flush()
        return self.broken

    def compare(self) -> tuple[int, int]:
        """Acknowledged changes without their row of history, and rows of history without their acknowledgement."""
        lost = doubled = 0
        for one in self.writers:
            rows = Mark.history.filter(pk__gt=self.first_row, item=one.place.item)
            written = Counter(rows.values_list("student", "code", "version"))
            told = Counter(
                (pupil, *row) for pupil, rows in one.acknowledged.items() for row in rows
            )
            lost += (told - written).total()
            doubled += (written - told).total()
            now = Mark.objects.filter(item=one.place.item, student__in=one.place.pupils)
            stands = dict(now.values_list("student", "code"))
            last = {pupil: rows[-1][0] for pupil, rows in one.acknowledged.items() if rows}
            lost += sum(stands[pupil] != code for pupil, code in last.items())
        return lost, doubled


def page(server: Server, cookie: str, path: str, **form: str) -> tuple[int | str, str, float]:
    """Status, text and seconds of a page that a person waits for without end."""
    token = "f" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2 * MOST_WAITED)
    started = time.monotonic()
    try:
        body = "&".join(f"{k}={v}" for k, v in form.items()) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        line.request("POST" if form else "GET", path, body, headers | kind)
        answer = line.getresponse()
        return answer.status, answer.read().decode(errors="replace"), time.monotonic() - started
    except (OSError, http.client.HTTPException):
        return SILENCE, "", time.monotonic() - started
    finally:
        line.close()


def kill(drill: Drill) -> None:
    """The postmaster and all backends, -9, so many rounds."""
    dice = random.Random(1)
    for _ in range(ROUNDS):
        time.sleep(0.3 + dice.random())
        processes.kill(processes.postgresql())
        processes.start_services()
        drill.wait_until_all_save()
    drill.name = f"PostgreSQL killed {ROUNDS} times"


def workers(drill: Drill) -> None:
    """A web process, -9, in the middle of what it does."""
    dice = random.Random(2)
    for _ in range(ROUNDS):
        time.sleep(0.2 + dice.random() / 2)
        processes.send(signal.SIGKILL, [int(dice.choice(drill.server.workers()).name)])
    drill.wait_until_all_save()
    drill.name = f"web worker killed {ROUNDS} times"


def redis(drill: Drill) -> None:
    """Frozen, then gone: cells need it not, and who orders a document is not kept waiting."""
    director = cookie_of(User.objects.get(username="director"))
    school_class = SchoolClass.objects.order_by("-grade", "name").values_list("pk", flat=True)[0]
    connection.close()
    order = reverse("reports:order_document", args=[school_class])
    for begin, end in [
        (processes.freeze, processes.let_go),
        (processes.kill, lambda pids: processes.start_services()),
    ]:
        pids = processes.redis()
        begin(pids)
        try:
            drill.wait_until_all_save()
            status, _, seconds = page(drill.server, director, order, kind="summary_sheet")
            drill.must(status == 302, f"a document ordered without Redis: {status}")
            drill.must(seconds < MOST_BUTTON, f"the button took {seconds:.1f} s without Redis")
            time.sleep(3)
        finally:
            end(pids)
    drill.must(set(drill.answers()) == {200}, "cells were not saved while Redis was away")
    drill.name = "Redis frozen, then absent"


def frozen(drill: Drill) -> None:
    """All of PostgreSQL stops; whoever waits is answered or let go, and nothing is acknowledged."""
    asked: list[tuple] = []
    cookie, path = drill.writers[0].cookie, reverse("journal:today")
    reader = threading.Thread(target=lambda: asked.append(page(drill.server, cookie, path)))
    pids = processes.postgresql()
    processes.freeze(pids)
    try:
        time.sleep(0.5)
        before = drill.saved()
        reader.start()
        time.sleep(max(FREEZE - 0.5, 0))
        drill.must(drill.saved() == before, "something is called saved by a frozen database")
    finally:
        processes.let_go(pids)
    drill.wait_until_all_save()
    reader.join()
    _, _, seconds = asked[0]
    drill.must(seconds < MOST_WAITED, f"a page hung for {seconds:.0f} s")
    drill.name = f"database frozen for {FREEZE:.0f} s"


def absent(drill: Drill) -> None:
    """No PostgreSQL at all for a while: the page says so in plain words, at once."""
    processes.kill(processes.postgresql())
    try:
        # The first answers of connections that were open when it went.
        time.sleep(1)
        for _ in range(5):
            status, text, seconds = page(
                drill.server, drill.writers[0].cookie, reverse("journal:today")
            )
            drill.must(status == 503 and "недоступна" in text, f"without a database: {status}")
            drill.must(seconds < MOST_BUTTON, f"the page took {seconds:.0f} s without a database")
            time.sleep(1)
    finally:
        processes.start_services()
    drill.wait_until_all_save()
    drill.name = "database absent"


DRILLS: dict[str, Callable[[Drill], None]] = {
    one.__name__: one for one in (kill, workers, redis, frozen, absent)
}


def main() -> int:
    # Ended from outside it still lets go what it has frozen.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = os.environ.get("FAULTS", "").split() or [*DRILLS, "page"]
    places = open_places(WRITERS)
    seal_history(now=timezone.now())
    print(f"load {os.getloadavg()[0]:.1f}; {WRITERS} writers")
    broken: list[str] = []
    with started_server(Path(os.environ["VAR_DIR"]) / "log/faults.log") as server:
        for name in wanted:
            if name == "page":
                from bench.faults_page import look  # noqa: PLC0415  needs the dev requirements

                broken += look(server, places[0])
                continue
            with Drill(name, server, places) as drill:
                DRILLS[name](drill)
            broken += drill.judge()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
