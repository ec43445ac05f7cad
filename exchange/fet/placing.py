"""Where activities stand in the week and in which rooms, by the constraints of FET."""

from dataclasses import replace

from exchange.problems import Problem
from exchange.xml_tree import Node, listed

from .values import Activity, Timetable


def place(root: Node, table: Timetable, activities: dict[str, Activity]) -> tuple[Activity, ...]:
    """Activities with the day, hour and room that the constraints give them."""
    days = {
        node.value("Name"): weekday
        for node, weekday in zip(listed(root, "Days_List", "Day"), table.weekdays, strict=True)
    }
    hours = {hour.name: hour.number for hour in table.hours}
    unused = _unused(root)
    for node in listed(root, "Time_Constraints_List", "ConstraintActivityPreferredStartingTime"):
        one = _constrained(node, activities, unused, table)
        if one is None:
            continue
        weekday = days.get(node.value("Preferred_Day", "Day"))
        hour = hours.get(node.value("Preferred_Hour", "Hour"))
        wrong = _wrong_place(one, weekday, hour, table)
        if wrong:
            kind = "activities"
            table.refused.append(Problem(table.file, node.line, wrong[0], wrong[1], kind))
        elif (one.weekday, one.hour) in ((None, None), (weekday, hour)):
            activities[one.id] = replace(one, weekday=weekday, hour=hour)
        else:
            text = f"у занятия «{one.id}» уже есть другое время: взято первое."
            table.warnings.append(
                Problem(table.file, node.line, "Preferred_Hour", text, "activities")
            )
    _put_in_rooms(root, table, activities)
    for one in activities.values():
        if one.hour is None:
            text = f"занятие «{one.id}» ({one.subject}, {', '.join(one.students)}) без времени: "
            text += "в расписание не попадёт."
            table.warnings.append(Problem(table.file, one.line, "", text, "activities"))
    return tuple(activities.values())


def _constrained(
    node: Node, activities: dict[str, Activity], unused: set[str], table: Timetable
) -> Activity | None:
    """The activity of a constraint that is in force; an unknown one is refused."""
    if node.value("Active") == "false":
        return None
    key = node.value("Activity_Id")
    if key not in activities and key not in unused:
        text = f"занятия «{key}» нет в файле или оно не читается."
        table.refused.append(Problem(table.file, node.line, "Activity_Id", text, "activities"))
    return activities.get(key)


def _unused(root: Node) -> set[str]:
    """Activities switched off in FET: what is said about them does not matter."""
    nodes = listed(root, "Activities_List", "Activity")
    return {node.value("Id") for node in nodes if node.value("Active") == "false"}


def _wrong_place(
    one: Activity, weekday: int | None, hour: int | None, table: Timetable
) -> tuple[str, str] | None:
    if weekday is None:
        return "Preferred_Day", f"дня, на который поставлено занятие «{one.id}», нет в файле."
    if hour is None:
        return "Preferred_Hour", f"урока, на который поставлено занятие «{one.id}», нет в файле."
    if hour + one.duration - 1 > len(table.hours):
        return "Duration", f"занятие «{one.id}» не помещается в день: уроков {len(table.hours)}."
    return None


def _put_in_rooms(root: Node, table: Timetable, activities: dict[str, Activity]) -> None:
    rooms, unused = set(table.rooms), _unused(root)
    for node in listed(root, "Space_Constraints_List", "ConstraintActivityPreferredRoom"):
        one = _constrained(node, activities, unused, table)
        if one is None:
            continue
        room = node.value("Real_Room") or node.value("Room")
        if room not in rooms:
            text = f"кабинета «{room}» нет в списке файла: занятие останется без кабинета."
            table.warnings.append(Problem(table.file, node.line, "Room", text, "rooms"))
        elif not one.room:
            activities[one.id] = replace(one, room=room)
