"""A thousand things a superuser can do to history, all named; thousands of honest writes at once, nobody suspected."""

import random
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from archive import actions
from archive.actions import seals
from archive.models import Seal, SealedRow
from archive.verification import (
    BROKEN_SEAL,
    CUT_TAIL,
    DELETED,
    EDITED,
    INSERTED,
    REORDERED,
    REPLACED,
    UNTOLD,
    Finding,
    verify,
)
from bench.crowd import Crowd, write_in_crowd
from journal.models import Mark
from tests.conftest import be_owner, be_site
from tests.factories import NOW, LessonFactory, LineItemFactory, SectionFactory, teacher_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("ACC-12"),
    pytest.mark.requirement("ARC-7"),
]
HISTORY, RECORD = "journal_historicalmark", "journal_mark"
TABLES = [HISTORY, RECORD, "archive_seal", "archive_sealedrow"]


def marks_of(lessons):
    """Marks of a class of thirty in so many lessons, and their teacher."""
    section = SectionFactory(students=30)
    teacher = teacher_of(section)
    items = [
        LineItemFactory(lesson=LessonFactory(section=section, number=n + 1)) for n in range(lessons)
    ]
    pupils = [row.student for row in section.enrollments.order_by("pk")]
    marks = [Mark(item=item, student=pupil, code="3") for item in items for pupil in pupils]
    Mark.objects.write(marks, by=teacher, now=NOW)
    return marks, teacher


@pytest.fixture
def sealed(monkeypatch):
    """240 marks, each changed four times, under five seals."""
    # Whatever other tests are at in their databases: here all that is written is finished.
    newest = "SELECT max(history_transaction) + 1 FROM journal_historicalmark"
    monkeypatch.setattr(seals, "_oldest_running_transaction", lambda: run(newest)[0][0])
    marks, teacher = marks_of(8)
    actions.seal_history(now=NOW)
    for code in "4534":
        for mark in marks:
            mark.code, mark.version = code, mark.version + 1
        Mark.objects.write(marks[:120], by=teacher, now=NOW)
        Mark.objects.write(marks[120:], by=teacher, now=NOW)
        actions.seal_history(now=NOW)
    assert verify().findings == []


def run(words):
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def past_the_guards():
    """All that is done inside is undone afterwards."""
    with transaction.atomic():
        be_owner()
        for table in TABLES:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)
    be_site()


def put_guards_back():
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Forger:
    """Takes rows nobody has touched yet, and knows what has to be named for each thing done to them."""

    def __init__(self, dice):
        self.dice = dice
        self.rows = [row for (row,) in run(f"SELECT history_id FROM {HISTORY} ORDER BY 1")]
        self.records = [row for (row,) in run(f"SELECT id FROM {RECORD} ORDER BY 1")]
        dice.shuffle(self.rows)
        dice.shuffle(self.records)
        self.free = max(self.rows) + 1
        self.expected = {}

    def new(self):
        self.free += 1
        return self.free

    def edit(self):
        row = self.rows.pop()
        change = self.dice.choice([
            "code = '2'", "comment = comment || ' '", "version = version + 1", "item_id = item_id + 1",
            "student_id = student_id + 1", "history_author = history_author || '.'", "history_user_id = NULL",
            "history_change_reason = 'x'", "history_date = history_date + interval '1 microsecond'",
            "history_type = CASE history_type WHEN '+' THEN '~' ELSE '+' END", "id = id + 100000",
        ])  # fmt: skip
        run(f"UPDATE {HISTORY} SET {change} WHERE history_id = {row}")
        self.expected[HISTORY, row] = {EDITED}

    def delete(self):
        row = self.rows.pop()
        run(f"DELETE FROM {HISTORY} WHERE history_id = {row}")
        self.expected[HISTORY, row] = {DELETED}

    def insert(self):
        row, made = self.rows[0], self.new()
        names = ", ".join(
            f.column for f in Mark.history.model._meta.concrete_fields if not f.primary_key
        )
        run(
            f"INSERT INTO {HISTORY} (history_id, {names}) SELECT {made}, {names} FROM {HISTORY} WHERE history_id = {row}"
        )
        # A copy is a sealed row in another's place.
        run(f"UPDATE {HISTORY} SET code = '1' WHERE history_id = {made}")
        self.expected[HISTORY, made] = {INSERTED}

    def swap(self):
        """Two rows change places: each stands under the other's number."""
        first, second = self.rows.pop(), self.rows.pop()
        run(f"UPDATE {HISTORY} SET history_id = -1 WHERE history_id = {first}")
        run(f"UPDATE {HISTORY} SET history_id = {first} WHERE history_id = {second}")
        run(f"UPDATE {HISTORY} SET history_id = {second} WHERE history_id = -1")
        self.expected[HISTORY, first] = self.expected[HISTORY, second] = {REORDERED}

    def move(self):
        """A row goes to the end, or to another time."""
        row = self.rows.pop()
        if self.dice.random() < 0.5:
            made = self.new()
            run(f"UPDATE {HISTORY} SET history_id = {made} WHERE history_id = {row}")
            self.expected[HISTORY, made] = {REORDERED}
        else:
            run(
                f"UPDATE {HISTORY} SET history_transaction = (SELECT CASE history_transaction WHEN min THEN max ELSE min END "
                f"FROM (SELECT min(history_transaction), max(history_transaction) FROM {HISTORY}) t) WHERE history_id = {row}"
            )
        self.expected[HISTORY, row] = {REORDERED}

    def change_record(self):
        row = self.records.pop()
        run(
            self.dice.choice([
                f"UPDATE {RECORD} SET code = '2' WHERE id = {row}",
                f"UPDATE {RECORD} SET version = version + 1 WHERE id = {row}",
                f"DELETE FROM {RECORD} WHERE id = {row}",
            ])
        )  # fmt: skip
        self.expected[RECORD, row] = {UNTOLD}

    def replace_digest(self):
        row = self.rows.pop()
        run(
            f"UPDATE archive_sealedrow SET digest = sha256('{row}') WHERE \"table\" = '{HISTORY}' AND history_id = {row}"
        )
        self.expected[HISTORY, row] = {REPLACED, EDITED}

    def replace_head(self):
        seal = self.dice.choice(list(Seal.objects.values_list("number", flat=True)))
        run(
            f"UPDATE archive_seal SET head = encode(sha256('{self.new()}'), 'hex') WHERE number = {seal}"
        )
        self.expected["archive_seal", seal] = {BROKEN_SEAL}


ROUNDS, A_ROUND = 20, 50


@pytest.mark.usefixtures("sealed")
def test_a_thousand_manipulations_are_each_named():
    dice = random.Random(1000)
    done = 0
    for _ in range(ROUNDS):
        with past_the_guards():
            forger = Forger(dice)
            ways = [
                forger.edit, forger.delete, forger.insert, forger.swap, forger.move, forger.change_record,
                forger.replace_digest,
            ]  # fmt: skip
            forger.replace_head()
            for _ in range(A_ROUND - 1):
                dice.choice(ways)()
            done += A_ROUND
            put_guards_back()
            found = {}
            for finding in verify().findings:
                found.setdefault((finding.table, finding.row), set()).add(finding.kind)

            for place, kinds in forger.expected.items():
                assert found.get(place, set()) & kinds, (place, kinds, found.get(place))
            in_history = {place for place in found if place[0] == HISTORY}
            assert in_history == {place for place in forger.expected if place[0] == HISTORY}
    assert done == 1000
    assert verify().is_whole


@pytest.mark.usefixtures("sealed")
def test_a_tail_cut_off_anywhere_is_seen_against_a_known_head():
    known = [(seal.number, seal.head[:16]) for seal in Seal.objects.all()]
    for number, _ in known:
        with past_the_guards():
            seal = Seal.objects.get(number=number)
            run(f"DELETE FROM {HISTORY} WHERE history_transaction >= {seal.first_transaction}")
            run(f"DELETE FROM archive_sealedrow WHERE seal_id >= {number}")
            run(f"DELETE FROM archive_seal WHERE number >= {number}")
            put_guards_back()

            cut = [f for f in verify(heads=known).findings if f.kind == CUT_TAIL]
            assert cut == [Finding(CUT_TAIL, "archive_seal", n, n) for n, _ in known if n >= number]


@pytest.mark.usefixtures("sealed")
def test_a_row_and_its_digest_changed_together_break_the_chain():
    with past_the_guards():
        row = SealedRow.objects.filter(table=HISTORY).order_by("pk").first()
        run(f"UPDATE {HISTORY} SET code = '2' WHERE history_id = {row.history_id}")
        run(
            "UPDATE archive_sealedrow s SET digest = sha256(convert_to(row_to_json(r)::text, 'UTF8')) "
            f"FROM {HISTORY} h CROSS JOIN LATERAL (SELECT h.*) r WHERE s.id = {row.pk} AND h.history_id = s.history_id"
        )
        put_guards_back()

        named = {(f.kind, f.row) for f in verify().findings}
    assert (BROKEN_SEAL, row.seal_id) in named


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("change", [
    "made_at = made_at + interval '1 second'", "first_transaction = first_transaction + 1",
    "next_transaction = next_transaction - 1", "number = 77",
    "tables = jsonb_set(tables, '{journal_historicalmark,0}', '1')",
    "columns = jsonb_set(columns, '{journal_historicalmark}', '[\"code\"]')",
])  # fmt: skip
def test_a_changed_word_of_a_seal_breaks_it(change):
    with past_the_guards():
        run(f"UPDATE archive_seal SET {change} WHERE number = 2")
        kinds = {f.kind for f in verify().findings}
    assert BROKEN_SEAL in kinds


def test_honest_writers_at_once_raise_no_alarm():
    marks, teacher = marks_of(2)

    crowd = Crowd(teacher, [mark.pk for mark in marks])
    write_in_crowd(crowd, writes=1200, writers=8, seed=7)

    assert (crowd.findings, crowd.failures) == ([], [])
    assert crowd.written >= 1200
    assert crowd.verifications >= 1
