"""A journal's page of a period as a text that can be signed, and counted again by anybody. Pure.

Format 1. UTF-8, a fact a line, lines end with LF. Fields of a line are parted by a tab; a backslash, a tab, LF and CR
inside of a field are written as \\\\, \\t, \\n and \\r. Days are written as 2025-10-24, an empty field is nothing.

    Страница классного журнала  формат 1
    Журнал        title
    Период        title, first day, last day
    Ученик        name, key, then first and last day of each term on the list
    Урок          day, number, «по расписанию» or «отменён», whether the register was taken, topic
    Работа        day, number, place of the column, kind, weight, title
    Задание       day, number, for whom, kind, minutes, for which day, text
    Файл          day, number, name, SHA-256 of the file
    Присутствие   name, key, day, number, code: н, б, ну, оп, оп 7
    Отметка       name, key, day, number, place of the column, code or «ждём ответа до», comment
    За период     name, key, code, comment
    За год        name, key, code, comment; on the page of the year's last period
    Отсрочка      name, key, «за период» or «за год», until which day

The three first lines stand first, then the kinds in this order; lines of one kind stand by the code points of their
characters, whatever order they were read in. The key parts namesakes. What is empty has no line. The digest is SHA-256
of the bytes of the whole text: what `sha256sum` says of the file.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

TITLE = "Страница классного журнала"
FORMAT = "формат 1"

PUPIL, LESSON, WORK, HOMEWORK, FILE = "Ученик", "Урок", "Работа", "Задание", "Файл"
ATTENDANCE, MARK, OF_PERIOD, OF_YEAR, PUT_OFF = (
    "Присутствие", "Отметка", "За период", "За год", "Отсрочка",
)  # fmt: skip
KINDS = (
    PUPIL, LESSON, WORK, HOMEWORK, FILE, ATTENDANCE, MARK, OF_PERIOD, OF_YEAR, PUT_OFF,
)  # fmt: skip
# How many fields of a line say what it is about; the rest is what is said of it.
ABOUT = {
    PUPIL: 2, LESSON: 2, WORK: 3, HOMEWORK: 3, FILE: 3, ATTENDANCE: 4, MARK: 5, OF_PERIOD: 2, OF_YEAR: 2, PUT_OFF: 3,
}  # fmt: skip
# Which of those name a pupil: of him his key is not told.
OF_PUPIL = frozenset({PUPIL, ATTENDANCE, MARK, OF_PERIOD, OF_YEAR, PUT_OFF})

Value = str | int | date | None
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def line(kind: str, *values: Value) -> str:
    """A fact as a line, without its end."""
    return "\t".join([kind, *map(_field, values)])


def page_text(
    journal: str, period: str, first: date, last: date, facts: Iterable[Sequence[Value]]
) -> str:
    """The whole text. A fact is its kind, one of KINDS, with its values in the order told above."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, *values in facts:
        by_kind[str(kind)].append(line(str(kind), *values))
    head = [line(TITLE, FORMAT), line("Журнал", journal), line("Период", period, first, last)]
    body = [one for kind in KINDS for one in sorted(by_kind[kind])]
    return "\n".join([*head, *body]) + "\n"


def digest_of(text: str) -> str:
    """SHA-256 of the text's bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "".join(ESCAPES.get(sign, sign) for sign in str(value))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is said of one thing in one text and in another; empty where it is not there."""

    about: str
    was: str
    became: str


def differences(signed: str, present: str) -> list[Difference]:
    """What parts two texts, in the order of the page."""
    was, became = _lines(signed), _lines(present)
    gone, come = was - became, became - was
    told: dict[tuple[str, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, found in enumerate((gone, come)):
        for one in sorted(found):
            kind, *fields = one.split("\t")
            about = ABOUT.get(kind, 0)
            told[(kind, *fields[:about])][place].append(_said(fields[about:]))
    order = {kind: place for place, kind in enumerate(KINDS, start=1)}
    keys = sorted(told, key=lambda key: (order.get(key[0], 0), key[1:]))
    return [
        Difference(_about(key), "; ".join(told[key][0]), "; ".join(told[key][1])) for key in keys
    ]


def _lines(text: str) -> set[str]:
    return set(text.split("\n")) - {""}


def _about(key: tuple[str, ...]) -> str:
    """«Отметка: Белова Анна, 02.09.2025, 1-й урок»."""
    kind, *fields = key
    named, when = (fields[:1], fields[2:]) if kind in OF_PUPIL else ([], fields)
    if kind == PUT_OFF:
        return f"{kind} {when[0]}: {named[0]}"
    words = [_shown(when[0]), f"{when[1]}-й урок"] if len(when) > 1 else []
    words += [_column(kind, one) for one in when[2:]]
    told = ", ".join([*named, *words])
    return f"{kind}: {told}" if told else kind


def _column(kind: str, value: str) -> str:
    if kind in (WORK, MARK):
        return f"{int(value) + 1}-й столбец" if value.isdecimal() else value
    return _shown(value)


def _said(fields: Sequence[str]) -> str:
    return ", ".join(_shown(field) for field in fields if field)


def _shown(field: str) -> str:
    """A day as people write it; what was escaped, on one line."""
    try:
        return f"{date.fromisoformat(field):%d.%m.%Y}" if len(field) == len("2025-10-24") else field
    except ValueError:
        return field
