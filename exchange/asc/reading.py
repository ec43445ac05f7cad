"""From the XML of aSc Timetables to a Timetable: lists with ids, lessons, and the cards on the board."""

import re
from collections.abc import Iterable
from datetime import time

from exchange.fet import GROUP, HIGHEST_GRADE, YEAR, Hour, StudentSet, Timetable
from exchange.fet.reading import time_in, weekday_of
from exchange.problems import Problem, Unreadable
from exchange.xml_tree import Node, listed

from .cards import Names, read_cards

LONGEST_CLASS = 20


def read_asc(root: Node, *, file: str) -> Timetable:
    """Lists first, then lessons as their cards stand on the board."""
    table = Timetable(file, source="asc")
    table.hours, periods = _hours(root, table)
    table.weekdays = _weekdays(root, table)
    subjects = _named(listed(root, "subjects", "subject"))
    teachers = _named(listed(root, "teachers", "teacher"))
    rooms = _named(listed(root, "classrooms", "classroom"))
    classes = _classes(root, table)
    groups = _groups(root, classes, table)
    table.subjects = tuple(subjects.values())
    table.teachers = tuple(teachers.values())
    table.rooms = tuple(rooms.values())
    table.buildings = _buildings(root, rooms)
    table.terms = _terms(root)
    names = Names(subjects, teachers, rooms, classes, groups, periods)
    table.activities = read_cards(root, table, names)
    return table


def _hours(root: Node, table: Timetable) -> tuple[tuple[Hour, ...], dict[str, int]]:
    """Bells in order, and the hour by the number of the period."""
    nodes = listed(root, "periods", "period")
    if not nodes:
        text = "нет списка уроков (periods). Выгрузите расписание из aSc целиком."
        raise Unreadable(Problem(table.file, root.line, "periods", text, "bells"))
    nodes.sort(key=lambda node: _number(node.attributes.get("period", "")))
    hours = [
        Hour(
            number,
            node.attributes.get("name", "") or str(number),
            _clock(node, "starttime"),
            _clock(node, "endtime"),
        )
        for number, node in enumerate(nodes, 1)
    ]
    periods = {node.attributes.get("period", ""): at for at, node in enumerate(nodes, 1)}
    return tuple(hours), periods


def _clock(node: Node, name: str) -> time | None:
    return time_in(node.attributes.get(name, ""))[0]


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0


def _weekdays(root: Node, table: Timetable) -> tuple[int, ...]:
    """Days of the masks («01000» is the second): by their names, else in order from Monday."""
    single: dict[int, str] = {}
    for node in listed(root, "daysdefs", "daysdef"):
        mask = node.attributes.get("days", "")
        if re.fullmatch(r"0*10*", mask):
            single.setdefault(mask.index("1"), node.attributes.get("name", ""))
    number = 1 + max(single, default=4)
    if number > 7:
        text = f"дней в неделе {number}, а должно быть от 1 до 7. Проверьте расписание."
        raise Unreadable(Problem(table.file, root.line, "daysdefs", text, "days"))
    told = [weekday_of(single.get(at, "")) for at in range(number)]
    known = [day for day in told if day]
    return tuple(known) if len(set(known)) == number else tuple(range(1, number + 1))


def _named(nodes: Iterable[Node]) -> dict[str, str]:
    """Names by id; a name that is there already gets its short name, or a number, beside it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        given = node.attributes
        name = " ".join(given.get("name", "").split()) or given.get("short", "")
        choices = [name, f"{name} ({given.get('short', '')})"]
        choices += [f"{name} ({number})" for number in range(2, len(taken) + 3)]
        chosen = next(one for one in choices if one not in taken)
        taken.add(chosen)
        found[given.get("id", "")] = chosen
    return found


def _classes(root: Node, table: Timetable) -> dict[str, str]:
    """Classes by id, with their grades: as given, else the number in the name."""
    nodes = listed(root, "classes", "class")
    found: dict[str, str] = {}
    for node in nodes:
        given = node.attributes
        names = [" ".join(given.get(key, "").split()) for key in ("name", "short")]
        fitting = [name for name in names if name and len(name) <= LONGEST_CLASS]
        name = next((one for one in fitting if one not in found.values()), "")
        name = name or f"{names[0][: LONGEST_CLASS - 4]} {len(found) + 1}"
        found[given.get("id", "")] = name
        table.sets[name] = StudentSet(name, YEAR, (), node.line)
        grade = _grade(given.get("grade", ""), *reversed(names))
        if grade:
            table.grades[name] = grade
    table.classes = tuple(found.values())
    table.guess_grades()
    return found


def _grade(*texts: str) -> int | None:
    for text in texts:
        for number in re.findall(r"\d+", text):
            if 1 <= int(number) <= HIGHEST_GRADE:
                return int(number)
    return None


def _groups(root: Node, classes: dict[str, str], table: Timetable) -> dict[str, str]:
    """Students sets by id of the group: the class itself for «whole class»."""
    found: dict[str, str] = {}
    for node in listed(root, "groups", "group"):
        given = node.attributes
        of_class = classes.get(given.get("classid", ""))
        if of_class is None:
            continue
        if given.get("entireclass") == "1":
            found[given.get("id", "")] = of_class
            continue
        name = f"{of_class} {' '.join(given.get('name', '').split())}".strip()
        found[given.get("id", "")] = name
        table.sets.setdefault(name, StudentSet(name, GROUP, (of_class,), node.line))
    return found


def _buildings(root: Node, rooms: dict[str, str]) -> dict[str, str]:
    names = _named(listed(root, "buildings", "building"))
    found = {
        rooms[node.attributes.get("id", "")]: names.get(node.attributes.get("buildingid", ""), "")
        for node in listed(root, "classrooms", "classroom")
    }
    return {room: building for room, building in found.items() if building}


def _terms(root: Node) -> tuple[str, ...]:
    """Parts of the year by the masks that name one of them."""
    single: dict[int, str] = {}
    for node in listed(root, "termsdefs", "termsdef"):
        mask = node.attributes.get("terms", "")
        if re.fullmatch(r"0*10*", mask):
            single.setdefault(mask.index("1"), node.attributes.get("name", ""))
    return tuple(single[at] for at in sorted(single)) if len(single) > 1 else ()
