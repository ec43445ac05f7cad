"""The demo school's year in the database: calendar, classes, groups, load, timetable and its lessons."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.actions import make_lessons
from school import actions
from school.models import (
    CourseSection,
    Room,
    School,
    SchoolClass,
    SchoolYear,
    SectionClass,
    Subject,
    Timetable,
    TimetableEntry,
)

from . import almanac
from .besides import circle_of, lone_lessons, teach_alone
from .movement import write_lists
from .people import invent_people
from .plan import FEDERAL, OWN, SHORT, Block, ClassPlan, blocks_of
from .registering import Registered, register_people
from .solver import Hour, arrange_week
from .staff import SHOWN_CLASS, Post, share_homerooms, share_load
from .timing import write_bells, write_calendar

SETUP = datetime(2025, 8, 29, 12, 0, tzinfo=almanac.MOSCOW)
NAME = "Школа № 12 г. Светлоозёрска"
FULL_NAME = (
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 12» "
    "города Светлоозёрска"
)
LOCALITY = "город Светлоозёрск, Приреченский район, Заволжская область"
# The account «teacher» is at this lesson when the demo opens: Friday, the third.
PINS = {(SHOWN_CLASS, "Алгебра"): (5, 3)}
SPECIAL_ROOMS = {
    "pe": ("Спортивный зал", "Малый спортзал", "Зал гимнастики"),
    "technology": ("Мастерская", "Кабинет домоводства"),
    "music": ("Кабинет музыки",),
    "informatics": ("Информатика 1", "Информатика 2"),
}


@dataclass
class Timetabling:
    """What the timetable is made from."""

    classes: tuple[ClassPlan, ...]
    blocks: list[Block]
    teachers: dict[str, Post]
    homerooms: dict[str, Post]
    week: dict[str, list[Hour]]


def plan_week(classes: tuple[ClassPlan, ...], seed: int) -> Timetabling:
    blocks = blocks_of(classes)
    teachers = share_load(blocks, classes)
    week = arrange_week(classes, blocks, teachers, seed, PINS)
    return Timetabling(classes, blocks, teachers, share_homerooms(teachers, blocks, classes), week)


def arrange_school(
    classes: tuple[ClassPlan, ...],
    stage: almanac.Stage,
    seed: int,
    clock_shift: timedelta,
    sourced_id: str,
) -> School:
    """The whole school as it stands on the day of the stage, with empty lessons of the year."""
    planned = plan_week(classes, seed)
    _add_circle(planned)
    people = invent_people(classes, seed, stage.moment.date())
    registered = register_people(people, planned.homerooms, SETUP)
    school = actions.create_school(
        name=NAME,
        full_name=FULL_NAME,
        locality=LOCALITY,
        is_demo=True,
        clock_shift=clock_shift,
        sourced_id=sourced_id,
        by=registered.office,
        now=SETUP,
    )
    year = write_calendar(school, registered.office, SETUP)
    rows = _write_classes(year, classes, planned, registered)
    sections = _write_sections(year, planned, rows, registered)
    write_lists(people, planned.blocks, rows, sections, registered, seed)
    _teach_one_alone(year, planned, sections, registered)
    _write_timetable(year, planned, sections, registered)
    return school


def _add_circle(planned: Timetabling) -> None:
    if found := circle_of(planned.week, planned.teachers):
        block, leader, hour = found
        [plan] = block.sections
        planned.blocks.append(block)
        planned.teachers[plan.key], planned.week[plan.key] = leader, [hour]


def _teach_one_alone(
    year: SchoolYear,
    planned: Timetabling,
    sections: dict[str, CourseSection],
    registered: Registered,
) -> None:
    if found := lone_lessons(planned.blocks, planned.week, planned.teachers):
        plan, post = found
        own = teach_alone(
            year, sections[plan.key], registered.teachers[post],
            by=registered.leaders["deputy"], now=SETUP,
        )  # fmt: skip
        if own:
            key = f"{plan.key} {own.name}"
            sections[key], planned.week[key] = own, planned.week[plan.key]
            planned.teachers[key] = post


def _write_classes(
    year: SchoolYear, classes: tuple[ClassPlan, ...], planned: Timetabling, registered: Registered
) -> dict[str, SchoolClass]:
    signed = {"by": registered.office, "now": SETUP}
    schedules = write_bells(year, **signed)
    rows = {
        one.name: SchoolClass(
            year=year,
            grade=one.grade,
            letter=one.letter,
            name=one.name,
            bells=schedules[almanac.bells_of(one.grade, one.shift)],
            days_a_week=one.days,
        )
        for one in classes
    }
    SchoolClass.objects.write(rows.values(), **signed)
    for name, row in rows.items():
        teacher = registered.teachers[planned.homerooms[name]]
        actions.name_homeroom(
            school_class=row,
            teacher=teacher,
            starts_on=almanac.STARTS_ON,
            by=registered.leaders["director"],
            now=SETUP,
        )
    return rows


def _write_sections(
    year: SchoolYear, planned: Timetabling, classes: dict[str, SchoolClass], registered: Registered
) -> dict[str, CourseSection]:
    """Subjects, pages of the journal to be, and the load. Section key → row."""
    signed = {"by": registered.leaders["deputy"], "now": SETUP}
    plans = [section for block in planned.blocks for section in block.sections]
    names = dict.fromkeys([*FEDERAL, *OWN, *(plan.subject for plan in plans)])
    subjects = {
        name: Subject(name=name, short_name=SHORT.get(name, ""), position=position)
        for position, name in enumerate(names, 1)
        if any(plan.subject == name for plan in plans)
    }
    Subject.objects.write(subjects.values(), **signed)
    rows = {
        plan.key: CourseSection(
            year=year,
            subject=subjects[plan.subject],
            name=plan.name,
            kind=plan.kind,
            scale=plan.scale,
            grade=plan.grade,
            classes_text=", ".join(plan.classes),
            weekly_hours=plan.hours,
        )
        for plan in plans
    }
    CourseSection.objects.write(rows.values(), **signed)
    SectionClass.objects.write(
        [
            SectionClass(section=rows[plan.key], school_class=classes[name])
            for plan in plans
            for name in plan.classes
        ],
        **signed,
    )
    for plan in plans:
        actions.give_load(
            section=rows[plan.key],
            teacher=registered.teachers[planned.teachers[plan.key]],
            starts_on=almanac.STARTS_ON,
            hours=plan.hours,
            **signed,
        )
    return rows


def _write_timetable(
    year: SchoolYear,
    planned: Timetabling,
    sections: dict[str, CourseSection],
    registered: Registered,
) -> None:
    signed = {"by": registered.leaders["deputy"], "now": SETUP}
    rooms = room_names(planned.classes, planned.teachers)
    rows = {name: Room(name=name, capacity=30) for name in sorted(set(rooms.values()))}
    Room.objects.write(rows.values(), **signed)
    timetable = Timetable(
        year=year,
        title="Расписание на 2025/26 учебный год",
        starts_on=year.starts_on,
        ends_on=year.ends_on,
    )
    timetable.save(**signed)
    TimetableEntry.objects.write(
        [
            TimetableEntry(
                timetable=timetable,
                section=sections[key],
                weekday=hour.weekday,
                kind="extracurricular" if sections[key].is_extracurricular else "main",
                number=hour.number,
                room=rows[rooms[planned.teachers[key]]],
            )
            for key, hours in planned.week.items()
            for hour in hours
        ],
        **signed,
    )
    actions.publish_timetable(timetable=timetable, **signed)
    make_lessons(timetable=timetable, **signed)


def room_names(classes: tuple[ClassPlan, ...], teachers: dict[str, Post]) -> dict[Post, str]:
    """A room for every teacher; second-shift primary classes learn in the rooms of the first shift."""
    primary = [one for one in classes if one.grade <= 4]
    mornings = [number for number, one in enumerate(primary) if one.shift == 1]
    found: dict[Post, str] = {}
    for number, one in enumerate(primary):
        shared = (
            [n for n, other in enumerate(primary) if other.shift == 2].index(number)
            if one.shift == 2
            else 0
        )
        place = mornings[shared % len(mornings)] if one.shift == 2 and mornings else number
        found[Post("primary", number)] = f"{101 + place}"
    for number, post in enumerate(
        sorted({p for p in teachers.values() if p.speciality != "primary"})
    ):
        special = SPECIAL_ROOMS.get(post.speciality)
        found[post] = (
            special[post.number] if special else f"{201 + number if number < 20 else 281 + number}"
        )
    return found
