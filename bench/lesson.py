"""A lesson's work in figures: the grid, a stream, one cell, a batch of forty. Called by bench/run lesson.

Each is asked of the real server and stands beside an empty page of the same person in the same run: ratios hold where other
work runs on the same cores. Exit code 1 where a figure is missed on a machine that is otherwise quiet (load below QUIET
at the start); on a busy one the shortfall is told and the ratio must hold.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.server import Server, cookie_of, started_server  # sets Django up

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench import load
from bench.load import Rate, Request
from bench.measure import Journal, typist, usual_journal
from journal.models import Lesson, LineItem, Mark
from school.clock import school_now
from school.models import (
    CourseSection,
    School,
    SectionClass,
    SectionEnrollment,
    Student,
    TeachingLoad,
)

STREAM, STREAM_COLUMNS, BATCH = 120, 40, 40
QUIET = 1.0
TITLE = "Поток 120 человек (замер)"


@dataclass(frozen=True)
class Promise:
    """At least so many a second, or a median of at most so many milliseconds; and a ratio to the empty page's CPU."""

    name: str
    per_second: float = 0
    median: float = 0
    ratio: float = 0

    def missed(self, rate: Rate, empty: Rate) -> str:
        if rate.wrong:
            return f"{rate.wrong} wrong answers"
        if self.ratio and rate.cpu > self.ratio * empty.cpu:
            return f"{rate.cpu / empty.cpu:.1f} empty pages of CPU, {self.ratio} allowed"
        if self.per_second and rate.per_second < self.per_second:
            return f"SLOW {rate.per_second:.0f}/s, {self.per_second:.0f}/s wanted"
        if self.median and rate.p50 > self.median:
            return f"SLOW {rate.p50:.0f} ms, {self.median:.0f} ms wanted"
        return ""


GRID = Promise("grid", per_second=120, ratio=6)
WIDE = Promise("stream", median=150, ratio=20)
CELL = Promise("one cell saved", per_second=150, ratio=6)
MANY = Promise("batch of forty", median=50, ratio=14)


def stream_of(journal: Journal) -> Journal:
    """A journal of 120 pupils with the columns of the usual one, made once."""
    pattern = CourseSection.objects.get(pk=journal.section)
    period, by = journal.period, User.objects.get(username="admin")
    now = school_now(School.objects.first(), timezone.now())
    section = CourseSection.objects.filter(name=TITLE).first()
    if section is None:
        section = make_stream(pattern, journal, by, now)
    pupils = sorted(
        SectionEnrollment.objects.filter(section=section).values_list("student", flat=True)
    )
    items = LineItem.objects.filter(lesson__section=section).order_by("lesson__starts_at")
    rows = list(items.values_list("lesson", "pk"))
    return Journal(section.pk, period, len(rows), pupils, journal.teacher, rows)


def make_stream(pattern: CourseSection, journal: Journal, by: User, now) -> CourseSection:
    section = copied(pattern, by, now, name=TITLE)
    for link in SectionClass.objects.filter(section=pattern):
        copied(link, by, now, section=section)
    first = TeachingLoad.objects.filter(section=pattern).order_by("pk").first()
    copied(first, by, now, section=section)
    starts_on = SectionEnrollment.objects.filter(section=pattern).order_by("starts_on")[0].starts_on
    pupils = list(Student.objects.order_by("pk")[:STREAM])
    SectionEnrollment.objects.write(
        [SectionEnrollment(section=section, student=one, starts_on=starts_on) for one in pupils],
        by=by,
        now=now,
    )
    for lesson_pk, item_pk in journal.items[:STREAM_COLUMNS]:
        lesson = copied(Lesson.objects.get(pk=lesson_pk), by, now, section=section)
        item = copied(LineItem.objects.get(pk=item_pk), by, now, lesson=lesson)
        marks = [
            Mark(item=item, student=one, code="2345"[(n + item.pk) % 4], version=1)
            for n, one in enumerate(pupils)
            if (n + item.pk) % 4
        ]
        Mark.objects.write(marks, by=by, now=now)
    return section


def copied(row, by: User, now, **changes):
    """Another row like this one."""
    names = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
    values = {name: getattr(row, name) for name in names}
    for name, value in changes.items():
        field = row._meta.get_field(name)
        values[field.attname] = value.pk if field.is_relation else value
    again = type(row)(**values)
    again.save(by=by, reason="замер скорости", now=now)
    return again


def forty(journal: Journal) -> list[tuple[int, int, int]]:
    """Places of a batch: (pupil, lesson, item), column after column."""
    places = [(pupil, *column) for column in journal.items for pupil in journal.pupils]
    return places[:BATCH]


def batch_typist(journal: Journal, places: list[tuple[int, int, int]]) -> Callable:
    """Sends forty changes at a time; `base` follows the answers."""
    items = {item for *_, item in places}
    found = Mark.objects.filter(item__in=items).values_list("student", "item", "version")
    versions = {(student, item): version for student, item, version in found}
    path = reverse("journal:save_cells", args=[journal.section])
    turn = [0]

    def next_request(answer: bytes | None) -> Request:
        for result in json.loads(answer)["results"] if answer else []:
            if result["outcome"] != "saved":
                raise RuntimeError(result)
            pupil, _, item = places[int(result["key"])]
            versions[pupil, item] = result["version"]
        turn[0] += 1
        changes = [
            {
                "key": str(n),
                "student": pupil,
                "lesson": lesson,
                "item": item,
                "field": "mark",
                "value": "45"[turn[0] % 2],
                "base": versions.get((pupil, item), 0),
            }
            for n, (pupil, lesson, item) in enumerate(places)
        ]
        return Request("POST", path, json.dumps({"changes": changes}))

    return next_request


def asked_alone(server: Server, cookie: str, path: str) -> Rate:
    """One person asks again and again: what a page takes, not what many of them make of it."""
    return server.client(cookie, [lambda answer: Request("GET", path)])


def show(promise: Promise, words: str, rate: Rate, empty: Rate) -> str:
    missed = promise.missed(rate, empty)
    print(f"{words:34}{rate}  × {rate.cpu / empty.cpu:.1f} CPU of an empty page")
    if missed:
        print(f"    MISSED: {missed}")
    sys.stdout.flush()
    return missed


def measure(server: Server, usual: Journal, stream: Journal) -> list[str]:
    cookie = cookie_of(usual.teacher)
    typists = [typist(usual, *column, usual.pupils[:1]) for column in usual.items[-4:]]
    batch = batch_typist(usual, forty(usual))
    connection.close()
    server.client(cookie, [lambda answer: Request("GET", "/bench/empty/")])
    empty = server.pages("/bench/empty/", cookie)
    print(f"{'an empty page':34}{empty}")
    grid = reverse("journal:grid", args=[usual.section, usual.period])
    wide = reverse("journal:grid", args=[stream.section, stream.period])
    size, wide_size = (f"{len(j.pupils)} × {j.columns}" for j in (usual, stream))
    return [
        show(GRID, f"grid {size}", server.pages(grid, cookie), empty),
        show(WIDE, f"stream {wide_size}, alone", asked_alone(server, cookie, wide), empty),
        show(CELL, "one cell saved", server.client(cookie, typists), empty),
        show(MANY, f"batch of {BATCH}, alone", server.client(cookie, [batch]), empty),
    ]


def main() -> int:
    busy = os.getloadavg()[0]
    usual = usual_journal()
    stream = stream_of(usual)
    connection.close()
    print(f"load {busy:.1f} at the start, {load.CONNECTIONS} at once, {os.cpu_count()} cores")
    with started_server() as server:
        missed = [one for one in measure(server, usual, stream) if one]
    if busy >= QUIET and all(one.startswith("SLOW") for one in missed):
        return 0
    return 1 if missed else 0


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(code)
