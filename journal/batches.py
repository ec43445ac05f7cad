"""Changes the grid sends as JSON: read into the actions' own values, or refused with a sentence."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.utils import timezone

from accounts.paths import path_of
from journal import comments, scales
from journal.actions import CellChange, CellResult, PeriodMarkChange
from journal.screens import GridScreen, RegisterScreen
from school import words

AT_MOST = 500
LONGEST_VALUE = 20

T = TypeVar("T")


class UnreadableBatch(ValueError):
    """The request is not what the grid sends; the text says so to a person."""


def grid_data(screen: GridScreen) -> dict[str, Any]:
    """What the grid's script needs to know once: rows, columns, unusual versions, codes, where to send."""
    return {
        "mayFill": screen.may_fill,
        "moment": screen.moment,
        "least": screen.least,
        "hasYear": screen.is_last_period,
        "closed": screen.closing.why,
        "period": screen.period.pk,
        **_pupils(screen),
        **_columns(screen),
        **_codes(screen),
        **_paths(screen),
    }


def _pupils(screen: GridScreen) -> dict[str, Any]:
    return {
        "students": [row.pupil.pk for row in screen.rows],
        "carried": {
            row.pupil.pk: [[mark.code, mark.weight] for mark in row.carried]
            for row in screen.newcomers
        },
        "versions": screen.versions,
        "comments": {
            student: {place: [comments.version_of(text), text] for place, text in row.items()}
            for student, row in screen.comments.items()
        },
        # Pupils whose mark was put off: an empty one is set in a closed period too.
        "putOff": {
            kind: [row.pupil.pk for row in screen.rows if row.put_off[place]]
            for place, kind in enumerate(("period", "year"))
        },
    }


def _columns(screen: GridScreen) -> dict[str, Any]:
    usual = screen.usual_work
    return {
        "columns": [[c.lesson, c.item, c.weight, int(c.is_first)] for c in screen.columns],
        "days": [lesson.date.isoformat() for lesson in screen.lessons],
        "usual": [usual.letter, usual.name, usual.weigh()] if usual else None,
        "waitUntil": f"{screen.wait_until:%d.%m}",
        "shut": {
            lesson.pk: "урок отменён" if lesson.is_cancelled else "урок ещё не проведён"
            for lesson in screen.lessons
            if lesson.is_cancelled or lesson.is_coming
        },
    }


def _codes(screen: GridScreen) -> dict[str, Any]:
    """In hundredths, whole numbers: what a mark counts as, and from which mean each is proposed, the best first."""
    scale = screen.scale
    return {
        "scale": screen.section.scale,
        "marks": list(scale.marks),
        "finalMarks": list(scale.period_marks),
        "typed": scales.TYPED,
        "values": {code: int(value * 100) for code, value in scale.values.items()},
        "proposals": [[c, None if t is None else int(t * 100)] for c, t in scale.proposals],
        "absent": list(scales.ABSENT_CODES),
        "late": scales.LATE_CODE,
    }


def _paths(screen: GridScreen) -> dict[str, str]:
    """Where to ask and where to send; 0 stands in the place of a lesson and of a pupil."""
    section, period = screen.section.pk, screen.period.pk
    return {
        "page": path_of("journal:grid", section, period),
        "fresh": path_of("journal:fresh", section, period),
        "cells": path_of("journal:save_cells", section),
        "periodMarks": path_of("journal:save_period_marks", section, period),
        "attendance": path_of("journal:take_attendance", 0),
        "askOfLesson": path_of("journal:ask_about_lesson", 0),
        "askOfPeriod": path_of("journal:ask_about_period", section, period, 0),
        "history": path_of("archive:cell_history", 0, 0),
        "finalHistory": path_of("archive:final_history", section, 0),
    }


def cell_changes(body: bytes) -> list[CellChange]:
    """Of `{"changes": [{key, student, lesson, item, field, value, base}]}`. Raises UnreadableBatch."""
    return _changes(_read(body), _cell_change)


def period_mark_changes(body: bytes) -> tuple[str, list[PeriodMarkChange]]:
    """Kind of the marks («period» or «year») and the changes. Raises UnreadableBatch."""
    batch = _read(body)
    kind = batch.get("kind")
    if kind not in ("period", "year"):
        raise UnreadableBatch("Не сказано, за период отметки или годовые. Обновите страницу.")
    return kind, _changes(batch, _period_mark_change)


@dataclass(frozen=True)
class RegisterChange:
    """«Все присутствуют», or that it is taken back; `is_first`: the page showed no register before."""

    key: str = ""
    takes_back: bool = False
    is_first: bool = False


def register_change(body: bytes) -> RegisterChange:
    """Of `{"changes": [{key, value, first}]}`, where a value is «taken» or empty. Raises UnreadableBatch."""
    return _changes(_read(body), _register_change)[-1] if body else RegisterChange()


def confirmed(
    screen: RegisterScreen, results: Sequence[CellResult], *, is_first: bool
) -> dict[str, Any]:
    """What the grid is told of a register: whether it may be taken back, cells that were written with it, words.

    A first confirmation whose answer was lost tells when it is sent again what it wrote at first.
    """
    written = {int(one.key): one for one in results if one.outcome == "saved"}
    cells = [(student, one.value, one.version) for student, one in written.items()]
    if screen.lesson.attendance_taken_at is not None and not is_first:
        return {"taken": False, "cells": cells, "text": screen.taken_before}
    cells += [
        (row.pupil.pk, row.stored, row.version)
        for row in screen.rows
        if row.known and row.version == 1 and row.is_absent
    ]
    told = screen.confirmed({student: value for student, value, _ in cells})
    return {"taken": True, "cells": cells, "text": told}


def _register_change(row: dict[str, Any]) -> RegisterChange:
    return RegisterChange(
        key=_text(row["key"], 100),
        takes_back=not _text(row.get("value", "taken")),
        is_first=row.get("first") is True,
    )


def answer(results: Sequence[CellResult]) -> dict[str, Any]:
    """What the grid is told; `at` is written as a person reads it: «15.09, 10:42». A closed period is said apart."""
    return {"results": [_told(result) for result in results]}


def _told(result: CellResult) -> dict[str, Any]:
    told = asdict(result) | {"at": _moment(result)}
    if not told.pop("is_closed"):
        return told
    return told | {"closed": True}


def _moment(result: CellResult) -> str:
    if result.at is None:
        return ""
    at = timezone.localtime(result.at)
    return f"{at:%d.%m}, {words.clock(at.time())}"


def _read(body: bytes) -> dict[str, Any]:
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableBatch("Запрос не читается. Обновите страницу и повторите.") from error
    if not isinstance(batch, dict):
        raise UnreadableBatch("Запрос не читается. Обновите страницу и повторите.")
    return batch


def _changes(batch: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> list[T]:
    rows = batch.get("changes")
    if not isinstance(rows, list) or not rows:
        raise UnreadableBatch("В запросе нет изменений. Обновите страницу и повторите.")
    if len(rows) > AT_MOST:
        raise UnreadableBatch(
            f"За один раз принимается не больше {AT_MOST} изменений. Сохраните их по частям."
        )
    try:
        return [read(row) for row in rows]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableBatch(
            "Изменение записано не полностью. Обновите страницу и повторите."
        ) from error


def _cell_change(row: dict[str, Any]) -> CellChange:
    item, field = row.get("item"), _text(row["field"])
    return CellChange(
        key=_text(row["key"], 100),
        student=_number(row["student"]),
        lesson=_number(row["lesson"]),
        item=None if item is None else _number(item),
        field=field,
        value=_text(row["value"], comments.LONGEST if field == "comment" else LONGEST_VALUE),
        base=_number(row["base"]),
    )


def _period_mark_change(row: dict[str, Any]) -> PeriodMarkChange:
    return PeriodMarkChange(
        key=_text(row["key"], 100),
        student=_number(row["student"]),
        value=_text(row["value"]),
        base=_number(row["base"]),
        comment=_text(row["comment"], comments.LONGEST) if "comment" in row else None,
    )


def moment(text: str) -> int:
    """Of the page's «since», 0 where it is none: then all is told."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else 0


def _text(value: Any, longest: int = LONGEST_VALUE) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise ValueError(value)
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(value)
    return value
