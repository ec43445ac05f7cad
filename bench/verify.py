"""A million rows of honest history, sealed as they are written, then verified; then a crowd of honest writers.

Called by bench/run verify, with the demo school in the database. BENCH_ROWS and BENCH_WRITES are the two figures.
"""

import os
import random
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archive.actions import seal_history
from archive.models import Seal
from archive.verification import verify
from bench.crowd import Crowd, write_in_crowd
from journal.models import AttendanceRecord, Mark

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
WRITES = int(os.environ.get("BENCH_WRITES", "100000"))
A_SEAL = 20_000


def sealed_rows() -> int:
    return sum(Seal.objects.values_list("rows", flat=True))


def change_some(model: type, first: int, last: int, by: User) -> int:
    """What the site would write to change these rows: rows and their history, past no guard."""
    table, history = model._meta.db_table, model.history.model._meta.db_table
    names = ", ".join(f.column for f in model._meta.concrete_fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET version = version + 1 WHERE id BETWEEN %s AND %s", [first, last]
        )
        cursor.execute(
            f"INSERT INTO {history} ({names}, history_date, history_type, history_change_reason, history_author, "
            f"history_user_id) SELECT {names}, now(), '~', '', %s, %s FROM {table} WHERE id BETWEEN %s AND %s",
            [by.full_name, by.pk, first, last],
        )
        return cursor.rowcount


def fill(by: User) -> None:
    dice = random.Random(3)
    ends = {
        m: (m.objects.order_by("pk").first().pk, m.objects.order_by("-pk").first().pk)
        for m in (Mark, AttendanceRecord)
    }
    waiting, done = 0, sealed_rows()
    while done + waiting < ROWS:
        model = dice.choice([Mark, Mark, AttendanceRecord])
        first = dice.randint(*ends[model])
        waiting += change_some(model, first, first + 4_999, by)
        if waiting >= A_SEAL:
            seal_history(now=timezone.now())
            waiting, done = 0, sealed_rows()


def main() -> None:
    by = User.objects.order_by("pk").first()
    seal_history(now=timezone.now())
    started = time.perf_counter()
    fill(by)
    seal_history(now=timezone.now())
    print(f"history made and sealed           {time.perf_counter() - started:7.1f} s")
    for _ in range(2):
        started, worked = time.perf_counter(), time.process_time()
        verdict = verify()
        seconds, own = time.perf_counter() - started, time.process_time() - worked
        print(
            f"{verdict.rows} rows, {verdict.seals} seals verified  {seconds:7.1f} s  own CPU {own:.1f} s  "
            f"findings {len(verdict.findings)}"
        )
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(sha256(digest)) FROM archive_sealedrow"
        )  # floor: reading and one SHA-256 a row
    print(f"    floor, one SHA-256 a row      {time.perf_counter() - started:7.1f} s")
    marks = list(Mark.objects.order_by("pk").values_list("pk", flat=True)[:3000])
    started = time.perf_counter()
    crowd = write_in_crowd(Crowd(by, marks), writes=WRITES, writers=12, seed=1)
    print(
        f"{crowd.written} honest writes, 12 writers  {time.perf_counter() - started:7.1f} s  seals {crowd.seals}  "
        f"verifications {crowd.verifications}  false alarms {len(crowd.findings)}  failures {crowd.failures}"
    )


if __name__ == "__main__":
    main()
