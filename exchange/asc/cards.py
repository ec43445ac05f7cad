"""Lessons of aSc and their cards: one activity a card and day; what cannot be used is refused with its line."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from exchange.fet import Activity, Timetable
from exchange.problems import Problem
from exchange.xml_tree import Node, listed
from school.weeks import EVEN, EVERY, ODD

WEEKS = {"10": ODD, "01": EVEN}


@dataclass(frozen=True)
class Names:
    """What the ids of the file mean; `periods` are hours by number of the period."""

    subjects: dict[str, str]
    teachers: dict[str, str]
    rooms: dict[str, str]
    classes: dict[str, str]
    groups: dict[str, str]
    periods: dict[str, int]


def read_cards(root: Node, table: Timetable, names: Names) -> tuple[Activity, ...]:
    """Every card on its day and hour; lessons a week that have no card stay without a time."""
    lessons = {one.attributes.get("id", ""): one for one in listed(root, "lessons", "lesson")}
    drafts = {key: _draft(node, table, names) for key, node in lessons.items()}
    found: list[Activity] = []
    given: defaultdict[str, Decimal] = defaultdict(Decimal)
    for number, node in enumerate(listed(root, "cards", "card"), 1):
        key = node.attributes.get("lessonid", "")
        if key not in drafts:
            _refuse(table, node, "lessonid", f"у карточки {number} нет урока в списке файла.")
            continue
        draft = drafts[key]
        if draft is None:
            continue
        placed = _placed(node, number, draft, table, names)
        found += placed
        given[key] += sum((one.weekly_hours for one in placed), Decimal())
    for key, draft in drafts.items():
        if draft is not None:
            found += _unplaced(lessons[key], draft, given[key], table)
    return tuple(found)


def _draft(node: Node, table: Timetable, names: Names) -> Activity | None:
    """Who teaches what to whom, without a time; None where it is refused."""
    given = node.attributes
    subject = names.subjects.get(given.get("subjectid", ""))
    if subject is None:
        _refuse(table, node, "subjectid", "предмета этого урока нет в списке предметов файла.")
        return None
    lists = {}
    for key, known in (("teacherids", names.teachers), ("groupids", names.groups), ("classids", names.classes)):  # fmt: skip
        ids = [one for one in given.get(key, "").split(",") if one]
        if any(one not in known for one in ids):
            _refuse(table, node, key, f"урок «{subject}» называет того, кого нет в списках файла.")
            return None
        lists[key] = tuple(dict.fromkeys(known[one] for one in ids))
    students = lists["groupids"] or lists["classids"]
    return Activity("", lists["teacherids"], subject, students, 1, node.line)


def _placed(
    node: Node, number: int, draft: Activity, table: Timetable, names: Names
) -> list[Activity]:
    """The card on each of its days; none where it lies beside the board."""
    given = node.attributes
    mask, period = given.get("days", ""), given.get("period", "")
    if "1" not in mask or not period:
        return []
    hour = names.periods.get(period)
    days = [at for at, told in enumerate(mask) if told == "1"]
    if hour is None or days[-1] >= len(table.weekdays):
        column = "period" if hour is None else "days"
        _refuse(table, node, column, f"карточка {number} стоит на уроке, которого в файле нет.")
        return []
    weeks = _weeks(given.get("weeks", ""))
    if weeks is None:
        text = f"карточка {number}: расписание больше чем на две недели не загружается."
        _refuse(table, node, "weeks", text)
        return []
    terms = given.get("terms", "")
    rooms = [names.rooms[one] for one in given.get("classroomids", "").split(",") if one in names.rooms]  # fmt: skip
    if len(rooms) > 1:
        _tell_rooms(table, node, number, draft, rooms)
    return [
        Activity(
            id=f"{number}" if len(days) == 1 else f"{number}.{at + 1}",
            teachers=draft.teachers,
            subject=draft.subject,
            students=draft.students,
            duration=1,
            line=node.line,
            weekday=table.weekdays[at],
            hour=hour,
            room=rooms[0] if rooms else "",
            weeks=weeks,
            terms=terms if "0" in terms else "",
        )
        for at in days
    ]


def _tell_rooms(
    table: Timetable, node: Node, number: int, draft: Activity, rooms: list[str]
) -> None:
    text = f"карточка {number} ({draft.subject}, {', '.join(draft.students)}): кабинетов "
    text += f"{len(rooms)}, взят первый, {rooms[0]}."
    table.warnings.append(Problem(table.file, node.line, "classroomids", text, "rooms"))


def _weeks(mask: str) -> str | None:
    """Every week, or one of two; None of a longer round that is not taught in all its weeks."""
    return WEEKS.get(mask, EVERY if "0" not in mask else None)


def _unplaced(node: Node, draft: Activity, given: Decimal, table: Timetable) -> list[Activity]:
    """Hours of the lesson that no card gives, so that the load is whole."""
    rest = _hours(node.attributes.get("periodsperweek", "")) - given
    if rest <= 0:
        return []
    text = f"«{draft.subject}, {', '.join(draft.students)}»: без времени осталось часов в неделю: "
    text += f"{rest.normalize():f}".replace(".", ",") + "."
    table.warnings.append(Problem(table.file, node.line, "periodsperweek", text, "activities"))
    key = node.attributes.get("id", "")
    parts = [(int(rest), EVERY, "целые"), (int(rest % 1 > 0), ODD, "половина")]
    return [
        Activity(
            f"{key} {name}", draft.teachers, draft.subject, draft.students, number, node.line,
            weeks=weeks,
        )
        for number, weeks, name in parts
        if number
    ]  # fmt: skip


def _hours(text: str) -> Decimal:
    try:
        return Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d{1,3})?", text) else Decimal()
    except InvalidOperation:
        return Decimal()


def _refuse(table: Timetable, node: Node, column: str, text: str) -> None:
    table.refused.append(Problem(table.file, node.line, column, text, "activities"))
