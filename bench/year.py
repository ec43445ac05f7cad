"""Pages of the year's set-up for a school of forty classes, each asked alone of the real server, again and again.

    bench/run year            YEAR_ASKED=100 for steadier figures

Prints queries, the median and the slow tenth in milliseconds, and the median beside an empty page's. Exit code 1 where
a page asks more than 15 questions or its median is above 300 ms; the week of the whole school has 100 ms. The school
is the demo school of forty classes on 12 September, made once in a database of its own (var/bench-year).
"""

import http.client
import os
import statistics
import sys
import time
from dataclasses import dataclass, replace

from bench.server import Server, cookie_of, started_server  # sets Django up

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ejournal import demo
from ejournal.demo.plan import CLASSES
from ejournal.navigation import SECTIONS
from school.models import CourseSection, SchoolClass, SchoolYear, Timetable

# Two more classes of each grade but the last, of the same shift and week: courses of choice are one stream of a grade.
FORTY = CLASSES + tuple(
    replace(one, letter=letter)
    for one in CLASSES
    if one.letter == "А" and one.grade < 11
    for letter in "ВГ"
)
ASKED = int(os.environ.get("YEAR_ASKED", "30"))
MOST_QUERIES, MOST_MS, WEEK_MS = 15, 300, 100
WEEK = "school:whole_week"


@dataclass(frozen=True)
class Figure:
    queries: int
    median: float
    tenth: float

    def __str__(self) -> str:
        return f"{self.queries:3} queries  {self.median:6.1f} ms, slow tenth {self.tenth:6.1f} ms"


def make_school() -> None:
    call_command("prepare")
    demo.build(stage="september", seed=40, now=timezone.now(), classes=FORTY, workers=2)


def pages() -> dict[str, str]:
    """Paths by their names: the tabs of «Учебный год», and what hangs off them."""
    year = SchoolYear.objects.get()
    of_class = SchoolClass.objects.filter(year=year).order_by("grade", "name").last()
    version = Timetable.objects.filter(year=year).first()
    tabs = next(section.pages for section in SECTIONS if section.title == "Учебный год")
    found = {page.url_name: reverse(page.url_name) for page in tabs}
    for name in ("class_setup", "plans", "copy_classes", "copy_load", "versions", "whole_week"):
        found[f"school:{name}"] = reverse(f"school:{name}")
    for name in (
        "school:class_subjects",
        "lists:class_lists",
        "school:class_load",
        "school:edit_class",
    ):
        found[name] = reverse(name, args=[of_class.pk])
    for name in ("edit_version", "audit_version"):
        found[f"school:{name}"] = reverse(f"school:{name}", args=[version.pk])
    found["year:edit_calendar"] = reverse("year:edit_calendar", args=[year.pk])
    found["hours:hours"] = reverse("hours:hours")
    return found


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)


def seconds_of(server: Server, cookie: str, path: str) -> list[float]:
    """One person presses again and again over one connection."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    found = []
    for _ in range(ASKED + 3):
        started = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie})
        answer = line.getresponse()
        answer.read()
        found.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    line.close()
    return found[3:]


def figure_of(server: Server, client: Client, cookie: str, path: str, *, counted: bool) -> Figure:
    times = sorted(seconds_of(server, cookie, path))
    queries = queries_of(client, path) if counted else 0
    return Figure(queries, statistics.median(times) * 1000, times[len(times) * 9 // 10] * 1000)


def measure(server: Server) -> list[str]:
    """Prints the figures; the names of pages beyond their bounds."""
    person = User.objects.get(username="director")
    client, cookie, beyond = Client(), cookie_of(person), []
    client.force_login(person)
    empty = figure_of(server, client, cookie, "/bench/empty/", counted=False)
    print(f"{'an empty page':24}{empty}")
    for name, path in pages().items():
        figure = figure_of(server, client, cookie, path, counted=True)
        most = WEEK_MS if name == WEEK else MOST_MS
        is_beyond = figure.queries > MOST_QUERIES or figure.median > most
        print(f"{name:24}{figure}  × {figure.median / empty.median:.1f}{' BEYOND' * is_beyond}")
        beyond += [name] * is_beyond
    return beyond


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    make_school()
    print(f"{SchoolClass.objects.count()} classes, {CourseSection.objects.count()} journals")
    with started_server() as running:
        sys.exit(1 if measure(running) else 0)
