"""A Timetable to a .fet file that FET opens: lists, activities, and placed lessons as locked times and rooms."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from school.weeks import EVERY
from school.words import WEEKDAYS

from .values import MAIN, Activity, Timetable

VERSION = "6.8.5"
# Tags by which our own reader knows what FET has no word for.
TAGS = {
    "odd": "нечётные недели",
    "even": "чётные недели",
    "extracurricular": "внеурочное занятие",
    "additional": "дополнительное занятие",
}
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_fet(table: Timetable) -> bytes:
    """The file as bytes, in UTF-8. Our reader reads back an equal timetable."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<fet version="{VERSION}">',
        _text("Institution_Name", table.school_name),
        _text("Comments", ""),
        *_list("Days", "Day", (WEEKDAYS[day - 1].capitalize() for day in table.weekdays)),
        *_list("Hours", "Hour", (hour.name for hour in table.hours)),
        *_section("Subjects_List", "Subject", table.subjects),
        *_section("Activity_Tags_List", "Activity_Tag", TAGS.values()),
        *_section("Teachers_List", "Teacher", table.teachers),
        *_students(table),
        *_activities(table.activities),
        *_section("Buildings_List", "Building", sorted(set(table.buildings.values()))),
        *_rooms(table),
        *_times(table),
        *_places(table.activities),
        "</fet>",
        "",
    ]
    return "\n".join(parts).encode()


def _text(tag: str, value: str) -> str:
    return f"<{tag}>{escape(FORBIDDEN.sub(' ', value))}</{tag}>"


def _list(plural: str, tag: str, names: Iterable[str]) -> Iterable[str]:
    named = [f"<{tag}>{_text('Name', name)}</{tag}>" for name in names]
    number = _text(f"Number_of_{plural}", str(len(named)))
    return [f"<{plural}_List>", number, *named, f"</{plural}_List>"]


def _section(section: str, tag: str, names: Iterable[str]) -> Iterable[str]:
    named = [f"<{tag}>{_text('Name', name)}{_text('Comments', '')}</{tag}>" for name in names]
    return [f"<{section}>", *named, f"</{section}>"]


def _students(table: Timetable) -> Iterable[str]:
    """Years are the sets without a parent; a group of several classes stands in each of them."""
    yield "<Students_List>"
    for year in (one for one in table.sets.values() if not one.parents):
        yield f"<Year>{_text('Name', year.name)}{_text('Number_of_Students', '0')}"
        for group in (one for one in table.sets.values() if year.name in one.parents):
            yield f"<Group>{_text('Name', group.name)}{_text('Number_of_Students', '0')}"
            for part in (one for one in table.sets.values() if group.name in one.parents):
                yield f"<Subgroup>{_text('Name', part.name)}{_text('Number_of_Students', '0')}</Subgroup>"
            yield "</Group>"
        yield "</Year>"
    yield "</Students_List>"


def _activities(activities: Iterable[Activity]) -> Iterable[str]:
    yield "<Activities_List>"
    for one in activities:
        yield "<Activity>"
        yield from (_text("Teacher", name) for name in one.teachers)
        yield _text("Subject", one.subject)
        yield from (_text("Activity_Tag", TAGS[tag]) for tag in (one.weeks, one.kind) if tag not in (EVERY, MAIN))  # fmt: skip
        yield from (_text("Students", name) for name in one.students)
        yield _text("Duration", str(one.duration)) + _text("Total_Duration", str(one.duration))
        yield _text("Id", one.id) + _text("Activity_Group_Id", "0")
        yield _text("Active", "true") + _text("Comments", "") + "</Activity>"
    yield "</Activities_List>"


def _rooms(table: Timetable) -> Iterable[str]:
    yield "<Rooms_List>"
    for name in table.rooms:
        building = _text("Building", table.buildings.get(name, ""))
        yield f"<Room>{_text('Name', name)}{building}{_text('Capacity', '30000')}{_text('Virtual', 'false')}</Room>"
    yield "</Rooms_List>"


def _times(table: Timetable) -> Iterable[str]:
    yield "<Time_Constraints_List>"
    yield _basic("ConstraintBasicCompulsoryTime")
    names = {hour.number: hour.name for hour in table.hours}
    for one in table.activities:
        if one.weekday is not None and one.hour is not None:
            day = WEEKDAYS[one.weekday - 1].capitalize()
            yield (
                "<ConstraintActivityPreferredStartingTime>"
                f"{_text('Weight_Percentage', '100')}{_text('Activity_Id', one.id)}"
                f"{_text('Preferred_Day', day)}{_text('Preferred_Hour', names[one.hour])}"
                f"{_text('Permanently_Locked', 'true')}{_text('Active', 'true')}"
                "</ConstraintActivityPreferredStartingTime>"
            )
    yield "</Time_Constraints_List>"


def _places(activities: Iterable[Activity]) -> Iterable[str]:
    yield "<Space_Constraints_List>"
    yield _basic("ConstraintBasicCompulsorySpace")
    for one in activities:
        if one.room:
            yield (
                "<ConstraintActivityPreferredRoom>"
                f"{_text('Weight_Percentage', '100')}{_text('Activity_Id', one.id)}"
                f"{_text('Room', one.room)}{_text('Permanently_Locked', 'true')}"
                f"{_text('Active', 'true')}</ConstraintActivityPreferredRoom>"
            )
    yield "</Space_Constraints_List>"


def _basic(tag: str) -> str:
    return f"<{tag}>{_text('Weight_Percentage', '100')}{_text('Active', 'true')}</{tag}>"
