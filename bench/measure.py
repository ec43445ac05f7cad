"""Prints each figure of the real server on the school of DATABASE_URL beside its floor. Called by bench/run."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.server import Server, cookie_of, show, started_server  # sets Django up

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from bench import load
from bench.load import Request
from journal.models import LineItem, Mark
from school.models import GradingPeriod, GuardianLink, SectionEnrollment, TeachingLoad

ROOT = settings.BASE_DIR
GYMNASIUM = (
    Path(os.environ.get("EJOURNAL_SHARED_DATA", ROOT.parent / "shared/data"))
    / "gymnasium/oneroster"
)


@dataclass(frozen=True)
class Journal:
    """A grid of the demo year, and who fills it in."""

    section: int
    period: int
    columns: int
    pupils: list[int]
    teacher: User
    items: list[tuple[int, int]]  # (lesson, line item)


def usual_journal() -> Journal:
    """The grid of the demo year that is nearest to a class of 30 with 40 columns."""
    columns: dict[tuple[int, int], list[tuple[int, int]]] = {}
    periods = list(GradingPeriod.objects.all())
    items = LineItem.objects.order_by("lesson__starts_at").values_list(
        "lesson__section", "lesson__section__grade", "lesson__date", "lesson", "pk"
    )
    for section, grade, day, lesson, item in items:
        for period in periods:
            if (
                period.grade_from <= grade <= period.grade_to
                and period.starts_on <= day <= period.ends_on
            ):
                columns.setdefault((section, period.pk), []).append((lesson, item))
    listed = dict(
        SectionEnrollment.objects.values_list("section").annotate(n=Count("pk")).order_by()
    )
    section, period_pk = min(
        columns,
        key=lambda key: abs(len(columns[key]) - 40) + abs(listed.get(key[0], 0) - 30),
    )
    period = next(period for period in periods if period.pk == period_pk)
    teaching = TeachingLoad.objects.filter(section=section).select_related("teacher__user")
    staying = SectionEnrollment.objects.filter(section=section, starts_on__lte=period.starts_on)
    staying = staying.exclude(ends_on__lt=period.ends_on)
    pupils = sorted(set(staying.values_list("student", flat=True)))
    rows = columns[section, period_pk]
    return Journal(section, period_pk, len(rows), pupils, teaching.first().teacher.user, rows)


def measure_pages(server: Server, journal: Journal) -> None:
    teacher = cookie_of(journal.teacher)
    grid = reverse("journal:grid", args=[journal.section, journal.period])
    rate = server.pages(grid, teacher)
    queries = server.pages(f"/bench/grid/{journal.section}/{journal.period}/", teacher)
    nothing = server.pages("/bench/empty/", teacher)
    show(
        f"grid {len(journal.pupils)} × {journal.columns}",
        rate,
        same_queries=queries,
        empty_view=nothing,
    )

    link = GuardianLink.objects.filter(student__in=journal.pupils, ends_on=None)
    link = link.select_related("guardian").order_by("pk").first()
    lesson_day = LineItem.objects.get(pk=journal.items[-1][1]).lesson.date
    parent = cookie_of(link.guardian)
    week = reverse("diary:week", args=[link.student_id, lesson_day])
    queries_of_week = week.replace("/diary/", "/bench/diary/", 1)
    show(
        "diary week",
        server.pages(week, parent),
        same_queries=server.pages(queries_of_week, parent),
        empty_view=server.pages("/bench/empty/", parent),
    )


def typist(journal: Journal, lesson: int, item: int, pupils: list[int]) -> Callable:
    """Types 4 and 5 in turn into the cells; `base` follows the server's answers, as the grid's script does."""
    versions = dict(
        Mark.objects.filter(item=item, student__in=pupils).values_list("student", "version")
    )
    path = reverse("journal:save_cells", args=[journal.section])
    turn = [0]

    def next_request(answer: bytes | None) -> Request:
        for result in json.loads(answer)["results"] if answer else []:
            if result["outcome"] != "saved":
                raise RuntimeError(result)
            versions[int(result["key"])] = result["version"]
        turn[0] += 1
        changes = [
            {
                "key": str(student),
                "student": student,
                "lesson": lesson,
                "item": item,
                "field": "mark",
                "value": "45"[turn[0] % 2],
                "base": versions.get(student, 0),
            }
            for student in pupils
        ]
        return Request("POST", path, json.dumps({"changes": changes}))

    return next_request


def bare_writer(item: int, pupils: list[int]) -> Callable:
    marks = list(Mark.objects.filter(item=item, student__in=pupils).values_list("pk", flat=True))
    turn = [0]

    def next_request(answer: bytes | None) -> Request:
        turn[0] += 1
        body = json.dumps({"marks": marks, "code": "45"[turn[0] % 2]})
        return Request("POST", "/bench/marks/", body)

    return next_request


def measure_saves(server: Server, journal: Journal) -> None:
    cookie = cookie_of(journal.teacher)
    items = journal.items[: load.CONNECTIONS]
    for what, pupils in [
        ("one cell saved", journal.pupils[:1]),
        ("a column saved", journal.pupils),
    ]:
        typists = [typist(journal, lesson, item, pupils) for lesson, item in items]
        rate = server.client(cookie, typists)
        writers = [bare_writer(item, pupils) for _, item in items]
        floor = server.client(cookie, writers)
        name = what if len(pupils) == 1 else f"{what}, {len(pupils)} cells"
        show(name, rate, bare_signed_write=floor)


def run_alone(call: list[str], **environment: str) -> tuple[float, int, str]:
    """Seconds, peak memory of the greatest process in MB, and what it printed."""
    started = time.perf_counter()
    own = {key: os.environ[key] for key in os.environ if key not in {"DATABASE_URL", "REDIS_URL"}}
    own["DJANGO_SETTINGS_MODULE"] = "ejournal.settings"
    process = subprocess.Popen(
        call, env=own | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(told[-2000:])
    return time.perf_counter() - started, usage.ru_maxrss // 1024, told


def measure_import() -> None:
    if not GYMNASIUM.is_dir():
        print(f"import: no lists in {GYMNASIUM}; BENCH_DATA names another folder")
        return
    beside = Path(os.environ["VAR_DIR"]) / "import"
    shutil.rmtree(beside, ignore_errors=True)
    manage, var = str(ROOT / "script/manage"), {"VAR_DIR": str(beside)}
    run_alone([manage, "migrate", "-v0"], **var)
    nothing, _, _ = run_alone([manage, "check"], **var)
    seconds, peak, _ = run_alone([manage, "import_oneroster", str(GYMNASIUM), "--json"], **var)
    read = "import csv, sys, pathlib\nfor p in pathlib.Path(sys.argv[1]).rglob('*.csv'): list(csv.reader(p.open()))"
    floor, _, _ = run_alone([sys.executable, "-c", read, str(GYMNASIUM)])
    print(f"{'import of the gymnasium':34}{seconds:7.1f} s  peak {peak} MB")
    print(f"    floor, starting the command   {nothing:7.1f} s;  reading the files {floor:.1f} s")


def measure_print() -> None:
    with (ROOT / "bench/print.py").open() as script:
        told = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0"],
            stdin=script,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "ejournal.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
    print(told.stdout.strip() if told.returncode == 0 else f"print: {told.stderr.strip()[-300:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    page = "from weasyprint import HTML; import time\nt = time.perf_counter()\nHTML(string='<style>p{break-after:page}</style>' + '<p>1</p>' * 200).write_pdf()\nprint(f'{200 / (time.perf_counter() - t):.0f}')"
    floor = subprocess.run([sys.executable, "-c", page], capture_output=True, text=True, check=True)
    print(f"    floor, pages of one line      {floor.stdout.strip():>7} pages/s;  peak {peak} MB")


def main() -> None:
    journal = usual_journal()
    connection.close()
    with started_server() as server:
        measure_pages(server, journal)
        measure_saves(server, journal)
        print(f"web workers, peak                 {' + '.join(map(str, server.peaks()))} MB")
    measure_import()
    measure_print()


if __name__ == "__main__":
    main()
