"""From a .fet file to a Timetable: days, bells, people, groups; then activities and their places."""

import re
from dataclasses import replace
from datetime import time
from pathlib import Path

from exchange.problems import Problem, Unreadable
from exchange.sources import read_xml
from exchange.xml_tree import Node, listed, parse

from .activities import read_activities
from .placing import place
from .values import GROUP, SUBGROUP, YEAR, Hour, StudentSet, Timetable

WEEKDAYS = (
    ("пон", "пн", "mon", "mo"),
    ("вто", "вт", "tue", "tu"),
    ("сре", "ср", "сря", "wed", "we"),
    ("чет", "чт", "thu", "th"),
    ("пят", "пт", "пет", "fri", "fr"),
    ("суб", "сб", "съб", "sat", "sa"),
    ("вос", "вс", "нед", "sun", "su"),
)


def open_timetable(path: Path, *, name: str = "") -> Timetable:
    """The timetable of a .fet file; raises Unreadable when it is not one."""
    name = name or path.name
    return read_timetable(read_xml(path, name=name), file=name)


def read_timetable(data: bytes, *, file: str) -> Timetable:
    """Lists first, then activities and where they stand in the week."""
    return read_fet(parse(data, file=file), file=file)


def read_fet(root: Node, *, file: str) -> Timetable:
    """The same of a file that is parsed already."""
    if root.tag != "fet":
        text = f"это не файл FET: корень «{root.tag}», а нужен «fet». Сохраните расписание в FET."
        raise Unreadable(Problem(file, root.line, "", text))
    table = Timetable(file, root.value("Institution_Name"))
    table.hours = _hours(root, table)
    table.weekdays = _weekdays(root, table)
    table.subjects = _names(root, "Subjects_List", "Subject")
    table.teachers = _names(root, "Teachers_List", "Teacher")
    table.rooms = _names(root, "Rooms_List", "Room")
    table.buildings = {
        node.value("Name"): node.value("Building")
        for node in listed(root, "Rooms_List", "Room")
        if node.value("Building")
    }
    table.sets = _sets(root)
    table.activities = place(root, table, read_activities(root, table))
    return table


def _names(root: Node, section: str, tag: str) -> tuple[str, ...]:
    names = (node.value("Name") for node in listed(root, section, tag))
    return tuple(dict.fromkeys(name for name in names if name))


def _hours(root: Node, table: Timetable) -> tuple[Hour, ...]:
    """Bells in order; «08:30», «08:30-09:15», «1 (8.30)» tell when they begin and end."""
    nodes = listed(root, "Hours_List", "Hour")
    if not nodes:
        section = root.one("Hours_List") or root
        text = "нет списка уроков (Hours_List). Проверьте, то ли расписание сохранено."
        raise Unreadable(Problem(table.file, section.line, "Hours_List", text, "bells"))
    hours: list[Hour] = []
    for number, node in enumerate(nodes, 1):
        name = node.value("Name")
        times = [time_in(node.value("Long_Name")), time_in(name)]
        starts_at, ends_at = next((found for found in times if found[0]), (None, None))
        hours.append(Hour(number, name, starts_at, ends_at))
    untimed = [hour for hour in hours if hour.starts_at is None]
    if untimed:
        text = f"у урока «{untimed[0].name}» не указано время: взяты обычные звонки с 8:30."
        table.warnings.append(Problem(table.file, nodes[0].line, "Hour", text, "bells"))
    return tuple(hours)


def time_in(text: str) -> tuple[time | None, time | None]:
    """The first two clock times of a text."""
    found = [
        time(int(hour), int(minute))
        for hour, minute in re.findall(r"(?<!\d)(\d{1,2})[:.](\d{2})(?!\d)", text)
        if int(hour) < 24 and int(minute) < 60
    ]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def _weekdays(root: Node, table: Timetable) -> tuple[int, ...]:
    """Days by their names in Russian, Bulgarian or English; else in order from Monday."""
    nodes = listed(root, "Days_List", "Day")
    names = [node.value("Name") for node in nodes]
    if not 1 <= len(names) <= 7:
        line = (root.one("Days_List") or root).line
        text = f"дней в неделе {len(names)}, а должно быть от 1 до 7. Проверьте расписание."
        raise Unreadable(Problem(table.file, line, "Days_List", text, "days"))
    known = [weekday_of(name) for name in names]
    told = [day for day in known if day]
    if len(set(told)) == len(names):
        return tuple(told)
    text = "названия дней не узнаны: дни взяты по порядку с понедельника."
    table.warnings.append(Problem(table.file, nodes[0].line, "Day", text, "days"))
    return tuple(range(1, len(names) + 1))


def weekday_of(name: str) -> int | None:
    """1 for Monday by its name in Russian, Bulgarian or English; None for a strange one."""
    for number, starts in enumerate(WEEKDAYS, 1):
        if name.lower().startswith(starts):
            return number
    return None


def _sets(root: Node) -> dict[str, StudentSet]:
    sets: dict[str, StudentSet] = {}

    def add(node: Node, level: str, parent: str) -> str:
        name = node.value("Name")
        known = sets.get(name)
        parents = (*(known.parents if known else ()), *((parent,) if parent else ()))
        first = known or StudentSet(name, level, (), node.line)
        sets[name] = replace(first, parents=tuple(dict.fromkeys(parents)))
        return name

    for year in listed(root, "Students_List", "Year"):
        top = add(year, YEAR, "")
        for group in year.all("Group"):
            middle = add(group, GROUP, top)
            for subgroup in group.all("Subgroup"):
                add(subgroup, SUBGROUP, middle)
    return sets
