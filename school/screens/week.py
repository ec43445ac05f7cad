"""The timetable of a week: of a class or of a teacher, as it is in force on a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from accounts.models import User
from accounts.names import alphabetical
from school.bells import Bell, bells_of, read_bells
from school.bells import whose as whose_lesson
from school.models import (
    SchoolClass,
    SchoolYear,
    SectionClass,
    StaffMember,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)
from school.words import WEEKDAYS, room

FIVE_DAYS = 5
Rings = Mapping[int, Bell]


@dataclass(frozen=True)
class Choices:
    """Whose week may be shown, and whose is shown to this person unless told otherwise."""

    classes: tuple[SchoolClass, ...]
    teachers: tuple[StaffMember, ...]
    own: StaffMember | None

    def chosen(
        self, school_class: int | None, teacher: int | None
    ) -> SchoolClass | StaffMember | None:
        """The class, else the teacher asked for, else one's own week, else the first class."""
        for listed, key in ((self.classes, school_class), (self.teachers, teacher)):
            for found in listed:
                if found.pk == key:
                    return found
        return self.own or (self.classes[0] if self.classes else None)


@dataclass(frozen=True)
class LessonOfWeek:
    """`about` is the teacher on a class's page and the classes on a teacher's.

    `starts_at` is told to a teacher, as lesson 4 of one shift is not lesson 4 of the other; and to a class where
    the bells of the day are not those of most days. `note` marks odd or even weeks and what is beyond the plan.
    """

    subject: str
    group: str
    about: str
    room: str
    starts_at: time | None = None
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """A number of the lesson: the bells of a class on most days of the week, and a cell for each day."""

    number: int
    starts_at: time | None
    ends_at: time | None
    days: tuple[tuple[LessonOfWeek, ...], ...]


@dataclass(frozen=True)
class TimetableScreen:
    """`kind` is "class" or "teacher", `key` whose week it is."""

    kind: str
    key: int | None
    title: str
    timetable: Timetable | None
    days: tuple[str, ...]
    slots: tuple[Slot, ...]
    hours: int
    previous: SchoolClass | None
    next: SchoolClass | None


def timetable_choices(user: User, *, year: SchoolYear | None, on: date) -> Choices:
    """All classes and all teachers of the year: the timetable is no secret of the staff. Two queries."""
    classes = tuple(SchoolClass.objects.filter(year=year).in_order())
    teaching = TeachingLoad.objects.on(on).filter(section__year=year).values("teacher")
    teachers = StaffMember.objects.filter(pk__in=teaching).select_related("user")
    listed = tuple(teachers.order_by(*alphabetical("user__")))
    own = next((teacher for teacher in listed if teacher.user_id == user.pk), None)
    return Choices(classes, listed, own)


def timetable_screen(
    whose: SchoolClass | StaffMember | None,
    classes: Sequence[SchoolClass],
    *,
    year: SchoolYear | None,
    on: date,
) -> TimetableScreen:
    """The week of a class or of a teacher. Four queries at most."""
    timetable = in_force(year, on)
    if whose is None or timetable is None:
        return TimetableScreen("", None, str(whose or ""), timetable, (), (), 0, None, None)
    of_class = isinstance(whose, SchoolClass)
    entries = list(_entries(whose, timetable, on))
    about = _teachers(entries, on) if of_class else {e.pk: e.section.classes_text for e in entries}
    rings = _rings(entries, whose if isinstance(whose, SchoolClass) else None, on)
    usual = _usual(entries, rings) if of_class else {}
    cells: dict[tuple[int, int], list[LessonOfWeek]] = defaultdict(list)
    for entry in entries:
        told = rings.get(entry.pk) if rings.get(entry.pk) != usual.get(entry.number) else None
        cells[entry.number, entry.weekday].append(_lesson(entry, about, told))
    last_day = max([FIVE_DAYS, *(weekday for _, weekday in cells)])
    place = classes.index(whose) if isinstance(whose, SchoolClass) else None
    return TimetableScreen(
        kind="class" if of_class else "teacher",
        key=whose.pk,
        title=whose.name if isinstance(whose, SchoolClass) else whose.user.full_name,
        timetable=timetable,
        days=WEEKDAYS[:last_day],
        slots=tuple(_slots(cells, last_day, usual)),
        hours=len(entries),
        previous=classes[place - 1] if place else None,
        next=classes[place + 1] if place is not None and place + 1 < len(classes) else None,
    )


def _slots(
    cells: Mapping[tuple[int, int], list[LessonOfWeek]],
    last_day: int,
    usual: Mapping[int, Bell],
) -> Iterable[Slot]:
    """From the first number of the week to the last, with the empty ones between."""
    numbers = [number for number, _ in cells]
    for number in range(min(numbers, default=1), max(numbers, default=0) + 1):
        bell = usual.get(number)
        days = tuple(tuple(cells.get((number, day), ())) for day in range(1, last_day + 1))
        starts_at, ends_at = (bell.starts_at, bell.ends_at) if bell else (None, None)
        yield Slot(number, starts_at, ends_at, days)


def in_force(year: SchoolYear | None, on: date) -> Timetable | None:
    """The latest published version that has begun and has not ended."""
    versions = Timetable.objects.filter(
        year=year, status=Timetable.Status.PUBLISHED, starts_on__lte=on, ends_on__gte=on
    )
    return versions.order_by("-starts_on", "-pk").first()


def _entries(
    whose: SchoolClass | StaffMember, timetable: Timetable, on: date
) -> Iterable[TimetableEntry]:
    if isinstance(whose, SchoolClass):
        mine = Q(section__section_classes__school_class=whose)
    else:
        mine = Q(section__in=TeachingLoad.objects.on(on).filter(teacher=whose).values("section"))
    found = TimetableEntry.objects.filter(mine, timetable=timetable).held_on(on)
    found = found.select_related("section__subject", "room")
    return found.order_by("number", "weekday", "section__subject__name", "section__name", "pk")


def _lesson(entry: TimetableEntry, about: Mapping[int, str], told: Bell | None) -> LessonOfWeek:
    section = entry.section
    place = room(entry.room.name) if entry.room else ""
    who = about.get(entry.pk, "")
    marks = [entry.get_weeks_display()] if entry.weeks != entry.Weeks.EVERY else []
    marks += [entry.get_kind_display()] if entry.kind != entry.Kind.MAIN else []
    at = told.starts_at if told else None
    return LessonOfWeek(section.subject.name, section.name, who, place, at, ", ".join(marks))


def _teachers(entries: Sequence[TimetableEntry], on: date) -> dict[int, str]:
    """Names of teachers by entry."""
    names: dict[int, list[str]] = defaultdict(list)
    loads = TeachingLoad.objects.on(on).filter(section__in={entry.section_id for entry in entries})
    for load in loads.select_related("teacher__user").order_by("-is_primary", "pk"):
        names[load.section_id].append(load.teacher.user.short_name)
    return {entry.pk: ", ".join(names[entry.section_id]) for entry in entries}


def _rings(entries: Sequence[TimetableEntry], of_class: SchoolClass | None, on: date) -> Rings:
    """The bells of every entry in the week of that day: of the class shown, or of the class taught.

    Two queries for a teacher, one for a class.
    """
    bells = read_bells()
    classes = {} if of_class else _classes_taught(entries)
    found = {}
    for entry in entries:
        of = whose_lesson(entry.section, of_class or classes.get(entry.section_id))
        day = on + timedelta(days=entry.weekday - on.isoweekday())
        bell = bells_of(bells, of, day, entry.weekday, entry.number)
        if bell:
            found[entry.pk] = bell
    return found


def _classes_taught(entries: Sequence[TimetableEntry]) -> dict[int, SchoolClass]:
    links = SectionClass.objects.filter(section__in={entry.section_id for entry in entries})
    found = links.select_related("school_class").order_by("-school_class__name")
    return {link.section_id: link.school_class for link in found}


def _usual(entries: Sequence[TimetableEntry], rings: Rings) -> dict[int, Bell]:
    """The bells of each number that ring on most days of the week."""
    counted: dict[int, Counter[Bell]] = defaultdict(Counter)
    for entry in entries:
        if entry.pk in rings:
            counted[entry.number][rings[entry.pk]] += 1
    return {number: bells.most_common(1)[0][0] for number, bells in counted.items()}
