"""An export is checked by a bare Python: no site, no database, no library."""

import json
import subprocess
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from archive import actions
from archive.actions import seals
from archive.history import DIGEST, columns_of_history, cursor_in_utc, told
from archive.models import Seal, SealedRow
from archive.verification import BROKEN_SEAL, EDITED, verify
from archive.verifier import NOTHING, head_of
from journal.models import Mark
from tests.archive.test_tampering import past_the_guards, put_guards_back, run
from tests.factories import NOW, LessonFactory, LineItemFactory, SectionFactory, clerk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("ARC-7"),
    pytest.mark.requirement("ACC-12"),
]
HISTORY = "journal_historicalmark"


@pytest.fixture
def newest(monkeypatch):
    """Whatever other tests are at in their databases: here all that is written is finished."""

    def beyond():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(history_transaction) + 1 FROM {HISTORY}")
            return cursor.fetchone()[0]

    monkeypatch.setattr(seals, "_oldest_running_transaction", beyond)
    return beyond


def given_marks():
    section = SectionFactory(students=3)
    item = LineItemFactory(lesson=LessonFactory(section=section))
    marks = [
        Mark(item=item, student=row.student, code="4", comment='Ещё раз: "x" \\ ё\n☃')
        for row in section.enrollments.order_by("pk")
    ]
    Mark.objects.write(marks, by=clerk(), now=NOW)
    return marks


def exported(folder):
    """The export, and the verifier out of it beside it."""
    path = folder / "история.zip"
    call_command("export_history", str(path), verbosity=0)
    with zipfile.ZipFile(path) as packed:
        packed.extract("verifier.py", folder)
    return path


@pytest.fixture
def export(tmp_path, newest):
    """Two seals and rows that are not sealed yet."""
    marks = given_marks()
    actions.seal_history(now=NOW)
    Mark.objects.write(marks, by=clerk(), now=NOW)
    actions.seal_history(now=NOW)
    Mark.objects.write(marks, by=clerk(), now=NOW)
    return exported(tmp_path)


def check(path, *words):
    program = path.with_name("verifier.py")
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", program, path, *words], capture_output=True, text=True, check=False, cwd="/"
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def rewrite(path, name, change):
    """The export again, with the lines of one file changed."""
    with zipfile.ZipFile(path) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    lines = files[name].decode().splitlines()
    files[name] = "".join(f"{line}\n" for line in change(lines)).encode()
    with zipfile.ZipFile(path, "w") as packed:
        for one, content in files.items():
            packed.writestr(one, content)


def test_an_honest_export_is_whole(export):
    last = Seal.objects.order_by("number").last()
    rows = sum(seal.rows for seal in Seal.objects.all())

    assert check(export, "--head", f"{last.number}:{last.head[:12]}") == (
        0,
        [f"Печатей 2, строк {rows}, последняя {last.head}", "Всё цело."],
    )


def edit(lines):
    return [lines[0].replace('"code":"4"', '"code":"5"'), *lines[1:]]


def swap(lines):
    first, second = (json.loads(line)["history_id"] for line in lines[:2])
    return [
        lines[0].replace(f'"history_id":{first},', f'"history_id":{second},'),
        lines[1].replace(f'"history_id":{second},', f'"history_id":{first},'),
        *lines[2:],
    ]


@pytest.mark.parametrize(
    ("change", "words", "numbers"),
    [
        (edit, "изменена после запечатывания", 1),
        (lambda lines: lines[1:], "нет, хотя она запечатана", 1),
        (lambda lines: [lines[0].replace('"history_id":', '"history_id":9'), *lines], "задним числом", 1),
        (swap, "не на своём месте", 2),
    ],
    ids=["edited", "deleted", "inserted", "reordered"],
)  # fmt: skip
def test_a_row_that_is_not_as_sealed_is_named(export, change, words, numbers):
    rewrite(export, f"rows/{HISTORY}.jsonl", change)

    code, lines = check(export)

    named = [line for line in lines if line.startswith(HISTORY)]
    assert code == 1
    assert len(named) == numbers
    assert all(words in line and "печать 1" in line for line in named)


def test_a_replaced_digest_and_a_seal_made_anew_are_named(export):
    rewrite(export, f"digests/{HISTORY}.txt", lambda lines: [lines[0][:-4] + "0000", *lines[1:]])
    assert any("контрольная сумма строки подменена" in line for line in check(export)[1])

    head = Seal.objects.get(number=1).head
    rewrite(export, "seals.jsonl", lambda lines: [lines[0].replace(head, "a" * 64), *lines[1:]])
    code, lines = check(export)
    assert code == 1
    assert "archive_seal, 1, печать 1: печать не сходится с предыдущими" in lines


def test_a_tail_that_was_cut_off_is_seen_against_a_head_on_paper(export):
    head = Seal.objects.get(number=2).head
    rewrite(export, "seals.jsonl", lambda lines: lines[:1])
    for name in Mark.history.model._meta.db_table, "journal_historicallineitem":
        rewrite(
            export, f"digests/{name}.txt", lambda lines: [x for x in lines if x.startswith("1 ")]
        )

    assert check(export)[0] == 0
    code, lines = check(export, "--head", f"2:{head[:12]}")
    assert (code, lines[0]) == (
        1,
        "archive_seal, 2, печать 2: нет печати, которая была напечатана или отправлена",
    )


def test_a_file_that_is_no_export_is_told(export):
    export.write_bytes(b"PK nothing")
    code, lines = check(export)
    assert code == 2
    assert lines[0].startswith("Выгрузка не читается")


def test_an_export_that_can_not_be_written_is_told(tmp_path):
    with pytest.raises(CommandError, match="не записан"):
        call_command("export_history", str(tmp_path / "нет" / "история.zip"))


@transaction.atomic
def seal_as_before(number, previous, first, beyond):
    """A seal of the first form: digests of the older text, all in one row."""
    columns = columns_of_history()
    with cursor_in_utc() as cursor:
        for table, names in columns.items():
            cursor.execute(
                'INSERT INTO archive_sealedrow (seal_id, "table", history_id, transaction, digest) '
                f"SELECT %s, '{table}', history_id, history_transaction, {DIGEST} FROM {told(table, names, form=1)} h "
                "WHERE history_transaction >= %s AND history_transaction < %s",
                [number, first, beyond],
            )
    own = SealedRow.objects.filter(seal_id=number)
    place = sorted((r.transaction, r.table, r.history_id, bytes(r.digest).hex()) for r in own)
    return Seal.objects.create(
        number=number, made_at=NOW, first_transaction=first, next_transaction=beyond, columns=columns, rows=len(place),
        head=head_of(previous, number, first, beyond, [digest for *_, digest in place]),
    )  # fmt: skip


def test_seals_of_the_first_form_stay_verifiable_and_the_chain_goes_on(tmp_path, newest):
    marks = given_marks()
    first = seal_as_before(1, NOTHING, 0, newest())
    Mark.objects.write(marks, by=clerk(), now=NOW)
    seal_as_before(2, first.head, first.next_transaction, newest())
    Mark.objects.write(marks, by=clerk(), now=NOW)
    actions.seal_history(now=NOW)

    assert [seal.form for seal in Seal.objects.order_by("number")] == [1, 1, 2]
    assert verify().is_whole
    path = exported(tmp_path)
    assert check(path)[0] == 0
    row = Mark.history.order_by("history_id").first().history_id
    with past_the_guards():
        run(f"UPDATE {HISTORY} SET comment = 'x' WHERE history_id = {row}")
        run(
            f"UPDATE archive_sealedrow SET digest = sha256('') WHERE history_id = {row + 1} AND \"table\" = '{HISTORY}'"
        )
        put_guards_back()
        named = [(f.kind, f.table, f.row) for f in verify().findings]
    assert named == [
        (EDITED, HISTORY, row),
        (EDITED, HISTORY, row + 1),
        (BROKEN_SEAL, "archive_seal", 1),
    ]
    rewrite(
        path,
        f"rows/{HISTORY}.jsonl",
        lambda lines: [lines[0].replace('"code": "4"', '"code": "5"'), *lines[1:]],
    )
    assert (
        check(path)[1][0]
        == f"{HISTORY}, {row}, печать 1: строка истории изменена после запечатывания"
    )
