"""Clashes of a timetable: a teacher, a room or a pupil who is wanted in two places at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from .models import CourseSection, SectionEnrollment, TeachingLoad, TimeSlot, TimetableEntry

TEACHER, ROOM, PUPIL = "teacher", "room", "pupil"


@dataclass(frozen=True)
class Slot:
    """A weekly lesson of a section: weekday 1 to 7, from bell to bell, room or None."""

    section: int
    weekday: int
    number: int
    starts_at: time
    ends_at: time
    room: int | None


@dataclass(frozen=True)
class Clash:
    """The same teacher, room or pupils (`who`, by key) in lessons that share a minute."""

    kind: str
    who: tuple[int, ...]
    first: Slot
    second: Slot


def clashes(
    slots: Iterable[Slot],
    *,
    teachers: Mapping[int, Collection[int]],
    pupils: Mapping[int, Collection[int]],
) -> list[Clash]:
    """Every pair of lessons at one time that want the same teacher, room or pupils (SCH-10). Pure.

    `teachers` and `pupils` are keys by section.
    """
    found: list[Clash] = []
    for first, second in _at_once(slots):
        kinds = (
            (TEACHER, set(teachers.get(first.section, ())) & set(teachers.get(second.section, ()))),
            (ROOM, {first.room} & {second.room} - {None}),
            (PUPIL, set(pupils.get(first.section, ())) & set(pupils.get(second.section, ()))),
        )
        for kind, who in kinds:
            if who:
                found.append(Clash(kind, tuple(sorted(one for one in who if one)), first, second))
    return found


def _at_once(slots: Iterable[Slot]) -> Iterable[tuple[Slot, Slot]]:
    """Pairs of slots of one weekday that share a minute, in order of time."""
    by_day: dict[int, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.weekday, []).append(slot)
    for weekday in sorted(by_day):
        running: list[Slot] = []
        for slot in sorted(
            by_day[weekday], key=lambda one: (one.starts_at, one.number, one.section)
        ):
            running = [one for one in running if one.ends_at > slot.starts_at]
            for one in running:
                yield one, slot
            running.append(slot)


def clashes_of(timetable: int, *, on: date) -> list[Clash]:
    """Clashes of a version with the load and the lists of that day. Five queries."""
    slots = weekly_slots(timetable)
    sections = {slot.section for slot in slots}
    teachers: dict[int, list[int]] = {}
    for section, teacher in (
        TeachingLoad.objects.on(on)
        .filter(section__in=sections)
        .values_list("section_id", "teacher_id")
    ):
        teachers.setdefault(section, []).append(teacher)
    pupils: dict[int, list[int]] = {}
    for section, student in (
        SectionEnrollment.objects.on(on)
        .filter(section__in=sections)
        .values_list("section_id", "student_id")
    ):
        pupils.setdefault(section, []).append(student)
    return clashes(slots, teachers=teachers, pupils=pupils)


def weekly_slots(timetable: int) -> list[Slot]:
    """Entries of a version with the bells of their classes; a class without bells has the first ones.

    An entry whose number has no bell has no time and is left out. Three queries.
    """
    bells: dict[int | None, dict[int, TimeSlot]] = {}
    for slot in TimeSlot.objects.order_by("schedule_id"):
        bells.setdefault(slot.schedule_id, {})[slot.number] = slot
    first = next(iter(bells.values()), {})
    entries = TimetableEntry.objects.filter(timetable=timetable)
    of_section = dict(
        CourseSection.objects.filter(entries__timetable=timetable)
        .order_by("-section_classes__school_class__name")
        .values_list("pk", "section_classes__school_class__bells")
    )
    found = []
    for entry in entries:
        bell = bells.get(of_section.get(entry.section_id), first).get(entry.number)
        if bell is not None:
            found.append(
                Slot(
                    entry.section_id,
                    entry.weekday,
                    entry.number,
                    bell.starts_at,
                    bell.ends_at,
                    entry.room_id,
                )
            )
    return found
