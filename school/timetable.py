"""Clashes of a timetable: a teacher, a room, a class or a pupil wanted in two places at once, or in two buildings
without the time to walk between them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import combinations

from .bells import Bells, bells_of, read_bells, whose
from .groups import combined_by_section
from .models import (
    CourseSection,
    SchoolClass,
    SectionClass,
    SectionEnrollment,
    TeachingLoad,
    TimetableEntry,
)
from .weeks import EVERY, meet

TEACHER, ROOM, PUPIL, CLASS = "teacher", "room", "pupil", "class"
# A teacher, a class that has to be in another building by the next bell.
MOVE, CLASS_MOVE = "move", "class_move"
KINDS = (TEACHER, ROOM, CLASS, PUPIL, MOVE, CLASS_MOVE)
# Minutes to another building: the long break, the shortest in which a school is walked across.
WALK = 20


@dataclass(frozen=True)
class Slot:
    """A weekly lesson of a section: weekday 1 to 7, from bell to bell, room or None with its building."""

    section: int
    weekday: int
    number: int
    starts_at: time
    ends_at: time
    room: int | None
    weeks: str = EVERY
    building: str = ""
    entry: int | None = None


@dataclass(frozen=True)
class Clash:
    """The same teacher, room, class or pupils (`who`, by key) in lessons that share a minute; or that walk."""

    kind: str
    who: tuple[int, ...]
    first: Slot
    second: Slot


@dataclass(frozen=True)
class Week:
    """The lessons of a week and who is at them, all by section.

    `whole` are sections in which a whole class learns, `combined` those of a combined class: of several classes
    together in one room with one teacher it is one lesson, however many sections it has.
    """

    slots: tuple[Slot, ...] = ()
    teachers: Mapping[int, Collection[int]] = field(default_factory=dict)
    pupils: Mapping[int, Collection[int]] = field(default_factory=dict)
    classes: Mapping[int, Collection[int]] = field(default_factory=dict)
    whole: Collection[int] = frozenset()
    combined: Mapping[int, int] = field(default_factory=dict)


def clashes(
    slots: Iterable[Slot],
    *,
    teachers: Mapping[int, Collection[int]],
    pupils: Mapping[int, Collection[int]],
) -> list[Clash]:
    """Every pair of lessons at one time that want the same teacher, room or pupils (SCH-10). Pure."""
    return clashes_in(Week(tuple(slots), teachers, pupils))


def clashes_in(week: Week) -> list[Clash]:
    """Every pair of lessons of the week that cannot be held both, in order of time. Pure."""
    found: dict[tuple[str, Slot, Slot], list[int]] = defaultdict(list)
    for (kind, who, _), slots in _wanted(week).items():
        for first, second in _at_once(slots):
            if _is_clash(kind, first, second, week):
                found[kind, first, second].append(who)
        if kind in (TEACHER, CLASS):
            for first, second in _walks(slots):
                if kind == TEACHER or _learn_both(first.section, second.section, week):
                    found[MOVE if kind == TEACHER else CLASS_MOVE, first, second].append(who)
    for kind, first, second in list(found):
        if kind == CLASS:
            found.pop((PUPIL, first, second), None)
    made = [Clash(kind, tuple(sorted(who)), *pair) for (kind, *pair), who in found.items()]
    return sorted(
        made,
        key=lambda one: (
            one.second.weekday, _order(one.second), _order(one.first), KINDS.index(one.kind)
        ),
    )  # fmt: skip


def _order(slot: Slot) -> tuple[time, int, int]:
    return slot.starts_at, slot.number, slot.section


def _wanted(week: Week) -> dict[tuple[str, int, int], list[Slot]]:
    """Lessons of a day that want the same teacher, room, class or pupil, in order of time."""
    found: dict[tuple[str, int, int], list[Slot]] = defaultdict(list)
    for slot in sorted(week.slots, key=_order):
        for kind, those in ((TEACHER, week.teachers), (CLASS, week.classes), (PUPIL, week.pupils)):
            for who in those.get(slot.section, ()):
                found[kind, who, slot.weekday].append(slot)
        if slot.room is not None:
            found[ROOM, slot.room, slot.weekday].append(slot)
    return found


def _at_once(slots: Iterable[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pairs that share a minute of some week."""
    running: list[Slot] = []
    for slot in slots:
        running = [one for one in running if one.ends_at > slot.starts_at]
        yield from ((one, slot) for one in running if meet(one.weeks, slot.weeks))
        running.append(slot)


def _is_clash(kind: str, first: Slot, second: Slot, week: Week) -> bool:
    if kind in (TEACHER, ROOM):
        return not _is_one_lesson(first, second, week)
    if kind == CLASS:
        whole = [one for one in (first.section, second.section) if one in week.whole]
        # Of a group whose list is not known yet it is the class that has to be in two places.
        listed = week.pupils.get(first.section) and week.pupils.get(second.section)
        return len(whole) == 2 or bool(whole and not listed)
    return True


def _is_one_lesson(first: Slot, second: Slot, week: Week) -> bool:
    """Different classes of one combined class, together in one room with one teacher at one hour."""

    one, two = (set(week.teachers.get(each.section, ())) for each in (first, second))
    classes = (set(week.classes.get(each.section, ())) for each in (first, second))
    combined = week.combined.get(first.section)
    return (
        combined is not None
        and combined == week.combined.get(second.section)
        and first.number == second.number
        and (first.room == second.room or None in (first.room, second.room))
        # A vacancy is nobody else's lesson.
        and (not one or not two or bool(one & two))
        and not set.intersection(*classes)
    )


def _walks(slots: list[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Lessons in two buildings with less than a long break between them."""
    for first, second in combinations(slots, 2):
        gap = _minutes(second.starts_at) - _minutes(first.ends_at)
        apart = first.building and second.building and first.building != second.building
        if apart and 0 <= gap < WALK and meet(first.weeks, second.weeks):
            yield first, second


def _learn_both(first: int, second: int, week: Week) -> bool:
    """Some pupil of the class is at both: of two groups whose lists are not known nobody is."""
    one, two = week.pupils.get(first, ()), week.pupils.get(second, ())
    if one and two:
        return not set(one).isdisjoint(two)
    return first == second or first in week.whole or second in week.whole


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def clashes_of(timetable: int, *, on: date) -> list[Clash]:
    """Clashes of a version with the load and the lists of that day. Five queries."""
    return clashes_in(week_of(timetable, on=on))


def week_of(timetable: int, *, on: date) -> Week:
    """The lessons of a version with the load and the lists of that day. Five queries."""
    slots = tuple(weekly_slots(timetable, on=on))
    sections = {slot.section for slot in slots}
    return people_of(sections, slots, on=on)


def people_of(sections: Collection[int], slots: tuple[Slot, ...], *, on: date) -> Week:
    """Who is at the lessons of these sections. Three queries."""
    teachers: dict[int, list[int]] = defaultdict(list)
    loads = TeachingLoad.objects.on(on).filter(section__in=sections)
    for section, teacher in loads.values_list("section_id", "teacher_id"):
        teachers[section].append(teacher)
    pupils: dict[int, list[int]] = defaultdict(list)
    listed = SectionEnrollment.objects.on(on).filter(section__in=sections)
    for section, student in listed.values_list("section_id", "student_id"):
        pupils[section].append(student)
    classes: dict[int, list[int]] = defaultdict(list)
    sets: list[tuple[int, int | None]] = []
    whole: set[int] = set()
    links = SectionClass.objects.filter(section__in=sections)
    for section, kind, of_class, together in links.values_list(
        "section_id", "section__kind", "school_class_id", "school_class__combined_id"
    ):
        classes[section].append(of_class)
        sets.append((section, together))
        if kind in (CourseSection.Kind.WHOLE_CLASS, CourseSection.Kind.STREAM):
            whole.add(section)
    return Week(slots, teachers, pupils, classes, whole, combined_by_section(sets))


def weekly_slots(timetable: int, *, on: date) -> list[Slot]:
    """Entries of a version that have not ended, with the bells of that week; a class without bells has the first ones. Three queries."""
    entries = TimetableEntry.objects.filter(timetable=timetable).going_on(on)
    entries = entries.select_related("section", "room")
    links = SectionClass.objects.filter(section__entries__timetable=timetable)
    classes = {
        row.section_id: row.school_class
        for row in links.select_related("school_class").order_by("-school_class__name").distinct()
    }
    return slots_of(entries, classes, read_bells(), on=on)


def slots_of(
    entries: Iterable[TimetableEntry],
    classes: Mapping[int, SchoolClass],
    bells: Bells,
    *,
    on: date,
) -> list[Slot]:
    """Entries, with their sections and rooms, as slots of the week of that day; `classes` by section.

    An entry whose number has no bell has no time and is left out. Pure.
    """
    found = []
    for entry in entries:
        of = whose(entry.section, classes.get(entry.section_id))
        day = on + timedelta(days=entry.weekday - on.isoweekday())
        bell = bells_of(bells, of, day, entry.weekday, entry.number)
        if bell is not None:
            found.append(
                Slot(
                    entry.section_id,
                    entry.weekday,
                    entry.number,
                    bell.starts_at,
                    bell.ends_at,
                    entry.room_id,
                    entry.weeks,
                    entry.room.building if entry.room else "",
                    entry.pk,
                )
            )
    return found
