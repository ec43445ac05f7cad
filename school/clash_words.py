"""Clashes of a timetable said to a person, each double once: who, when, which lessons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .timetable import CLASS, CLASS_MOVE, MOVE, PUPIL, ROOM, TEACHER, Clash, Slot
from .words import WEEKDAYS, count_of

PLACES = {2: "двух", 3: "трёх", 4: "четырёх"}


@dataclass(frozen=True)
class Names:
    """How people, rooms, classes and sections are called, by key."""

    sections: Mapping[int, str]
    teachers: Mapping[int, str]
    rooms: Mapping[int, str]
    classes: Mapping[int, str]


@dataclass(frozen=True)
class Double:
    """Lessons that cannot be held together, for one teacher, room or class, or for some pupils."""

    kind: str
    text: str
    slots: tuple[Slot, ...]


def doubles(clashes: Iterable[Clash], names: Names) -> list[Double]:
    """Each double with its sentence: three lessons of one teacher at one hour are one double. Pure."""
    groups: dict[tuple[object, ...], list[Clash]] = {}
    for clash in clashes:
        hour = (clash.second.weekday, clash.second.number, clash.second.starts_at)
        if clash.kind in (TEACHER, ROOM, CLASS):
            keys: list[tuple[object, ...]] = [(clash.kind, who, *hour) for who in clash.who]
        else:
            keys = [(clash.kind, clash.who, clash.first, clash.second)]
        for key in keys:
            groups.setdefault(key, []).append(clash)
    return [_double(key, found, names) for key, found in groups.items()]


def _double(key: tuple[object, ...], found: list[Clash], names: Names) -> Double:
    kind, who = found[0].kind, key[1]
    slots = tuple(dict.fromkeys(slot for clash in found for slot in (clash.first, clash.second)))
    lessons = [f"«{names.sections.get(slot.section, '')}»" for slot in slots]
    last = slots[-1]
    when = f"{WEEKDAYS[last.weekday - 1]}, {last.number}-й урок"
    together = f"{', '.join(lessons[:-1])} и {lessons[-1]}"
    if kind in (MOVE, CLASS_MOVE):
        text = f"{when}: {_who(kind, found[0].who[0], names)} не успевает перейти из здания "
        text += f"«{slots[0].building}» в здание «{last.building}»: {together}."
        return Double(kind, text, slots)
    said = count_of(len(found[0].who), "ученик", "ученика", "учеников")
    if kind != PUPIL:
        said = _who(kind, who, names)
    places = PLACES.get(len(slots), str(len(slots)))
    return Double(kind, f"{when}: {said} сразу в {places} местах: {together}.", slots)


def _who(kind: str, key: object, names: Names) -> str:
    word, called = {
        TEACHER: ("учитель", names.teachers),
        MOVE: ("учитель", names.teachers),
        ROOM: ("кабинет", names.rooms),
        CLASS: ("класс", names.classes),
        CLASS_MOVE: ("класс", names.classes),
    }[kind]
    return f"{word} {called.get(key, '')}"  # type: ignore[call-overload]
