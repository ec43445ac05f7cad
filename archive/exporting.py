"""History as a file that is checked without the site and without PostgreSQL: `archive/verifier.py` goes along in it."""

import json
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection

from .comparison import Chain
from .history import columns_of_history, one_moment, told
from .models import Seal

README = """\
История изменений электронного журнала, выгружена {moment}.

seals.jsonl       печати по порядку, одна на строке
rows/…            строки истории, по файлу на таблицу; строка файла — это строка истории
digests/…         контрольные суммы, записанные при запечатывании: печать, номер строки, транзакция, SHA-256
verifier.py       программа проверки; правила печатей описаны в её начале

Проверить:        python3 verifier.py ВЫГРУЗКА.zip
С бумаги, письма: python3 verifier.py ВЫГРУЗКА.zip --head НОМЕР:ПЕЧАТЬ

Нужен только Python 3.9 или новее. Код завершения 0 — всё цело, 1 — найдены нарушения, 2 — файл не читается.
Строки, записанные после последней печати, лежат здесь же, но ещё ничем не подтверждены.
"""
VERIFIER = Path(__file__).with_name("verifier.py")


def export_history(file: BinaryIO, *, moment: str) -> dict[str, int]:
    """Write the export as it is at one moment; how many rows of each table went into it."""
    rows: dict[str, int] = {}
    with one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        chain = Chain(list(Seal.objects.order_by("number")))
        packed.writestr("ПРОЧТИТЕ.txt", README.format(moment=moment))
        packed.write(VERIFIER, "verifier.py")
        _write(packed, "seals.jsonl", _seal_lines())
        for table, columns in columns_of_history().items():
            rows[table] = _write(packed, f"rows/{table}.jsonl", _row_lines(chain, table, columns))
            _write(packed, f"digests/{table}.txt", _digest_lines(table))
    return rows


def _write(packed: zipfile.ZipFile, name: str, lines: Iterator[str]) -> int:
    """How many lines there were."""
    written = 0
    with packed.open(name, "w", force_zip64=True) as file:
        for written, line in zip(count(1), lines, strict=False):  # noqa: B007
            file.write(line.encode() + b"\n")
    return written


def _seal_lines() -> Iterator[str]:
    for seal in Seal.objects.order_by("number").iterator():
        yield json.dumps(seal.as_told(), ensure_ascii=False)


def _row_lines(chain: Chain, table: str, columns: list[str]) -> Iterator[str]:
    """Rows as the text that was sealed: by the columns and the form of their seals; the newest as they will be."""
    for seals, start, end in chain.stretches(table):
        own = seals[0].columns[table] if seals else columns
        names = [name for name in own if name in columns]
        form = seals[0].form if seals else 2
        yield from _stream(
            f"SELECT h.text FROM {told(table, names, form)} h WHERE h.history_transaction >= %s "  # noqa: S608
            "AND h.history_transaction < %s ORDER BY h.history_id",
            [start, end],
        )
    yield from _stream(
        f"SELECT h.text FROM {told(table, columns)} h WHERE h.history_transaction >= %s ORDER BY h.history_id",  # noqa: S608
        [chain.end],
    )


def _digest_lines(table: str) -> Iterator[str]:
    yield from _stream(
        "SELECT concat_ws(' ', seal_id, history_id, transaction, encode(digest, 'hex')) FROM archive_sealedrow "
        'WHERE "table" = %s ORDER BY seal_id, history_id',
        [table],
    )


def _stream(query: str, params: list[Any]) -> Iterator[str]:
    """One column, fetched by portions: a million rows are never held at once."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, params)
        while portion := cursor.fetchmany(10_000):
            yield from (line for (line,) in portion)
