"""What of a class and its rooms is free in an hour of a draft of the timetable. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from school.bells import Bell, Bells, bells_of, whose
from school.clash_words import Names
from school.models import CourseSection, SchoolClass
from school.timetable import Clash, Slot, Week, clashes_in
from school.words import count_of


def bell_of(
    bells: Bells,
    section: CourseSection | None,
    school_class: SchoolClass,
    weekday: int,
    number: int,
    on: date,
) -> Bell | None:
    """The bells of that hour of the class's week."""
    day = on + timedelta(days=weekday - on.isoweekday())
    return bells_of(bells, whose(section, school_class), day, weekday, number)


def notes_of(
    week: Week,
    own: Collection[int],
    names: Names,
    bells: Bells,
    school_class: SchoolClass,
    chosen: tuple[int, int],
    sections: Mapping[int, CourseSection],
    on: date,
) -> dict[tuple[str, int], str]:
    """What each section and room would clash with in the hour chosen: tried, lesson by lesson."""
    found: dict[tuple[str, int], str] = {}
    day = [slot for slot in week.slots if slot.weekday == chosen[0]]
    for key in own:
        bell = bell_of(bells, sections[key], school_class, *chosen, on)
        if bell is None:
            found["section", key] = "нет звонка"
            continue
        tried = Slot(key, *chosen, bell.starts_at, bell.ends_at, None)
        others = [slot for slot in day if slot.section != key and _may_meet(slot, tried, week)]
        clashes = [
            one
            for one in clashes_in(replace(week, slots=(*others, tried)))
            if tried in (one.first, one.second)
        ]
        if clashes:
            found["section", key] = _why(clashes[0], tried, names)
    usual = bell_of(bells, None, school_class, *chosen, on)
    for slot in day:
        if (
            usual
            and slot.room
            and slot.starts_at < usual.ends_at
            and usual.starts_at < slot.ends_at
        ):
            found["room", slot.room] = f"занят: {names.sections[slot.section]}"
    return found


def _may_meet(slot: Slot, tried: Slot, week: Week) -> bool:
    """At one time, or of the same people, who may have to walk from one to the other."""
    if slot.starts_at < tried.ends_at and tried.starts_at < slot.ends_at:
        return True
    return any(
        not set(those.get(slot.section, ())).isdisjoint(those.get(tried.section, ()))
        for those in (week.teachers, week.classes)
    )


def _why(clash: Clash, tried: Slot, names: Names) -> str:
    other = clash.first if clash.second == tried else clash.second
    busy = {
        "teacher": "занят учитель",
        "class": "занят класс",
        "move": "учитель не успевает из другого здания",
        "class_move": "класс не успевает из другого здания",
    }.get(clash.kind) or f"занято {count_of(len(clash.who), 'ученик', 'ученика', 'учеников')}"
    return f"{busy}: {names.sections[other.section]}"
