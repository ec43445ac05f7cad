"""The week of one class in a draft of the timetable, with what clashes in it and what is free in an hour."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from school.bells import Bell, Bells, read_bells
from school.clash_words import Double, Names, doubles
from school.models import (
    CourseSection,
    Room,
    SchoolClass,
    StaffMember,
    Timetable,
    TimetableEntry,
)
from school.timetable import Week, clashes_in, people_of, slots_of
from school.weeks import EVERY
from school.words import WEEKDAYS, number, room

from .free_hours import bell_of, notes_of

FIVE_DAYS = 5
WEEKS = {"odd": "нечётные", "even": "чётные"}
KINDS = {"extracurricular": "внеурочное", "additional": "дополнительное"}


@dataclass(frozen=True)
class LessonShown:
    """A lesson in an hour of the class; `clash` says with what it cannot be held together."""

    entry: int
    subject: str
    group: str
    teachers: str
    room: str
    weeks: str
    kind: str
    clash: str


@dataclass(frozen=True)
class HourShown:
    weekday: int
    number: int
    lessons: tuple[LessonShown, ...]
    is_chosen: bool

    @property
    def title(self) -> str:
        """«Вторник, 3-й урок»."""
        return f"{WEEKDAYS[self.weekday - 1].capitalize()}, {self.number}-й урок"


@dataclass(frozen=True)
class RowShown:
    number: int
    bell: Bell | None
    hours: tuple[HourShown, ...]


@dataclass(frozen=True)
class SectionShown:
    """A journal of the class: hours a week of its load, and how many stand in the draft."""

    section: CourseSection
    teachers: str
    planned: str
    placed: str
    is_whole: bool


@dataclass(frozen=True)
class EditorScreen:
    """`notes` tell by ("section", key) and ("room", key) why it is not free in the hour chosen."""

    version: Timetable
    school_class: SchoolClass
    classes: tuple[SchoolClass, ...]
    days: tuple[str, ...]
    rows: tuple[RowShown, ...]
    chosen: HourShown | None
    sections: tuple[SectionShown, ...]
    rooms: tuple[Room, ...]
    doubles: tuple[Double, ...]
    others: int
    notes: Mapping[tuple[str, int], str]
    previous: SchoolClass | None
    next: SchoolClass | None


def editor_screen(
    version: Timetable,
    school_class: SchoolClass,
    classes: Sequence[SchoolClass],
    *,
    weekday: int | None,
    number: int | None,
    on: date,
) -> EditorScreen:
    """The week of the class in the version with the load and the journals of the day. Eight queries."""
    on = version.clamp(on)
    read = _read(version, classes, on)
    own = {key for key in read.sections if school_class.pk in read.week.classes.get(key, ())}
    clashes = clashes_in(read.week)
    mine = [one for one in clashes if {one.first.section, one.second.section} & own]
    told = doubles(mine, read.names)
    of_class = [row for row in read.entries if row.section_id in own]
    chosen = (weekday, number) if weekday is not None and number is not None else None
    shown = _lessons(of_class, read.sections, read.week, read.names, told)
    rows = _rows(shown, read.bells, school_class, chosen, on)
    about = (read.week, own, read.names, read.bells, school_class)
    notes = notes_of(*about, chosen, read.sections, on) if chosen else {}
    place = list(classes).index(school_class)
    return EditorScreen(
        version=version,
        school_class=school_class,
        classes=tuple(classes),
        days=WEEKDAYS[: len(rows[0].hours)],
        rows=rows,
        chosen=next((hour for row in rows for hour in row.hours if hour.is_chosen), None),
        sections=tuple(_sections(own, read, on)),
        rooms=read.rooms,
        doubles=tuple(told),
        others=len(doubles(clashes, read.names)) - len(told),
        notes=notes,
        previous=classes[place - 1] if place else None,
        next=classes[place + 1] if place + 1 < len(classes) else None,
    )


@dataclass(frozen=True)
class _Read:
    """Everything the editor asks of the database."""

    bells: Bells
    sections: Mapping[int, CourseSection]
    entries: Sequence[TimetableEntry]
    week: Week
    rooms: tuple[Room, ...]
    names: Names


def _read(version: Timetable, classes: Sequence[SchoolClass], on: date) -> _Read:
    bells = read_bells()
    rows = CourseSection.objects.filter(year=version.year_id).select_related("subject").in_order()
    sections = {row.pk: row for row in rows}
    found = TimetableEntry.objects.filter(timetable=version).going_on(on)
    entries = list(found.select_related("section", "room"))
    week = people_of(sections, (), on=on)
    slots = slots_of(entries, _first_classes(week, classes), bells, on=on)
    rooms = tuple(Room.objects.order_by("name"))
    staff = StaffMember.objects.select_related("user")
    names = Names(
        {key: row.title for key, row in sections.items()},
        {row.pk: row.user.short_name for row in staff},
        {row.pk: row.name for row in rooms},
        {row.pk: row.name for row in classes},
    )
    return _Read(bells, sections, entries, replace(week, slots=tuple(slots)), rooms, names)


def _first_classes(week: Week, classes: Iterable[SchoolClass]) -> dict[int, SchoolClass]:
    """The class a section is listed with first: its bells are the section's."""
    by_key = {row.pk: row for row in classes}
    return {
        section: min((by_key[key] for key in keys if key in by_key), key=lambda row: row.name)
        for section, keys in week.classes.items()
        if any(key in by_key for key in keys)
    }


def _lessons(
    entries: Iterable[TimetableEntry],
    sections: Mapping[int, CourseSection],
    week: Week,
    names: Names,
    told: Iterable[Double],
) -> dict[tuple[int, int], list[LessonShown]]:
    clash: dict[int | None, list[str]] = defaultdict(list)
    for double in told:
        for slot in double.slots:
            clash[slot.entry].append(double.text)
    found: dict[tuple[int, int], list[LessonShown]] = defaultdict(list)
    for row in sorted(entries, key=lambda row: (sections[row.section_id].title, row.weeks)):
        section = sections[row.section_id]
        found[row.weekday, row.number].append(
            LessonShown(
                entry=row.pk,
                subject=section.subject.short,
                group=section.name,
                teachers=_teachers(row.section_id, week, names),
                room=room(row.room.name) if row.room else "",
                weeks=WEEKS.get(row.weeks, ""),
                kind=KINDS.get(row.kind, ""),
                clash=" ".join(clash[row.pk]),
            )
        )
    return found


def _teachers(section: int, week: Week, names: Names) -> str:
    return ", ".join(names.teachers.get(key, "") for key in week.teachers.get(section, ()))


def _rows(
    shown: Mapping[tuple[int, int], list[LessonShown]],
    bells: Bells,
    school_class: SchoolClass,
    chosen: tuple[int, int] | None,
    on: date,
) -> tuple[RowShown, ...]:
    """From the first lesson to the last that the class's bells ring, and every one there is."""
    rung = {number: bell_of(bells, None, school_class, 1, number, on) for number in range(16)}
    numbers = [number for number, bell in rung.items() if bell] + [at for _, at in shown]
    numbers += [chosen[1]] if chosen else []
    last_day = max([school_class.days_a_week, FIVE_DAYS, *(day for day, _ in shown)])
    return tuple(
        RowShown(
            number,
            rung.get(number),
            tuple(
                HourShown(day, number, tuple(shown.get((day, number), ())), chosen == (day, number))
                for day in range(1, last_day + 1)
            ),
        )
        for number in range(min([1, *numbers]), max([*numbers, 1]) + 1)
    )


def _sections(own: Collection[int], read: _Read, on: date) -> Iterable[SectionShown]:
    placed: dict[int, Decimal] = defaultdict(Decimal)
    for entry in read.entries:
        placed[entry.section_id] += 1 if entry.weeks == EVERY else Decimal("0.5")
    for key, section in read.sections.items():
        if key not in own or (section.ends_on and section.ends_on < on):
            continue
        planned = section.weekly_hours
        yield SectionShown(
            section,
            _teachers(key, read.week, read.names) or "вакансия",
            number(planned.normalize()) if planned is not None else "",
            number(placed[key].normalize()),
            planned is None or planned == placed[key],
        )
