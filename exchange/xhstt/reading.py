"""From an XHSTT archive to a Timetable: its first instance, times, people, and the fullest solution."""

from collections import Counter
from dataclasses import dataclass

from exchange.fet import YEAR, Hour, StudentSet, Timetable
from exchange.fet.reading import weekday_of
from exchange.matching import grade_in
from exchange.problems import Problem, Unreadable
from exchange.xml_tree import Node, listed
from school.weeks import EVEN, EVERY, ODD

from .events import Resources, read_events

# A file that names pupils and no classes is about the seniors, who choose their subjects.
STREAM = "10 поток"
LONGEST_WEEK = 7
LONGEST_CLASS = 20


@dataclass(frozen=True)
class Place:
    """A time of the archive: its weeks, weekday (1 to 7) and number in the day."""

    weeks: str
    weekday: int
    hour: int


def read_xhstt(root: Node, *, file: str) -> Timetable:
    """The first instance of the archive with its events as a solution places them."""
    instances = listed(root, "Instances", "Instance")
    if not instances:
        text = "в архиве нет расписания (Instance). Сохраните его вместе с решением."
        raise Unreadable(Problem(file, root.line, "Instances", text))
    instance = instances[0]
    about = instance.one("MetaData")
    table = Timetable(file, about.value("Name") if about else "", source="xhstt")
    if len(instances) > 1:
        text = f"в архиве расписаний {len(instances)}: загружается первое."
        table.warnings.append(Problem(file, instances[1].line, "Instance", text, "timetables"))
    places = _places(instance, table)
    resources = _resources(instance, table)
    solution = _solution(root, instance, table)
    table.activities = read_events(instance, solution, table, resources, places)
    return table


def _places(instance: Node, table: Timetable) -> dict[str, Place]:
    """Where each time stands; two weeks are odd and even ones."""
    days, weeks = _order(instance, "Day"), _order(instance, "Week")
    times = listed(instance, "Times", "Time")
    of_day: dict[str, list[str]] = {day: [] for day in days}
    week_of_day: dict[str, str] = {}
    for node in times:
        day = _reference(node, "Day")
        if day not in of_day:
            text = f"у времени «{node.attributes.get('Id', '')}» не указан день."
            raise Unreadable(Problem(table.file, node.line, "Day", text, "days"))
        of_day[day].append(node.attributes.get("Id", ""))
        week_of_day[day] = _reference(node, "Week")
    if not times or len(weeks) > 2:
        text = (
            f"недель в расписании {len(weeks)}, а загружаются одна или две."
            if times
            else "нет времён уроков."
        )
        raise Unreadable(Problem(table.file, instance.line, "Times", text, "days"))
    rounds = [[day for day in days if week_of_day.get(day) == week] for week in weeks or [""]]
    if len(weeks) < 2:
        rounds = [list(days)]
    if max(map(len, rounds)) > LONGEST_WEEK:
        text = f"дней в неделе {max(map(len, rounds))}, а должно быть от 1 до 7."
        raise Unreadable(Problem(table.file, instance.line, "Day", text, "days"))
    return _laid(rounds, of_day, days, table)


def _laid(
    rounds: list[list[str]], of_day: dict[str, list[str]], names: dict[str, str], table: Timetable
) -> dict[str, Place]:
    weekdays = _weekdays(rounds, names, table)
    table.weekdays = tuple(sorted({day for of_round in weekdays for day in of_round}))
    longest = max((len(found) for found in of_day.values()), default=0)
    table.hours = tuple(Hour(number, str(number), None, None) for number in range(1, longest + 1))
    text = "в файле нет времени звонков: взяты звонки школы или обычные, с 8:30."
    table.warnings.append(Problem(table.file, None, "", text, "bells"))
    parity = (EVERY,) if len(rounds) == 1 else (ODD, EVEN)
    return {
        time: Place(weeks, weekday, number)
        for weeks, days, of_round in zip(parity, rounds, weekdays, strict=True)
        for day, weekday in zip(days, of_round, strict=True)
        for number, time in enumerate(of_day[day], 1)
    }


def _weekdays(rounds: list[list[str]], names: dict[str, str], table: Timetable) -> list[list[int]]:
    """Weekdays of the days of each week: by their names where all have one, else in their order, from Monday.

    Weeks of unequal length are understood by names only.
    """
    told = [[weekday_of(names[day]) for day in days] for days in rounds]
    named = [[day for day in found if day] for found in told]
    if all(len(set(found)) == len(days) for found, days in zip(named, rounds, strict=True)):
        return named
    lengths = [len(days) for days in rounds]
    if len(set(lengths)) > 1:
        text = f"дней в первой неделе {lengths[0]}, а во второй {lengths[1]}. Назовите дни днями недели: "
        text += "«понедельник», «вторник»."
        raise Unreadable(Problem(table.file, None, "Day", text, "days"))
    return [list(range(1, length + 1)) for length in lengths]


def _order(instance: Node, tag: str) -> dict[str, str]:
    """Names by id of the days or weeks, in the order of the file."""
    times = instance.one("Times")
    groups = times.one("TimeGroups") if times else None
    found = groups.all(tag) if groups else ()
    return {node.attributes.get("Id", ""): node.value("Name") for node in found}


def _reference(node: Node, tag: str) -> str:
    found = node.one(tag)
    return found.attributes.get("Reference", "") if found else ""


def _resources(instance: Node, table: Timetable) -> Resources:
    """People, rooms and classes by id, sorted by what their type is called."""
    found = Resources({}, {}, {}, {})
    kinds = {
        "teacher": found.teachers,
        "room": found.rooms,
        "class": found.classes,
        "student": found.pupils,
    }
    strange: Counter[str] = Counter()
    for node in listed(instance, "Resources", "Resource"):
        kind = _reference(node, "ResourceType")
        names = kinds.get(kind.lower(), kinds.get(kind.lower().removesuffix("s")))
        if names is None:
            strange[kind] += 1
            continue
        name = node.value("Name") or node.attributes.get("Id", "")
        key = node.attributes.get("Id", "")
        names[key] = name if name not in names.values() else key
        if names is found.classes:
            names[key] = _class_name(names[key], node, table)
    for kind, number in strange.items():
        text = f"ресурсы вида «{kind}» не загружаются: их {number}."
        table.warnings.append(Problem(table.file, None, "ResourceType", text, "people"))
    _sort_people(found, table)
    return found


def _class_name(name: str, node: Node, table: Timetable) -> str:
    name = name[:LONGEST_CLASS]
    table.sets[name] = StudentSet(name, YEAR, (), node.line)
    grade = grade_in(name)
    if grade:
        table.grades[name] = grade
    return name


def _sort_people(found: Resources, table: Timetable) -> None:
    table.teachers = tuple(found.teachers.values())
    table.rooms = tuple(found.rooms.values())
    if found.pupils and not found.classes:
        table.sets[STREAM] = StudentSet(STREAM, YEAR, (), 0)
        text = f"классов в файле нет: ученики будут записаны в класс «{STREAM}»."
        table.warnings.append(Problem(table.file, None, "", text, "classes"))
    table.classes = tuple(table.sets)
    table.grades |= {name: 10 for name in table.sets if name == STREAM}
    table.guess_grades()
    only = table.classes[0] if len(table.classes) == 1 else ""
    table.pupils = dict.fromkeys(found.pupils.values(), only)


def _solution(root: Node, instance: Node, table: Timetable) -> Node | None:
    """The solution of the instance that places most events; the first of equal ones."""
    key = instance.attributes.get("Id", "")
    groups = listed(root, "SolutionGroups", "SolutionGroup")
    found = [
        solution
        for group in groups
        for solution in group.all("Solution")
        if solution.attributes.get("Reference") == key
    ]
    if not found:
        text = "решения в архиве нет: уроки будут без времени."
        table.warnings.append(Problem(table.file, None, "SolutionGroups", text, "timetables"))
        return None
    placed = [
        sum(1 for one in listed(each, "Events", "Event") if one.one("Time")) for each in found
    ]
    best = found[placed.index(max(placed))]
    if len(found) > 1:
        text = (
            f"решений в архиве {len(found)}: взято то, где поставлено больше уроков, {max(placed)}."
        )
        table.warnings.append(Problem(table.file, best.line, "Solution", text, "timetables"))
    return best
