"""A dated version of the timetable from a FET file, and the lessons of the year that follow from it."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from exchange.fet import Timetable as TimetableFile
from exchange.ledger import Ledger, Progress, Wanted, silent
from exchange.oneroster.periods import year_title
from exchange.problems import Problem, Unreadable
from exchange.report import ImportReport
from journal.actions import make_lessons
from journal.actions import refusals as journal_refusals
from journal.models import Lesson
from school import actions as school_actions
from school.models import (
    CourseSection,
    Room,
    SchoolYear,
    SectionClass,
    StaffMember,
    Timetable,
    TimetableEntry,
)
from school.timetable import PUPIL, ROOM, TEACHER, Clash, clashes_of
from school.words import WEEKDAYS, count_of, date_dots, number

from .bells import Bells, settle_bells
from .calendar import the_school
from .load import School, settle_load, settle_names

STAGES = 5
NEW_VERSION = "занятия нет в новом расписании"


@transaction.atomic
def import_timetable(
    *,
    timetable: TimetableFile,
    starts_on: date,
    by: User,
    now: datetime,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """A version in force from `starts_on`, matched with the load or making it, with its lessons (SCH-10).

    Gaps and clashes are warnings. Nothing is written on a dry run, nor while any activity is refused,
    unless `skip_refused`. A second import of the same file changes no row. Raises Unreadable.
    """
    refused, warnings = list(timetable.refused), list(timetable.warnings)
    report = ImportReport(timetable.file, refused=refused, warnings=warnings)
    ledger = Ledger(report, by, now, reason=f"загрузка расписания: {timetable.file}"[:200])
    progress("Учебный год", 0, STAGES)
    school = School(timetable, _year(timetable, starts_on, ledger), starts_on, ledger)
    progress("Классы и учителя", 1, STAGES)
    settle_names(school)
    bells = settle_bells(timetable, list(school.classes.values()), starts_on, ledger)
    rooms = _settle_rooms(timetable, ledger)
    progress("Нагрузка", 2, STAGES)
    sections = settle_load(school)
    progress("Расписание", 3, STAGES)
    version = _settle_version(school, sections, bells, rooms)
    progress("Уроки года", 4, STAGES)
    _settle_lessons(version, ledger)
    _tell_clashes(version, ledger)
    _tell_gaps(version, ledger)
    progress("Готово", STAGES, STAGES)
    report.applied = not dry_run and (skip_refused or not report.refused)
    if not report.applied:
        transaction.set_rollback(True)
    return report


def _year(table: TimetableFile, starts_on: date, ledger: Ledger) -> SchoolYear:
    """The year of the first day; an empty journal gets the year from 1 September to 31 May."""
    school = the_school(table.school_name, ledger)
    years = SchoolYear.objects.filter(school=school)
    year = years.filter(starts_on__lte=starts_on, ends_on__gte=starts_on).first()
    if year is not None:
        return year
    nearest = years.order_by("-starts_on").first()
    if nearest is not None:
        text = f"день {date_dots(starts_on)} не входит в учебный год {nearest.title} (с "
        text += f"{date_dots(nearest.starts_on)} по {date_dots(nearest.ends_on)}). Укажите другой."
        raise Unreadable(Problem(table.file, None, "", text, "years"))
    first = date(starts_on.year - (starts_on.month < 7), 9, 1)
    last = date(first.year + 1, 5, 31)
    title = year_title(first, last)
    values = {"school": school, "title": title, "starts_on": first, "ends_on": last}
    (year,) = ledger.settle("years", SchoolYear, [Wanted(None, values, title)])
    text = f"учебного года не было: создан {year.title}. Проверьте его дни, четверти и каникулы."
    ledger.warn(Problem(table.file, None, "", text, "years"))
    if not year.starts_on <= starts_on <= year.ends_on:
        text = f"день {date_dots(starts_on)} летний. Укажите учебный день."
        raise Unreadable(Problem(table.file, None, "", text, "years"))
    return year


def _settle_rooms(table: TimetableFile, ledger: Ledger) -> dict[str, Room]:
    there = {row.name: row for row in Room.objects.all()}
    wanted = [
        Wanted(there.get(name[:60]), {} if name[:60] in there else {"name": name[:60]}, name)
        for name in table.rooms
    ]
    return dict(zip(table.rooms, ledger.settle("rooms", Room, wanted), strict=True))


def _settle_version(
    school: School, sections: dict[str, CourseSection], bells: Bells, rooms: dict[str, Room]
) -> Timetable:
    """The version of that day: a new one, or the one there is with the entries of the file."""
    ledger, year = school.ledger, school.year
    version = Timetable.objects.filter(year=year, starts_on=school.starts_on).first()
    slots = _slots(school, sections, bells, rooms)
    title = f"с {date_dots(school.starts_on)}"
    if version is None:
        version = Timetable(
            year=year,
            title="Расписание",
            starts_on=school.starts_on,
            ends_on=year.ends_on,
            source="fet",
        )
        ledger.report.created["timetables"] += 1
        ledger.report.tell("timetables", f"Новое. Версия расписания {title}")
        _publish(version, ledger)
    else:
        ledger.report.unchanged["timetables"] += 1
    there = {
        (row.section_id, row.weekday, row.number): row
        for row in TimetableEntry.objects.filter(timetable=version)
    }
    _erase([row for key, row in there.items() if key not in slots], ledger)
    wanted = []
    for (section, weekday, at), (room, told) in slots.items():
        key = {"timetable_id": version.pk, "section_id": section, "weekday": weekday}
        values = {**key, "number": at, "room_id": room.pk if room else None}
        wanted.append(Wanted(there.get((section, weekday, at)), values, told))
    ledger.settle("entries", TimetableEntry, wanted)
    return version


def _publish(version: Timetable, ledger: Ledger) -> None:
    try:
        school_actions.publish_timetable(timetable=version, by=ledger.by, now=ledger.now)
    except school_actions.Refused as error:
        raise Unreadable(Problem(ledger.report.file, None, "", str(error), "timetables")) from error


def _slots(
    school: School, sections: dict[str, CourseSection], bells: Bells, rooms: dict[str, Room]
) -> dict[tuple[int, int, int], tuple[Room | None, str]]:
    """Weekly slots by section, weekday and number of the lesson, with the room."""
    first_class: dict[int, Any] = {}
    links = SectionClass.objects.filter(section__in={row.pk for row in sections.values()})
    for link in links.select_related("school_class").order_by("-school_class__name"):
        first_class[link.section_id] = link.school_class
    slots: dict[tuple[int, int, int], tuple[Room | None, str]] = {}
    for one in school.table.activities:
        section = sections.get(one.id)
        if section is None or one.hour is None or one.weekday is None:
            continue
        for hour in range(one.hour, one.hour + one.duration):
            at = bells.number(first_class.get(section.pk), hour)
            if at is None:
                text = f"у занятия «{one.id}» нет звонка для {hour}-го урока. Добавьте звонок."
                school.ledger.refuse(Problem(school.table.file, one.line, "Hour", text, "bells"))
                continue
            key = (section.pk, one.weekday, at)
            told = f"{one.subject}, {', '.join(one.students)}, {WEEKDAYS[one.weekday - 1]}, {at}-й урок"
            if key in slots:
                school.warn(one.line, "", f"{told}: поставлено дважды, взято один раз.", "clashes")
                continue
            slots[key] = (rooms.get(one.room), told)
    return slots


def _erase(rows: list[TimetableEntry], ledger: Ledger) -> None:
    """Entries the file no longer has; lessons that were filled in stay without them.

    A lesson is locked before it is read: what its teacher writes this very moment is not written over.
    """
    if not rows:
        return
    ledger.report.changed["entries"] += len(rows)
    lessons = list(Lesson.objects.filter(entry__in=rows).select_for_update().order_by("pk"))
    for lesson in lessons:
        lesson.entry = None
    Lesson.objects.write(lessons, by=ledger.by, reason=NEW_VERSION, now=ledger.now)
    TimetableEntry.objects.erase(rows, by=ledger.by, reason=NEW_VERSION, now=ledger.now)


def _settle_lessons(version: Timetable, ledger: Ledger) -> None:
    try:
        made = make_lessons(timetable=version, by=ledger.by, now=ledger.now)
    except journal_refusals.Refused as error:
        raise Unreadable(Problem(ledger.report.file, None, "", str(error), "lessons")) from error
    there = Lesson.objects.filter(entry__timetable=version).count()
    ledger.report.created["lessons"] += made
    ledger.report.unchanged["lessons"] += there - made
    if made:
        told = count_of(made, "урок", "урока", "уроков")
        ledger.report.tell("lessons", f"Новое. Уроки года: {told}")


def _tell_clashes(version: Timetable, ledger: Ledger) -> None:
    found = clashes_of(version.pk, on=version.starts_on)
    if not found:
        return
    sections = {
        row.pk: row
        for row in CourseSection.objects.filter(entries__timetable=version).select_related(
            "subject"
        )
    }
    staff = {row.pk: str(row) for row in StaffMember.objects.select_related("user")}
    rooms = dict(Room.objects.values_list("pk", "name"))
    for clash in found:
        text = _clash_told(clash, sections, staff, rooms)
        ledger.warn(Problem(ledger.report.file, None, "", text, "clashes"))


def _clash_told(
    clash: Clash,
    sections: dict[int, CourseSection],
    staff: dict[int, str],
    rooms: dict[int, str],
) -> str:
    first, second = clash.first, clash.second
    who = {
        TEACHER: lambda: f"учитель {', '.join(staff[one] for one in clash.who)}",
        ROOM: lambda: f"кабинет {', '.join(rooms[one] for one in clash.who)}",
        PUPIL: lambda: count_of(len(clash.who), "ученик", "ученика", "учеников"),
    }[clash.kind]()
    when = f"{WEEKDAYS[first.weekday - 1]}, {second.number}-й урок"
    both = f"«{sections[first.section]}» и «{sections[second.section]}»"
    return f"{when}: {who} сразу в двух местах: {both}."


def _tell_gaps(version: Timetable, ledger: Ledger) -> None:
    """Load that the timetable does not give the hours it has."""
    counted = Counter(
        TimetableEntry.objects.filter(timetable=version).values_list("section_id", flat=True)
    )
    sections = CourseSection.objects.filter(year=version.year, weekly_hours__isnull=False)
    for row in sections.select_related("subject").order_by("pk"):
        if row.weekly_hours != counted[row.pk]:
            hours = number(row.weekly_hours.normalize() if row.weekly_hours else None)
            text = f"«{row}»: в нагрузке часов {hours}, "
            text += f"в расписании {counted[row.pk]}."
            ledger.warn(Problem(ledger.report.file, None, "", text, "gaps"))
