"""Scores of Lighthouse for the pages that are open all day: the grid, the register, the diary. Called by bench/run lighthouse.

    bench/run lighthouse        LIGHTHOUSE_RUNS=3 the best of so many; LIGHTHOUSE_FORM=mobile a slow telephone instead of a laptop

Exit code 1 where accessibility or best practices are below 100, or performance is below 95 on a machine that is otherwise quiet.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.server import cookie_of, started_server  # sets Django up

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.measure import Journal, usual_journal
from journal.models import Lesson
from school.clock import school_now
from school.models import GuardianLink, School

RUNS = int(os.environ.get("LIGHTHOUSE_RUNS", "3"))
FORM = os.environ.get("LIGHTHOUSE_FORM", "desktop")
LEAST = {"accessibility": 100, "best-practices": 100, "performance": 95}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
QUIET = 1.0


def pages(usual: Journal) -> dict[str, tuple[str, str]]:
    """Path and cookie by what the page is."""
    now = school_now(School.objects.first(), timezone.now())
    day = timezone.localdate(now)
    teacher = cookie_of(usual.teacher)
    lesson = Lesson.objects.filter(section=usual.section, starts_at__lt=now).latest("starts_at")
    link = GuardianLink.objects.filter(student__in=usual.pupils, ends_on=None).order_by("pk")[0]
    return {
        "grid": (reverse("journal:grid", args=[usual.section, usual.period]), teacher),
        "register": (reverse("journal:take_attendance", args=[lesson.pk]), teacher),
        "diary": (reverse("diary:week", args=[link.student_id, day]), cookie_of(link.guardian)),
    }


def report(address: str, cookie: str) -> dict:
    call = [
        str(Path(os.environ["LIGHTHOUSE"])),
        address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(LEAST)}",
        f"--chrome-flags={FLAGS}",
        f"--extra-headers={json.dumps({'Cookie': cookie})}",
        "--max-wait-for-load=60000",
        *(["--preset=desktop"] if FORM == "desktop" else []),
    ]
    environment = os.environ | {"CHROME_PATH": os.environ["CHROMIUM"]}
    for tries_left in (2, 1, 0):
        told = subprocess.run(
            call, capture_output=True, text=True, check=False, env=environment, timeout=240
        )
        if not told.returncode:
            break
        # Chromium now and then begins its trace after the page.
        if "NO_NAVSTART" not in told.stderr or not tries_left:
            raise RuntimeError(told.stderr[-2000:])
    found = json.loads(told.stdout)
    if found.get("runtimeError") or not found["finalDisplayedUrl"].startswith(address):
        raise RuntimeError(f"{found.get('runtimeError')} {found['finalDisplayedUrl']}")
    return found


def scores(found: dict) -> dict[str, int]:
    return {name: round((found["categories"][name]["score"] or 0) * 100) for name in LEAST}


def faults(found: dict) -> list[str]:
    """What was marked down, for a person to read."""
    named = []
    for name, category in found["categories"].items():
        if name == "performance":
            continue
        for one in category["auditRefs"]:
            audit = found["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 1:
                named.append(f"{one['id']}: {audit['title']}")
    return named


def judge(name: str, found: list[dict], *, busy: bool) -> bool:
    """Prints the line of a page; whether it keeps its promises."""
    best = {kind: max(scores(one)[kind] for one in found) for kind in LEAST}
    audits = found[-1]["audits"]
    paint = audits["largest-contentful-paint"]["numericValue"]
    blocked = audits["total-blocking-time"]["numericValue"]
    told = ", ".join(f"{kind} {score}" for kind, score in best.items())
    print(f"{name:12}{told}; largest paint {paint:.0f} ms, blocked {blocked:.0f} ms")
    for fault in faults(found[-1]):
        print("   ", fault)
    missed = {kind for kind, least in LEAST.items() if best[kind] < least}
    return not (missed - ({"performance"} if busy else set()))


def main() -> int:
    busy = os.getloadavg()[0]
    listed = pages(usual_journal())
    connection.close()
    print(f"load {busy:.1f} at the start; {FORM}, best of {RUNS}")
    kept = []
    with started_server() as server:
        for name, (path, cookie) in listed.items():
            address = f"http://127.0.0.1:{server.port}{path}"
            found = [report(address, cookie) for _ in range(RUNS)]
            kept.append(judge(name, found, busy=busy >= QUIET))
            sys.stdout.flush()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
