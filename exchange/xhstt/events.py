"""Events of XHSTT: a course's lessons, as the solution places them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exchange.fet import Activity, Timetable
from exchange.problems import Problem
from exchange.xml_tree import Node, listed

DURATION = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Resources:
    """Names by id of the resource."""

    teachers: dict[str, str]
    rooms: dict[str, str]
    classes: dict[str, str]
    pupils: dict[str, str]


@dataclass
class Course:
    """Everybody who teaches and learns in any event of a course."""

    name: str
    teachers: dict[str, None]
    students: dict[str, None]
    pupils: dict[str, None]


def read_events(
    instance: Node,
    solution: Node | None,
    table: Timetable,
    resources: Resources,
    places: Mapping[str, Any],
) -> tuple[Activity, ...]:
    """One activity a lesson; a course has one list of pupils, whichever of its lessons names them."""
    nodes = {one.attributes.get("Id", ""): one for one in listed(instance, "Events", "Event")}
    names = _course_names(instance)
    courses: dict[str, Course] = {}
    of_event: dict[str, Course] = {}
    for key, node in nodes.items():
        course, name = _course_of(node, names, resources)
        of_event[key] = courses.setdefault(course, Course(name, {}, {}, {}))
        _join(of_event[key], node, resources)
    table.subjects = tuple(dict.fromkeys(one.name for one in courses.values()))
    found: list[Activity] = []
    times: dict[str, int] = {}
    for part in _parts(solution, nodes):
        key = part.attributes.get("Reference") or part.attributes.get("Id", "")
        if key not in nodes:
            _refuse(table, part, f"события «{key}» нет в расписании.")
            continue
        times[key] = times.get(key, 0) + 1
        one = _activity(part, nodes[key], of_event[key], table, resources, places)
        if one is not None:
            number = "" if times[key] == 1 else f".{times[key]}"
            found.append(_renamed(one, f"{key}{number}"))
    return tuple(found)


def _parts(solution: Node | None, nodes: Mapping[str, Node]) -> Iterable[Node]:
    """Events as they are placed, in the order of the instance; those the solution leaves out as they stand."""
    placed: dict[str, list[Node]] = {}
    for part in listed(solution, "Events", "Event") if solution else ():
        placed.setdefault(part.attributes.get("Reference", ""), []).append(part)
    for key, node in nodes.items():
        yield from placed.pop(key, [node])
    for strangers in placed.values():
        yield from strangers


def _course_names(instance: Node) -> dict[str, str]:
    """Names by id of courses and groups of events."""
    events = instance.one("Events")
    groups = events.one("EventGroups") if events else None
    found = groups.children if groups else []
    return {node.attributes.get("Id", ""): node.value("Name") for node in found}


def _course_of(node: Node, names: Mapping[str, str], resources: Resources) -> tuple[str, str]:
    """Key and name of the course as said, else of the first group of events that begins with it.

    An event of no course is of one with all of its name for the same classes and pupils: «Математика» of 5А is not
    that of 5Б.
    """
    course = node.one("Course")
    key = course.attributes.get("Reference", "") if course else ""
    groups = [
        one.attributes.get("Reference", "") for one in listed(node, "EventGroups", "EventGroup")
    ]
    if not key:
        key = next((one for one in groups if one.lower().startswith("course")), "")
    if key:
        return key, names.get(key) or key
    name = node.value("Name") or node.attributes.get("Id", "")
    people = {one.attributes.get("Reference", "") for one in listed(node, "Resources", "Resource")}
    learners = sorted(people & (resources.classes.keys() | resources.pupils.keys()))
    return " ".join([name, *learners]), name


def _join(course: Course, node: Node, resources: Resources) -> None:
    for one in listed(node, "Resources", "Resource"):
        key = one.attributes.get("Reference", "")
        for names, into in (
            (resources.teachers, course.teachers),
            (resources.classes, course.students),
            (resources.pupils, course.pupils),
        ):
            if key in names:
                into[names[key]] = None


def _activity(
    part: Node,
    node: Node,
    course: Course,
    table: Timetable,
    resources: Resources,
    places: Mapping[str, Any],
) -> Activity | None:
    duration = part.value("Duration") or node.value("Duration") or "1"
    time = part.one("Time") or node.one("Time")
    reference = time.attributes.get("Reference", "") if time else ""
    place = places.get(reference)
    if not DURATION.fullmatch(duration) or not 1 <= int(duration) <= len(table.hours):
        _refuse(
            table, part, f"«{course.name}»: длительность должна быть от 1 до {len(table.hours)}."
        )
        return None
    if reference and place is None:
        _refuse(table, part, f"«{course.name}»: времени «{reference}» нет в файле.")
        return None
    if place and place.hour + int(duration) - 1 > len(table.hours):
        _refuse(table, part, f"«{course.name}»: урок не помещается в день.")
        return None
    if place is None:
        text = f"«{course.name}»: урок без времени, в расписание не попадёт."
        table.warnings.append(Problem(table.file, node.line, "Time", text, "activities"))
    keys = [
        one.attributes.get("Reference", "")
        for each in (part, node)
        for one in listed(each, "Resources", "Resource")
    ]
    rooms = [resources.rooms[key] for key in keys if key in resources.rooms]
    students = tuple(course.students) or (table.classes if course.pupils else ())
    return Activity(
        "", tuple(course.teachers), course.name, students[:1] if course.pupils else students,
        int(duration), node.line,
        weekday=place.weekday if place else None, hour=place.hour if place else None,
        room=rooms[0] if rooms else "", pupils=tuple(course.pupils),
        **({"weeks": place.weeks} if place else {}),
    )  # fmt: skip


def _renamed(one: Activity, key: str) -> Activity:
    return Activity(**{**vars(one), "id": key})


def _refuse(table: Timetable, node: Node, text: str) -> None:
    table.refused.append(Problem(table.file, node.line, "Event", text, "activities"))
