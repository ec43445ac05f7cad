"""Activities of FET: who teaches what to whom; what cannot be used is refused with its line."""

import re

from exchange.problems import Problem
from exchange.xml_tree import Node, listed
from school.weeks import EVEN, EVERY, ODD

from .values import MAIN, Activity, Timetable
from .writing import TAGS

TAGGED = {text: tag for tag, text in TAGS.items()}
WEEKS = {ODD, EVEN}


def read_activities(root: Node, table: Timetable) -> dict[str, Activity]:
    """Activities by their number; those switched off are left out."""
    found: dict[str, Activity] = {}
    subjects, teachers = set(table.subjects), set(table.teachers)
    for node in listed(root, "Activities_List", "Activity"):
        if node.value("Active") == "false":
            continue
        one = _activity(node)
        wrong = _wrong_with(one, subjects, teachers, table)
        if one.id in found:
            wrong = ("Id", f"занятие «{one.id}» уже есть в строке {found[one.id].line}.")
        if wrong:
            column, text = wrong
            table.refused.append(Problem(table.file, node.line, column, text, "activities"))
        else:
            found[one.id] = one
    return found


def _activity(node: Node) -> Activity:
    duration = node.value("Duration")
    tags = {TAGGED[text] for text in _texts(node, "Activity_Tag") if text in TAGGED}
    return Activity(
        id=node.value("Id"),
        teachers=tuple(_texts(node, "Teacher")),
        subject=node.value("Subject"),
        students=tuple(_texts(node, "Students")),
        duration=int(duration) if re.fullmatch(r"\d{1,2}", duration) else 0,
        line=node.line,
        weeks=next(iter(tags & WEEKS), EVERY),
        kind=next(iter(tags - WEEKS), MAIN),
    )


def _texts(node: Node, tag: str) -> list[str]:
    return list(
        dict.fromkeys(
            text for text in (" ".join(one.text.split()) for one in node.all(tag)) if text
        )
    )


def _wrong_with(
    one: Activity, subjects: set[str], teachers: set[str], table: Timetable
) -> tuple[str, str] | None:
    """The column and the sentence about an activity that cannot be used."""
    if not one.id:
        return "Id", "у занятия нет номера. Сохраните расписание в FET заново."
    if not 1 <= one.duration <= len(table.hours):
        return "Duration", f"длительность должна быть от 1 до {len(table.hours)} уроков."
    if one.subject not in subjects:
        return "Subject", f"предмета «{one.subject}» нет в списке предметов файла."
    for teacher in one.teachers:
        if teacher not in teachers:
            return "Teacher", f"учителя «{teacher}» нет в списке учителей файла."
    for name in one.students:
        if name not in table.sets:
            return "Students", f"класса или группы «{name}» нет в списке файла."
    return None
