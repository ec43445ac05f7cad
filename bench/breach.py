"""A drill on the school's own year: 200 operations of one account, 30 written over since; nothing of it is kept.

    VAR_DIR=/some/folder script/manage shell < bench/breach.py

Says how long the list, the voiding, the decisions and the act take, and how many queries the voiding asks.
"""

import time
from datetime import date, timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import breaches
from accounts.models import Appointment, BreachIncident, User
from archive.act_of_breach import act_of
from archive.actions.decisions import decide
from archive.actions.voiding import void_operations
from archive.screens.breaches import breach_screen
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark
from reports.printing.sheets import print_sheet
from school.models import School, TeachingLoad

OPERATIONS, OVERWRITTEN, LIMIT = 200, 30, 10
KINDS = [
    (Mark, 100, lambda row, n: setattr(row, "code", "2" if row.code != "2" else "3")),
    (AttendanceRecord, 60, lambda row, n: setattr(row, "status", "late" if row.status != "late" else "absent")),
    (Lesson, 20, lambda row, n: setattr(row, "topic", f"Чужая тема {n}")),
    (Homework, 10, lambda row, n: setattr(row, "minutes", n + 1)),
    (PeriodMark, 10, lambda row, n: setattr(row, "code", "2" if row.code != "2" else "3")),
]  # fmt: skip


def spoil(rows, change):
    for number, row in enumerate(rows):
        if isinstance(row, AttendanceRecord):
            row.reason = ""
        change(row, number)
        if hasattr(row, "version"):
            row.version += 1


def told(what, began, more=""):
    """Seconds of the clock, and of the processor, which does not see the neighbours."""
    seconds, own = (after - before for after, before in zip(clocks(), began, strict=True))
    print(f"{what:<22}{seconds:>7.2f} s, processor {own:>6.2f} s  {more}")


def clocks():
    return time.monotonic(), time.process_time()


with transaction.atomic():
    now = timezone.now()
    thief = TeachingLoad.objects.select_related("teacher__user").order_by("pk")[0].teacher.user
    colleague = User.objects.exclude(pk=thief.pk).order_by("pk")[0]
    director = Appointment.objects.filter(role="director")[0].user
    rows = {kind: list(kind.objects.order_by("-pk")[:number]) for kind, number, _ in KINDS}
    was = {row.pk: row.code for row in rows[Mark]}
    for kind, _, change in KINDS:
        spoil(rows[kind], change)
        kind.objects.write(rows[kind], by=thief, now=now - timedelta(minutes=50))
    over = rows[Mark][:OVERWRITTEN]
    for row in over:
        row.code, row.version = "5" if was[row.pk] != "5" else "4", row.version + 1
    Mark.objects.write(over, by=colleague, now=now - timedelta(minutes=10))

    incident = breaches.report_breach(account=thief, by=director, now=now)
    since = now - timedelta(hours=1)
    incident = breaches.set_moment(
        incident=incident, moment=since, reason="учения", doubtful_since=since, by=director, now=now
    )
    commission = [("Директор", "Первая А. А."), ("Заместитель", "Вторая Б. Б."), ("Секретарь", "Третья В. В.")]  # fmt: skip
    incident = breaches.set_commission(
        incident=incident, act_number="учения", place="", commission=commission, measures="", by=director, now=now
    )  # fmt: skip
    began = clocks()
    listed = breach_screen(incident, now=now).since_count
    told("list on the page", began, f"{listed} operations")
    began = whole = clocks()
    with CaptureQueriesContext(connection) as queries:
        found = void_operations(incident=incident, by=director, now=now)
    told("void", began, f"{found}, {len(queries)} queries")
    began = clocks()
    decided = decide(incident=incident, operations=None, restore=True, by=director, now=now)
    told("decide", began, str(decided))
    began = clocks()
    incident = BreachIncident.objects.with_people().get(pk=incident.pk)
    act = act_of(incident, school=School.objects.get(), on=date(2026, 1, 1), now=now)
    size = len(
        print_sheet(
            "breach_act.html", title="Акт", made_at=now, school=School.objects.get(), act=act
        )
    )
    told("act", began, f"{len(act.operations)} lines, {size // 1024} KB")
    told("whole", whole, f"limit {LIMIT} s")
    # The deferred guards are asked now, and everything is taken back.
    began = clocks()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    told("guards", began)
    transaction.set_rollback(True)
