#!/usr/bin/env python3
"""Проверка выгрузки истории: python3 verifier.py ВЫГРУЗКА.zip [--head НОМЕР:ПЕЧАТЬ …]

Rules of the chain of seals, and a program that checks an export by them. It needs Python 3.9 and nothing else, and goes
along in every export, so that a court or an archive needs neither the site nor its database.

A row's digest is SHA-256 of its text, the JSON object of its columns, as it stands on its line of `rows/TABLE.jsonl`.
A seal's head is SHA-256 of lines joined by newlines:
  form 2: the previous head, «2», the seal's number, its first transaction, the one after its last, the moment in UTC,
          and for each table in order of the alphabet: name, columns, number of rows, SHA-256 of their digests (32 bytes each) by id;
  form 1: the previous head, the seal's number, its transactions, the digests of its rows in hexadecimal by transaction, table, id.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
from bisect import bisect_right
from collections import defaultdict

# What the first seal follows.
NOTHING = "0" * 64
EDITED, DELETED, INSERTED, REORDERED, REPLACED = (
    "edited", "deleted", "inserted", "reordered", "replaced digest",
)  # fmt: skip
BROKEN_SEAL, CUT_TAIL, UNTOLD, UNGUARDED = "broken seal", "cut tail", "untold", "unguarded"
WORDS = {
    EDITED: "строка истории изменена после запечатывания",
    DELETED: "строки истории нет, хотя она запечатана",
    INSERTED: "строка истории появилась задним числом",
    REORDERED: "строка истории стоит не на своём месте",
    REPLACED: "контрольная сумма строки подменена",
    BROKEN_SEAL: "печать не сходится с предыдущими",
    CUT_TAIL: "нет печати, которая была напечатана или отправлена",
    UNTOLD: "запись отличается от последней строки своей истории",
    UNGUARDED: "защита таблицы от изменений отключена",
}


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def head_of(previous, number, first_transaction, next_transaction, digests):
    """The head of a seal of form 1: 64 hexadecimal digits."""
    told = hashlib.sha256(f"{previous}\n{number}\n{first_transaction}\n{next_transaction}".encode())
    for digest in digests:
        told.update(b"\n")
        told.update(digest.encode())
    return told.hexdigest()


def head_of_tables(previous, number, first_transaction, next_transaction, made_at, tables, columns):
    """The head of a seal of form 2; `tables` is {name: [rows, digest of their digests]}, `made_at` a text in UTC."""
    lines = [previous, "2", number, first_transaction, next_transaction, made_at]
    lines += [
        f"{table} {','.join(columns.get(table, []))} {rows} {digest}"
        for table, (rows, digest) in sorted(tables.items())
    ]
    return digest_of("\n".join(map(str, lines)))


def judge(table, was, now, whole):
    """Findings among the rows of a table that are not as they were sealed.

    `was` is {id: (seal, transaction, digest)} as sealed, `now` {id: (seal, transaction, digest, text)} as they are;
    `whole` are the seals whose rows are proven by the chain itself: there only the digests written beside can differ.
    """
    moved = misplaced(was, now)
    for row in sorted(was.keys() | now.keys()):
        seal = (was.get(row) or now.get(row))[0]
        if seal in whole and (row not in now or now[row][0] == seal):
            kind = REPLACED
        elif row in moved:
            kind = REORDERED
        elif row not in now:
            kind = DELETED
        else:
            kind = EDITED if row in was else INSERTED
        yield kind, table, row, seal


def misplaced(was, now):
    """Ids of rows that are just as sealed but for their place (id, transaction), and of the places they left."""
    found = set()
    if len(was) * len(now) <= PAIRS:
        for row, (_, transaction, _, text) in now.items():
            for place, (_, earlier, digest) in was.items():
                if (place, earlier) != (row, transaction) and digest == digest_of(
                    placed(text, place, earlier)
                ):
                    found |= {row, place}
    return found


def placed(text, row, transaction):
    """The text of a row as if it stood in that place."""
    text = PLACE.sub(rf"\g<1>{row}", text, count=1)
    return TRANSACTION.sub(rf"\g<1>{transaction}", text, count=1)


PLACE = re.compile(r'("history_id": ?)-?\d+')
TRANSACTION = re.compile(r'("history_transaction": ?)-?\d+')
# Beyond so many pairs of rows none is looked for in another's place: they are named as edited.
PAIRS = 250_000


class Export:
    """An opened export: seals, the rows of each table, the digests they were sealed with."""

    def __init__(self, path):
        self.file = zipfile.ZipFile(path)
        self.names = self.file.namelist()
        self.seals = [json.loads(line) for line in self.lines("seals.jsonl")]
        self.bounds = sorted((seal["first_transaction"], seal["number"]) for seal in self.seals)
        self.end = max((seal["next_transaction"] for seal in self.seals), default=0)
        self.tables = sorted(
            {
                name.split("/")[1].rsplit(".", 1)[0]
                for name in self.names
                if name.startswith(("rows/", "digests/"))
            }
        )

    def lines(self, name):
        if name in self.names:
            with self.file.open(name) as opened:
                for line in opened:
                    yield line.rstrip(b"\n")

    def seal_at(self, transaction):
        at = bisect_right(self.bounds, (transaction, float("inf")))
        return self.bounds[at - 1][1] if at and transaction < self.end else None

    def sealed(self, table):
        """{history id: (seal, transaction, digest)} as it was written down when it was sealed."""
        found = {}
        for line in self.lines(f"digests/{table}.txt"):
            seal, row, transaction, digest = line.decode().split()
            found[int(row)] = (int(seal), int(transaction), digest)
        return found

    def standing(self, table, only=None):
        """The same by the rows as they are; those not sealed yet are left out. `only`: these rows, with their text."""
        found = {}
        for line in self.lines(f"rows/{table}.jsonl"):
            row = json.loads(line)
            number, transaction = row["history_id"], row["history_transaction"]
            seal = self.seal_at(transaction)
            if seal is not None and (only is None or number in only):
                told = (seal, transaction, hashlib.sha256(line).hexdigest())
                found[number] = told if only is None else (*told, line.decode())
        return found


def check(export, heads=()):
    """Findings (kind, table, row, seal), and how many sealed rows were read."""
    findings, read, by_form_1 = [], 0, defaultdict(list)
    form_2 = {seal["number"]: seal["tables"] for seal in export.seals if seal["form"] > 1}
    for table in export.tables:
        was, now = export.sealed(table), export.standing(table)
        read += len(now)
        told = {number: tables.get(table) for number, tables in form_2.items() if table in tables}
        written, standing = by_seal(was), by_seal(now)
        whole = {number for number, digest in told.items() if standing.get(number) == digest}
        differ = {row for row in was.keys() | now.keys() if was.get(row) != now.get(row)}
        if differ:
            texts = export.standing(table, differ)
            findings += judge(table, {row: was[row] for row in differ if row in was}, texts, whole)
        for number in sorted(form_2):
            if written.get(number) != told.get(number):
                findings.append((BROKEN_SEAL, "archive_seal", number, number))
        for row, (seal, transaction, digest) in was.items():
            if seal not in form_2:
                by_form_1[seal].append((transaction, table, row, digest))
    findings += follow_chain(export.seals, by_form_1)
    findings += compare_heads({seal["number"]: seal["head"] for seal in export.seals}, heads)
    return list(dict.fromkeys(findings)), read


def by_seal(rows):
    """{seal: [number of rows, digest of their digests by id]}."""
    found = {}  # type: ignore[var-annotated]
    for row in sorted(rows):
        seal, _, digest = rows[row]
        told = found.setdefault(seal, [0, hashlib.sha256()])
        told[0] += 1
        told[1].update(bytes.fromhex(digest))
    return {seal: [count, told.hexdigest()] for seal, (count, told) in found.items()}


def follow_chain(seals, by_form_1):
    previous, next_transaction = NOTHING, 0
    for place, seal in enumerate(seals, start=1):
        told = head_told(previous, seal, by_form_1.get(seal["number"], []))
        stands = (seal["number"], seal["first_transaction"], seal["head"])
        if stands != (place, next_transaction, told):
            yield BROKEN_SEAL, "archive_seal", seal["number"], seal["number"]
        previous, next_transaction = seal["head"], seal["next_transaction"]


def compare_heads(known, heads):
    for number, head in heads:
        if number not in known:
            yield CUT_TAIL, "archive_seal", number, number
        elif not known[number].startswith(head.lower()):
            yield BROKEN_SEAL, "archive_seal", number, number


def head_told(previous, seal, rows):
    """The head a seal must have; `rows` of a seal of form 1 are (transaction, table, id, digest)."""
    place = (previous, seal["number"], seal["first_transaction"], seal["next_transaction"])
    if seal["form"] == 1:
        return head_of(*place, (digest for *_, digest in sorted(rows)))
    return head_of_tables(*place, seal["made_at"], seal["tables"], seal["columns"])


def read_head(text):
    number, _, head = text.partition(":")
    if not number.isdigit() or len(head) < 12:
        raise argparse.ArgumentTypeError(
            f"«{text}»: ожидается НОМЕР:ПЕЧАТЬ, хотя бы 12 знаков печати"
        )
    return int(number), head


def main():
    asked = argparse.ArgumentParser(
        description="Проверить выгрузку истории электронного журнала. Код 0, если всё цело."
    )
    asked.add_argument("export", metavar="ВЫГРУЗКА.zip")
    asked.add_argument("--head", action="append", type=read_head, default=[], metavar="НОМЕР:ПЕЧАТЬ",
                       help="печать, известная со стороны: с бумаги или из письма")  # fmt: skip
    words = asked.parse_args()
    try:
        export = Export(words.export)
        findings, read = check(export, words.head)
    except (OSError, zipfile.BadZipFile, ValueError, KeyError) as error:
        print(f"Выгрузка не читается: {error}")  # noqa: T201
        return 2
    for kind, table, row, seal in findings:
        print(f"{table}, {row}, печать {seal}: {WORDS[kind]}")  # noqa: T201
    last = export.seals[-1]["head"] if export.seals else NOTHING
    print(f"Печатей {len(export.seals)}, строк {read}, последняя {last}")  # noqa: T201
    print(f"Найдено нарушений: {len(findings)}." if findings else "Всё цело.")  # noqa: T201
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
