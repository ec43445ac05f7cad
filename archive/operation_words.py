"""Words of a void operation for pages and the act: where, what was, what became, what is restored."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Field
from django.utils import timezone

from journal.models import Lesson
from school.words import clock, date_dots

from .changes import Change
from .operations import At, Place
from .voiding import Fate, Values
from .words import Names, label_of, told_fields

UNCHANGED = "без изменений"
NOTHING = "—"
GONE = "записи нет"
THERE = "запись возвращена"
NO = "нет"
# Which mark of a period it is, its place says.
KIND = "вид"
# In a cell the value says everything: «5», not «отметка: 5».
CELLS = frozenset({"Отметка", "Отметка за период", "Посещаемость"})


def places_of(changes: Sequence[Change]) -> list[str]:
    """«Отметка: 7А, Алгебра, 15.09.2025, 1-й урок, Иванов Иван». One query where there are lessons among them."""
    lessons = [change.ref.history_id for change in changes if change.ref.model is Lesson]
    rows = Lesson.history.filter(history_id__in=lessons) if lessons else Lesson.history.none()
    days = {pk: (day, n) for pk, day, n in rows.values_list("history_id", "date", "number")}
    told = []
    for change in changes:
        place = f"{change.what}: {change.where}" if change.where else change.what
        if change.ref.model is Lesson:
            day, number = days[change.ref.history_id]
            place += f", {date_dots(day)}, {number}-й урок"
        told.append(place)
    return told


def was_and_became(change: Change) -> tuple[str, str]:
    told = [one for one in change.differences if {one.was, one.became} != {NOTHING, NO}]
    is_cell = change.what in CELLS
    return _joined(((d.label, d.was) for d in told), is_cell), _joined(
        ((d.label, d.became) for d in told), is_cell
    )


def _joined(told: Iterable[tuple[str, str]], is_cell: bool) -> str:
    values = [(label, value) for label, value in told if value != NOTHING and label != KIND]
    return (", " if is_cell else "; ").join(
        value if is_cell else f"{label}: {value}" for label, value in values
    ) or NOTHING


Words = dict[tuple[At, str], str]


def restored_in_words(places: Sequence[Place], *, before: bool = False) -> Words:
    """What stays in each part, or (`before`) what was there before the first void operation.

    One query for each kind of object that the values refer to.
    """
    fates = [(place, fate) for place in places for fate in place.fates() if fate.changed]
    values = {
        (place.at, fate.part.name): fate.before if before else fate.restored
        for place, fate in fates
    }
    names = Names(
        (field, value)
        for place, fate in fates
        for field, value in _told(place, fate, values[place.at, fate.part.name])
    )
    return {
        (place.at, fate.part.name): _in_words(place, fate, values[place.at, fate.part.name], names)
        for place, fate in fates
    }


def later_in_words(place: Place, fates: Iterable[Fate]) -> str:
    """«4 (Петрова Анна Ивановна, 16.10.2025, 10:12)»: the honest entry on top of the void ones."""
    told = []
    for fate in fates:
        if fate.later:
            author, at = place.signed[fate.later.history_id]
            local = timezone.localtime(at)
            value = _in_words(place, fate, fate.part.of(fate.later.values), Names())
            told.append(f"{value} ({author}, {date_dots(local)}, {clock(local.time())})")
    return "; ".join(told)


def _in_words(place: Place, fate: Fate, values: Values | None, names: Names) -> str:
    if values is None:
        return GONE
    if fate.part.blank is None and fate.before is None:
        return THERE
    if fate.part.name == "отметка":
        return str(values[fate.part.fields.index("code")]) or NOTHING
    if fate.part.name == "присутствие":
        fields = _fields(place)
        cell = zip(fate.part.fields, values, strict=True)
        return _joined(((n, names.of(fields[n], v)) for n, v in cell), is_cell=True)
    told = _told(place, fate, values)
    return "; ".join(f"{label_of(f)}: {names.of(f, value)}" for f, value in told) or UNCHANGED


def _told(place: Place, fate: Fate, values: Values | None) -> Iterable[tuple[Field, Any]]:
    """Fields whose restored value differs from what the last void operation wrote."""
    last = next(step for step in reversed(place.steps) if step.history_id == fate.changed[-1])
    written = fate.part.of(last.values) or (None,) * len(fate.part.fields)
    fields = _fields(place)
    for name, value, old in zip(fate.part.fields, values or written, written, strict=True):
        if value != old and name in fields:
            yield fields[name], value


def _fields(place: Place) -> dict[str, Field]:
    return {field.attname: field for field in told_fields(place.kind.model)}
