"""Monday, half past eight: 60 teachers take registers and give marks while 300 parents read diaries.

    bench/run morning         MORNING_SECONDS=600 MORNING_TEACHERS=60 MORNING_PARENTS=300

Each is a browser of its own that thinks between its pages. Exit code 1 where an answer is not as it should be, where what
was acknowledged does not stand, or where the slowest twentieth takes 300 ms or more on a machine that did nothing else.
"""

import http.client
import itertools
import os
import random
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator

from bench.server import Server, cookie_of, started_server  # sets Django up

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.sender import Place, Writer, open_places
from journal.models import Mark
from school.clock import school_now
from school.models import GradingPeriod, GuardianLink, School

SECONDS = float(os.environ.get("MORNING_SECONDS", "600"))
TEACHERS = int(os.environ.get("MORNING_TEACHERS", "60"))
PARENTS = int(os.environ.get("MORNING_PARENTS", "300"))
MOST_P95 = 0.3
# Seconds between two pages of a teacher in a lesson, and of a parent at breakfast: the mean.
TEACHER_THINKS, PARENT_THINKS = 10, 20
QUIET = 1.0

Answer = tuple[str, float]


class Morning:
    """What all have seen: seconds of each answer by the kind of page, and what went wrong."""

    def __init__(self, server: Server):
        self.server = server
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.until = 0.0

    def get(self, kind: str, path: str, cookie: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        started = time.perf_counter()
        try:
            line.request("GET", path, headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            self.note(kind, started, "" if answer.status == 200 else f"{path}: {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            self.note(kind, started, f"{path}: {error!r}")
        finally:
            line.close()

    def note(self, kind: str, started: float, error: str = "") -> None:
        self.times[kind].append(time.perf_counter() - started)
        if error:
            self.errors.append(f"{kind}: {error}")

    def live(self, steps: Iterator, thinks: float, seed: int) -> None:
        """Page after page till the morning is over; the first one at some moment of the first half minute."""
        dice = random.Random(seed)
        time.sleep(dice.random() * min(thinks, SECONDS / 4))
        while time.monotonic() < self.until:
            next(steps)
            time.sleep(dice.uniform(0.5, 1.5) * thinks)

    def teacher(self, writer: Writer) -> Iterator[None]:
        """The day, the journal, absentees and marks of the lesson cell after cell, and the journal again."""
        dice, place = random.Random(writer.seed), writer.place
        today, grid = reverse("journal:today"), reverse("journal:grid", args=[place.section])
        while True:
            self.get("teacher's day", today, writer.cookie)
            yield
            self.get("grid", grid, writer.cookie)
            yield
            for _ in range(8):
                pupils = dice.sample(place.pupils, dice.randint(1, 3))
                started = time.perf_counter()
                writer.send_until_answered([writer.change(pupil, dice) for pupil in pupils])
                self.note("cells saved", started, " ".join(writer.wrong))
                yield

    def parent(self, cookie: str, student: int, day, period: int) -> Iterator[None]:
        week = reverse("diary:week", args=[student, day])
        summary = reverse("diary:summary", args=[student, period])
        for turn in itertools.count():
            self.get("diary", summary if turn % 3 == 2 else week, cookie)
            yield

    def nobody(self, cookie: str) -> Iterator[None]:
        while True:
            self.get("an empty page", "/bench/empty/", cookie)
            yield


def parents(morning: Morning) -> list[Iterator]:
    now = school_now(School.objects.first(), timezone.now())
    day = timezone.localdate(now)
    links = GuardianLink.objects.filter(ends_on=None, student__class_enrollments__isnull=False)
    links = links.select_related("guardian").order_by("pk").distinct()[:PARENTS]
    found = []
    for link in links:
        grade = link.student.class_enrollments.order_by("-starts_on")[0].school_class.grade
        period = GradingPeriod.objects.filter(
            grade_from__lte=grade, grade_to__gte=grade, starts_on__lte=day
        ).latest("starts_on")
        found.append(morning.parent(cookie_of(link.guardian), link.student_id, day, period.pk))
    if len(found) < PARENTS:
        raise RuntimeError(f"only {len(found)} parents of {PARENTS}")
    return found


def live_through(morning: Morning, writers: list[Writer], readers: list[Iterator]) -> None:
    people = [(morning.teacher(one), TEACHER_THINKS) for one in writers]
    people += [(one, PARENT_THINKS) for one in readers]
    people.append((morning.nobody(writers[0].cookie), 1))
    connection.close()
    morning.get("warm-up", reverse("journal:today"), writers[0].cookie)
    morning.times.clear()
    morning.until = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=morning.live, args=(steps, thinks, seed))
        for seed, (steps, thinks) in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def not_standing(writers: list[Writer]) -> int:
    """Acknowledged cells that hold something else now."""
    missing = 0
    for one in writers:
        stands = dict(Mark.objects.filter(item=one.place.item).values_list("student", "code"))
        last = {pupil: rows[-1][0] for pupil, rows in one.acknowledged.items() if rows}
        missing += sum(stands.get(pupil) != code for pupil, code in last.items())
    return missing


def tell(morning: Morning, writers: list[Writer]) -> int:
    """Prints the table; 1 where a promise is broken."""
    empty = statistics.median(morning.times["an empty page"])
    for kind, times in sorted(morning.times.items()):
        cuts = statistics.quantiles(times, n=20)
        print(
            f"{kind:20}{len(times):6} answers  p50 {cuts[9] * 1000:6.0f}  p95 {cuts[18] * 1000:6.0f}  "
            f"longest {max(times) * 1000:6.0f} ms  × {cuts[9] / empty:.1f} of an empty page"
        )
    every = [t for kind, times in morning.times.items() if kind != "an empty page" for t in times]
    p95 = statistics.quantiles(every, n=20)[18]
    lost = not_standing(writers)
    print(
        f"{len(every)} answers in {SECONDS:.0f} s, {len(every) / SECONDS:.0f}/s: p95 {p95 * 1000:.0f} ms, "
        f"{len(morning.errors)} errors, {lost} acknowledged cells missing; "
        f"memory {' + '.join(map(str, morning.server.peaks()))} MB"
    )
    for error in morning.errors[:10]:
        print("   ", error)
    return 1 if morning.errors or lost or (p95 >= MOST_P95) else 0


def main() -> int:
    busy = os.getloadavg()[0]
    places: list[Place] = open_places(TEACHERS, apart=False)
    with started_server() as server:
        morning = Morning(server)
        writers = [Writer(server.port, place, n) for n, place in enumerate(places)]
        readers = parents(morning)
        print(
            f"load {busy:.1f} at the start; {len(writers)} teachers, {len(readers)} parents",
            flush=True,
        )
        live_through(morning, writers, readers)
        code = tell(morning, writers)
    if code and busy >= QUIET:
        print("    the machine was busy: times above are not the program's alone")
    return code


if __name__ == "__main__":
    sys.exit(main())
