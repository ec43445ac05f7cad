"""The chain of seals: what a superuser of the database does to history is found and named."""

import json
import random
from contextlib import contextmanager
from io import StringIO
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.actions import seal_history, seals
from archive.models import Seal, SealedRow
from archive.verification import (
    BROKEN_SEAL,
    CUT_TAIL,
    DELETED,
    EDITED,
    INSERTED,
    REORDERED,
    UNTOLD,
    Finding,
    verify,
)
from journal import actions
from journal.actions import CellChange
from journal.models import Mark
from tests.conftest import be_owner, be_site
from tests.factories import NOW, LessonFactory, SectionFactory, teacher_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("ARC-3"),
    pytest.mark.requirement("ACC-12"),
]
HISTORY = "journal_historicalmark"


@contextmanager
def past_the_guards(*tables):
    """What the owner of the tables and a superuser can do: step past the triggers of the tables."""
    be_owner()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    be_site()


OLDEST_HERE = """
SELECT least(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, min(l.transactionid::text::bigint))
    + public.earlier_transactions()
FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND a.datname = current_database()
"""


@pytest.fixture(autouse=True)
def sealing_waits_for_this_database_alone(monkeypatch):
    """Tests of another process have their own database in the same cluster, and transactions of minutes in it."""
    oldest_of_all = seals._oldest_running_transaction

    def oldest_here():
        with connection.cursor() as cursor:
            cursor.execute(OLDEST_HERE)
            return max(oldest_of_all(), cursor.fetchone()[0])

    monkeypatch.setattr(seals, "_oldest_running_transaction", oldest_here)


def seal_everything():
    """Seal until nothing is left unsealed: a transaction just ended may still be counted as running."""
    for _ in range(600):
        seal_history(now=NOW)
        last = Seal.objects.order_by("number").last()
        newest = max(Mark.history.values_list("history_transaction", flat=True))
        if last and last.next_transaction > newest:
            return last
        sleep(0.1)
    raise AssertionError("a transaction has been running for a minute")


def seal_of(row):
    return SealedRow.objects.get(table=HISTORY, history_id=row).seal_id


def give_marks(section, value="4", base=0):
    lesson = section.lessons.first() or LessonFactory(section=section)
    changes = [
        CellChange("k", row.student_id, lesson.pk, "mark", value, base)
        for row in section.enrollments.order_by("pk")
    ]
    actions.set_cells(section=section, changes=changes, by=teacher_of(section), now=NOW)


@pytest.fixture
def sealed():
    """A section of three pupils whose marks are given, sealed, changed and sealed again."""
    section = SectionFactory(students=3)
    give_marks(section)
    seal_everything()
    give_marks(section, "5", base=1)
    seal_everything()
    return section


def test_honest_record_is_whole_and_every_row_of_history_is_sealed_once(sealed):
    verdict = verify()

    assert (verdict.is_whole, verdict.seals, verdict.findings) == (True, Seal.objects.count(), [])
    assert verdict.head == Seal.objects.last().head
    assert verdict.rows > Mark.history.count() == 6


def test_nothing_new_makes_no_seal(sealed):
    made = Seal.objects.count()

    assert seal_history(now=NOW) is None
    assert Seal.objects.count() == made


def test_row_of_a_transaction_still_running_waits_for_a_later_seal_and_is_not_jumped_over(sealed):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT pg_current_xact_id()")
            give_marks(sealed, "3", base=2)
            assert seal_history(now=NOW) is None
            other.commit()
    finally:
        other.close()

    assert seal_everything().rows >= 3
    assert verify().is_whole


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (EDITED, "UPDATE {t} SET code = '2' WHERE history_id = {row}"),
        (EDITED, "UPDATE {t} SET history_author = 'Другой' WHERE history_id = {row}"),
        (
            EDITED,
            "UPDATE {t} SET history_date = history_date - interval '1 day' WHERE history_id = {row}",
        ),
        (DELETED, "DELETE FROM {t} WHERE history_id = {row}"),
    ],
    ids=["mark", "author", "moment", "deleted"],
)
def test_change_of_a_sealed_row_is_found_by_its_table_number_and_seal(sealed, kind, change):
    row = Mark.history.order_by("history_id").first().history_id
    with past_the_guards(HISTORY) as cursor:
        cursor.execute(change.format(t=HISTORY, row=row))

    assert verify().findings == [Finding(kind, HISTORY, row, seal_of(row))]


@pytest.mark.parametrize("ahead", [0, 1_000_000], ids=["among the sealed", "ahead of time"])
def test_row_written_past_the_order_of_time_is_found(sealed, ahead):
    first = Mark.history.order_by("history_id").first()
    with past_the_guards(HISTORY) as cursor:
        cursor.execute(
            f"INSERT INTO {HISTORY} (id, code, comment, version, item_id, student_id, history_date, history_type, "
            "history_change_reason, history_author, history_transaction) SELECT id, '2', '', version, item_id, student_id, "
            f"history_date, '~', '', history_author, history_transaction + %s FROM {HISTORY} WHERE history_id = %s "
            "RETURNING history_id",
            [ahead, first.history_id],
        )
        row = cursor.fetchone()[0]

    findings = verify().findings
    assert [(f.kind, f.table, f.row) for f in findings if f.kind == INSERTED] == [
        (INSERTED, HISTORY, row)
    ]


def test_two_rows_that_change_places_are_both_found(sealed):
    first, second = Mark.history.order_by("history_id").values_list("history_id", flat=True)[:2]
    with past_the_guards(HISTORY) as cursor:
        cursor.execute(f"UPDATE {HISTORY} SET history_id = -1 WHERE history_id = {first}")
        cursor.execute(f"UPDATE {HISTORY} SET history_id = {first} WHERE history_id = {second}")
        cursor.execute(f"UPDATE {HISTORY} SET history_id = {second} WHERE history_id = -1")

    assert [(f.kind, f.row) for f in verify().findings] == [(REORDERED, first), (REORDERED, second)]


def test_record_changed_past_the_triggers_differs_from_its_history(sealed):
    mark = Mark.objects.order_by("pk").first()
    with past_the_guards("journal_mark") as cursor:
        cursor.execute(f"UPDATE journal_mark SET code = '2' WHERE id = {mark.pk}")

    assert verify().findings == [Finding(UNTOLD, "journal_mark", mark.pk)]


def test_record_deleted_past_the_triggers_is_missed(sealed):
    mark = Mark.objects.order_by("pk").first()
    with past_the_guards("journal_mark") as cursor:
        cursor.execute(f"DELETE FROM journal_mark WHERE id = {mark.pk}")

    assert verify().findings == [Finding(UNTOLD, "journal_mark", mark.pk)]


def test_tail_cut_with_its_seal_is_found_by_a_head_that_was_printed(sealed):
    seal = Seal.objects.last()
    with past_the_guards(HISTORY, "journal_mark", "archive_seal", "archive_sealedrow") as cursor:
        cursor.execute(
            f"DELETE FROM {HISTORY} WHERE history_transaction >= {seal.first_transaction}"
        )
        cursor.execute("UPDATE journal_mark SET code = '4', version = 1")
        cursor.execute(f"DELETE FROM archive_sealedrow WHERE seal_id = {seal.number}")
        cursor.execute(f"DELETE FROM archive_seal WHERE number = {seal.number}")

    assert verify().is_whole
    assert verify(heads=[(seal.number, seal.head[:12])]).findings == [
        Finding(CUT_TAIL, "archive_seal", seal.number, seal.number)
    ]


def test_seal_made_anew_over_changed_rows_breaks_the_chain_and_the_printed_head(sealed):
    first, *_ = Seal.objects.order_by("number")
    with past_the_guards("archive_seal") as cursor:
        cursor.execute("UPDATE archive_seal SET head = repeat('a', 64) WHERE number = 1")

    assert [(f.kind, f.row) for f in verify().findings] == [(BROKEN_SEAL, 1), (BROKEN_SEAL, 2)]
    assert (BROKEN_SEAL, 1) in [(f.kind, f.row) for f in verify(heads=[(1, first.head)]).findings]


def test_manipulations_at_random_are_each_found(sealed):
    dice = random.Random(12)
    for value, base in zip("34534534", range(2, 10), strict=True):
        give_marks(sealed, value, base)
    seal_everything()
    rows = dice.sample(list(Mark.history.values_list("history_id", flat=True)), 24)
    expected = set()
    with past_the_guards(HISTORY) as cursor:
        for row in rows:
            kind, change = dice.choice([
                (EDITED, f"UPDATE {HISTORY} SET version = version + 1 WHERE history_id = {row}"),
                (EDITED, f"UPDATE {HISTORY} SET history_change_reason = 'x' WHERE history_id = {row}"),
                (DELETED, f"DELETE FROM {HISTORY} WHERE history_id = {row}"),
            ])  # fmt: skip
            cursor.execute(change)
            expected.add((kind, row))

    assert {(f.kind, f.row) for f in verify().findings if f.table == HISTORY} == expected


def test_command_names_the_row_and_ends_with_an_error(sealed):
    row = Mark.history.order_by("history_id").first().history_id
    with past_the_guards(HISTORY) as cursor:
        cursor.execute(f"UPDATE {HISTORY} SET code = '2' WHERE history_id = {row}")
    told = StringIO()

    with pytest.raises(CommandError, match="Найдено нарушений: 1"):
        call_command("verify", "--json", stdout=told)

    verdict = json.loads(told.getvalue())
    assert (verdict["whole"], verdict["findings"]) == (
        False, [{"kind": "edited", "table": HISTORY, "row": row, "seal": seal_of(row)}],
    )  # fmt: skip


def test_commands_say_that_all_is_whole(sealed):
    told = StringIO()
    call_command("seal", stdout=told)
    call_command("verify", stdout=told)

    seal = Seal.objects.last()
    assert told.getvalue().splitlines() == [
        "Новых записей нет.",
        f"Печатей {Seal.objects.count()}, строк {sum(s.rows for s in Seal.objects.all())}, последняя {seal.head}",
    ]
