"""A version of the timetable as a file for FET: its load whole, its lessons where they stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from exchange.fet import GROUP, YEAR, Activity, Hour, StudentSet, Timetable
from exchange.matching import code_of, same_words
from school.bells import Bell, Bells, read_bells
from school.models import (
    CourseSection,
    Room,
    SchoolClass,
    SectionClass,
    StaffMember,
    TeachingLoad,
    TimetableEntry,
)
from school.models import Timetable as Version
from school.weeks import EVERY, ODD

FIVE_DAYS = 5


def file_of(version: Version, *, on: date) -> Timetable:
    """The version with the load and the journals of the day, ready for `write_fet`. Nine queries.

    Sections without a class are left out: FET knows pupils only by their classes.
    """
    bells, on = read_bells(), version.clamp(on)
    classes = list(SchoolClass.objects.filter(year=version.year_id).going_on(on).in_order())
    lasting = CourseSection.objects.filter(year=version.year_id).exclude(ends_on__lt=on)
    rows = lasting.select_related("subject").in_order()
    of_section = _classes_by_section(version, classes)
    sections = [row for row in rows if row.pk in of_section]
    rooms = list(Room.objects.order_by("name"))
    entries = list(
        TimetableEntry.objects.filter(timetable=version).order_by("weekday", "number", "pk")
    )
    table = Timetable(f"{version.title}.fet", version.year.school.full_name)
    hours, by_start = _hours(classes, bells)
    table.hours = hours
    days = max([FIVE_DAYS, *(row.weekday for row in entries)])
    table.weekdays = tuple(range(1, days + 1))
    table.rooms = tuple(row.name for row in rooms)
    table.buildings = {row.name: row.building for row in rooms if row.building}
    students = _sets(table, classes, sections, of_section)
    teachers = _teachers(sections, on)
    table.teachers = tuple(dict.fromkeys(name for names in teachers.values() for name in names))
    table.subjects = tuple(dict.fromkeys(row.subject.name for row in sections))
    known = _Known(
        {row.pk: row for row in sections},
        {key: of_section[key][0] for key in students},
        students,
        teachers,
        {row.pk: row.name for row in rooms},
    )
    table.activities = tuple(_numbered(_activities(entries, known, bells, by_start)))
    return table


@dataclass(frozen=True)
class _Known:
    """By key: sections, the class each is listed with first, students sets, teachers; names of rooms."""

    sections: Mapping[int, CourseSection]
    classes: Mapping[int, SchoolClass]
    students: Mapping[int, tuple[str, ...]]
    teachers: Mapping[int, tuple[str, ...]]
    rooms: Mapping[int, str]


def _classes_by_section(
    version: Version, classes: Iterable[SchoolClass]
) -> dict[int, list[SchoolClass]]:
    by_key = {row.pk: row for row in classes}
    found: dict[int, list[SchoolClass]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=version.year_id)
    for section, key in links.order_by("school_class__name").values_list(
        "section_id", "school_class_id"
    ):
        if key in by_key:
            found[section].append(by_key[key])
    return dict(found)


def _usual(school_class: SchoolClass, bells: Bells) -> Mapping[int, Bell]:
    key = school_class.bells_id or bells.first
    return bells.slots.get(key, {}) if key is not None else {}


def _hours(
    classes: Iterable[SchoolClass], bells: Bells
) -> tuple[tuple[Hour, ...], dict[object, int]]:
    """Every beginning of a lesson in any shift, in order: FET then sees who is busy when."""
    ends: dict[object, Bell] = {}
    for one in classes:
        for bell in _usual(one, bells).values():
            known = ends.get(bell.starts_at)
            ends[bell.starts_at] = bell if known is None or bell.ends_at < known.ends_at else known
    ordered = sorted(ends.values(), key=lambda bell: bell.starts_at)
    hours = tuple(
        Hour(number, f"{bell.starts_at:%H:%M}-{bell.ends_at:%H:%M}", bell.starts_at, bell.ends_at)
        for number, bell in enumerate(ordered, 1)
    )
    return hours, {hour.starts_at: hour.number for hour in hours}


def _sets(
    table: Timetable,
    classes: Iterable[SchoolClass],
    sections: Iterable[CourseSection],
    of_section: Mapping[int, list[SchoolClass]],
) -> dict[int, tuple[str, ...]]:
    """Classes are years of FET, groups stand in each of their classes. Returns the sets of every section."""
    for one in classes:
        table.sets[one.name] = StudentSet(one.name, YEAR, (), 0)
    called = {same_words(one.name): one.name for one in classes}
    found: dict[int, tuple[str, ...]] = {}
    for section in sections:
        parents = tuple(one.name for one in of_section[section.pk])
        parts = [" ".join(part.split()) for part in code_of(section).split("+") if part.strip()]
        names = tuple(called.get(same_words(part), part) for part in parts) or parents
        for name in names:
            if name not in called.values():
                known = table.sets.get(name)
                above = tuple(dict.fromkeys((*(known.parents if known else ()), *parents)))
                table.sets[name] = StudentSet(name, GROUP, above, 0)
        found[section.pk] = names
    return found


def _teachers(sections: Iterable[CourseSection], on: date) -> dict[int, tuple[str, ...]]:
    """Teachers of each section by the name our reader finds them by."""
    users = [row.user for row in StaffMember.objects.select_related("user")]
    counted = Counter(user.full_name for user in users)
    labels = {
        user.pk: user.identifier
        or (
            f"{user.full_name} ({user.username})" if counted[user.full_name] > 1 else user.full_name
        )
        for user in users
    }
    loads = TeachingLoad.objects.on(on).filter(section__in=[row.pk for row in sections])
    found: dict[int, list[str]] = defaultdict(list)
    for section, user in loads.order_by("-is_primary", "pk").values_list(
        "section_id", "teacher__user_id"
    ):
        found[section].append(labels[user])
    return {row.pk: tuple(found[row.pk]) for row in sections}


def _activities(
    entries: Iterable[TimetableEntry],
    known: _Known,
    bells: Bells,
    by_start: Mapping[object, int],
) -> Iterable[Activity]:
    """One activity a lesson of the week; then those the load has and the timetable does not."""
    placed: dict[int, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.section_id not in known.sections:
            continue
        bell = _usual(known.classes[entry.section_id], bells).get(entry.number)
        placed[entry.section_id] += 1 if entry.weeks == EVERY else Decimal("0.5")
        yield _activity(
            entry.section_id,
            known,
            weekday=entry.weekday if bell else None,
            hour=by_start[bell.starts_at] if bell else None,
            room=known.rooms.get(entry.room_id, "") if entry.room_id else "",
            weeks=entry.weeks,
            kind=entry.kind,
        )
    for key, section in known.sections.items():
        rest = (section.weekly_hours or Decimal()) - placed[key]
        for _ in range(int(rest)):
            yield _activity(key, known)
        if rest > 0 and rest % 1:
            yield _activity(key, known, weeks=ODD)


def _activity(key: int, known: _Known, **place: Any) -> Activity:
    return Activity(
        "",
        known.teachers[key],
        known.sections[key].subject.name,
        known.students[key],
        1,
        0,
        **place,
    )


def _numbered(activities: Iterable[Activity]) -> Iterable[Activity]:
    for number, one in enumerate(activities, 1):
        yield Activity(**{**vars(one), "id": str(number)})
