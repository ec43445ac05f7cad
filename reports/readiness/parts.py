"""Sections of a year's set-up, in the order they are done, judged by the facts of the school. Pure (SCH-16)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import Right, Role
from school.calendar import is_for
from school.calendar_rules import BREAKS, DAYS, PERIODS, YEAR
from school.models import GradingPeriod, HolidayBreak, ReadinessDeadline
from school.stages import Deadline
from school.words import count_of

from . import classes
from .classes import DEPUTIES, NO_YEAR, OFFICE, Checked
from .facts import Facts
from .rules import Lack, Part, Person, owners_in

Stage = ReadinessDeadline.Stage
ADMINISTRATORS = (Role.SYSADMIN, Role.DIRECTOR)
PERSONNEL = (Role.HR, Role.SYSADMIN, Role.DIRECTOR)


@dataclass(frozen=True)
class Section:
    """A section of set-up: whose it is, by which stage, where it is done, with which right the page opens."""

    key: str
    title: str
    stage: Stage
    roles: tuple[str, ...]
    page: str
    right: Right
    judge: Callable[[Facts], Checked]
    role_words: str = ""


def parts_of(facts: Facts, deadlines: dict[str, Deadline]) -> tuple[Part, ...]:
    """Every section with what it lacks; before there is a year, those after it wait."""
    found = []
    for section in SECTIONS:
        role, owners = owners_in(facts.offices, section.roles)
        checked = section.judge(facts)
        found.append(
            Part(
                key=section.key,
                title=section.title,
                role=section.role_words or str(Role(role).label),
                owners=owners,
                deadline=deadlines.get(str(section.stage)),
                page=section.page,
                done=checked.done,
                of=checked.of,
                lacks=checked.lacks,
                waits=checked.waits,
            )
        )
    return tuple(found)


def _one(is_done: bool, lack: Lack) -> Checked:
    return Checked(int(is_done), 1, () if is_done else (lack,))


def _school(facts: Facts) -> Checked:
    school = facts.school
    if school is None:
        return Checked(0, 2, (Lack("Заполните название школы.", "school:school_card"),))
    missing = (
        () if school.locality else (Lack("Не указан населённый пункт.", "school:school_card"),)
    )
    return Checked(2 - len(missing), 2, missing)


def _periods(facts: Facts) -> Checked:
    if facts.year is None or facts.calendar is None:
        first = () if facts.school is None else (Lack("Создайте учебный год.", "school:new_year"),)
        return Checked(0, 1, first, waits="" if first else "после карточки школы")
    periods: Iterable[GradingPeriod] = facts.calendar.periods
    return _of_calendar(facts, periods, (YEAR, PERIODS), "нет ни четвертей, ни полугодий")


def _breaks(facts: Facts) -> Checked:
    if facts.calendar is None:
        return Checked(0, 0, waits=NO_YEAR)
    breaks: Iterable[HolidayBreak] = facts.calendar.breaks
    return _of_calendar(facts, breaks, (BREAKS, DAYS), "нет каникул")


def _of_calendar(
    facts: Facts, rows: Iterable[GradingPeriod | HolidayBreak], tables: tuple[str, ...], what: str
) -> Checked:
    """Each grade that learns has rows, and nothing in the table contradicts itself."""
    assert facts.year is not None  # noqa: S101 - for mypy: the callers have looked
    rows = list(rows)
    page, args = "year:edit_calendar", (facts.year.pk,)
    grades = sorted({one.grade for one in facts.classes}) or list(range(1, 12))
    without = [grade for grade in grades if not any(is_for(row, grade) for row in rows)]
    faults = [one for one in facts.calendar_faults if one.stops and one.table in tables]
    lacks = [Lack(f"{grade} класс: {what}.", page, args) for grade in without]
    if len(without) == len(grades):
        lacks = [Lack(f"{what[0].upper()}{what[1:]}.", page, args)]
    lacks += [Lack(one.text, page, args) for one in faults]
    return Checked(len(grades) - len(without) + (not faults), len(grades) + 1, tuple(lacks))


def _subjects(facts: Facts) -> Checked:
    return _one(facts.has_subjects, Lack("Добавьте предметы.", "school:subjects"))


def _rooms(facts: Facts) -> Checked:
    return _one(facts.has_rooms, Lack("Добавьте кабинеты.", "school:rooms"))


def _staff(facts: Facts) -> Checked:
    if not facts.staff:
        return Checked(0, 1, (Lack("Примите сотрудников или загрузите список.", "school:staff"),))
    lacks = tuple(
        Lack(f"{one.person.name}: не указана должность.", "school:staff_card", (one.pk,))
        for one in facts.staff
        if not one.has_position
    )
    return Checked(len(facts.staff) - len(lacks), len(facts.staff), lacks)


def _rules(facts: Facts) -> Checked:
    """Whoever has come in for the first time has accepted the rules: nothing opens before (ACC-14)."""
    lacks = tuple(
        Lack(f"{one.person.name} ещё не входит в журнал.", "reports:slips")
        for one in facts.staff
        if not one.has_accepted
    )
    waits = "" if facts.staff else "после сотрудников"
    return Checked(len(facts.staff) - len(lacks), len(facts.staff), lacks, waits)


def _classes(facts: Facts) -> Checked:
    if facts.year is None:
        return Checked(0, 0, waits=NO_YEAR)
    if not facts.classes:
        return Checked(0, 1, (Lack("Создайте классы.", "school:class_setup"),))
    return classes.homerooms(facts)


def _curricula(facts: Facts) -> Checked:
    """Each class learns by a plan, and no plan is short of the federal one or over the norm."""
    found = classes.curricula(facts)
    wrong = tuple(
        Lack(
            f"{plan.title}: {count_of(plan.wrong, 'нарушение', 'нарушения', 'нарушений')} нормы.",
            "school:curriculum",
            (plan.pk,),
        )
        for plan in facts.curricula
        if plan.wrong
    )
    return Checked(
        found.done + len(facts.curricula) - len(wrong),
        found.of + len(facts.curricula) if found.of else 0,
        found.lacks + wrong,
        found.waits,
    )


def _plans(facts: Facts) -> Checked:
    """Every journal has an approved calendar-thematic plan; those without are told by teacher."""
    if not facts.sections:
        return Checked(0, 0, waits="после нагрузки")
    waiting: dict[tuple[Person, ...], int] = defaultdict(int)
    for section in facts.sections.values():
        if not section.is_planned:
            waiting[section.teachers] += 1
    lacks = []
    for teachers, number in sorted(waiting.items()):
        who = ", ".join(person.name for person in teachers) or "Учитель не назначен"
        journals = count_of(number, "журнал", "журнала", "журналов")
        lacks.append(
            Lack(f"{who}: {journals} без утверждённого плана.", "journal:plans", owners=teachers)
        )
    missing = sum(waiting.values())
    return Checked(len(facts.sections) - missing, len(facts.sections), tuple(lacks))


def _works(facts: Facts) -> Checked:
    if facts.year is None:
        return Checked(0, 0, waits=NO_YEAR)
    return _one(facts.has_works, Lack("График не опубликован.", "year:edit_works"))


def _grading(facts: Facts) -> Checked:
    """The school has decided something of its regulation: until then usual values hold that nobody chose."""
    if facts.year is None:
        return Checked(0, 0, waits=NO_YEAR)
    text = "Регламент школы не записан: действуют обычные правила."
    return _one(facts.has_regulation, Lack(text, "year:regulation"))


SECTIONS = (
    Section("school", "Карточка школы", Stage.WORKING, ADMINISTRATORS, "school:school_card", Right.YEAR, _school),
    Section("periods", "Учебный год и периоды", Stage.FORMED, DEPUTIES, "school:calendar", Right.YEAR, _periods),
    Section("breaks", "Каникулы", Stage.FORMED, DEPUTIES, "school:calendar", Right.YEAR, _breaks),
    Section("subjects", "Предметы", Stage.FORMED, DEPUTIES, "school:subjects", Right.YEAR, _subjects),
    Section("rooms", "Кабинеты", Stage.FORMED, DEPUTIES, "school:rooms", Right.YEAR, _rooms),
    Section("staff", "Сотрудники", Stage.FORMED, PERSONNEL, "school:staff", Right.STAFF, _staff),
    Section("classes", "Классы и классные руководители", Stage.FORMED, DEPUTIES, "school:class_setup", Right.YEAR, _classes),
    Section("bells", "Звонки и режим занятий", Stage.CHECKED, DEPUTIES, "school:bells", Right.YEAR, classes.bells),
    Section("pupils", "Ученики", Stage.CHECKED, OFFICE, "school:pupils", Right.PUPILS, classes.pupils),
    Section("curricula", "Учебные планы", Stage.CHECKED, DEPUTIES, "school:curricula", Right.YEAR, _curricula),
    Section("load", "Нагрузка", Stage.CHECKED, DEPUTIES, "school:load", Right.YEAR, classes.load),
    Section("groups", "Группы и потоки", Stage.FORMED, DEPUTIES, "school:class_setup", Right.YEAR, classes.groups),
    Section("timetable", "Расписание", Stage.FORMED, DEPUTIES, "school:versions", Right.YEAR, classes.timetable),
    Section("plans", "Календарно-тематические планы", Stage.CHECKED, DEPUTIES, "journal:plans", Right.READ_JOURNALS, _plans, "Учителя"),
    Section("works", "График контрольных работ", Stage.FORMED, DEPUTIES, "year:works", Right.READ_JOURNALS, _works),
    Section("grading", "Оценивание и регламент", Stage.WORKING, DEPUTIES, "year:grading", Right.YEAR, _grading),
    Section("cards", "Родители и личные карточки", Stage.WORKING, OFFICE, "school:pupils", Right.PUPILS, classes.cards, "Классные руководители"),
    Section("consents", "Согласия семей", Stage.WORKING, OFFICE, "school:consents", Right.CONSENTS, classes.consents, "Классные руководители"),
    Section("rules", "Сотрудники вошли и приняли правила", Stage.WORKING, ADMINISTRATORS, "accounts:rules_register", Right.ACCESS, _rules),
)  # fmt: skip
