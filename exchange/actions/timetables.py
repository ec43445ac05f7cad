"""A version of the timetable from a file: a draft, or, where that is asked for, in force with the lessons of the year."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from exchange.fet import Timetable as TimetableFile
from exchange.ledger import Ledger, Progress, Wanted, silent
from exchange.oneroster.periods import year_title
from exchange.problems import Problem, Unreadable
from exchange.report import ImportReport
from journal.actions import refusals as journal_refusals
from journal.actions.planning import NO_LONGER_TAUGHT, plan_lessons
from journal.models import Lesson
from school import actions as school_actions
from school.bells import read_bells
from school.calendar import calendar_of
from school.models import (
    CourseSection,
    Room,
    SchoolYear,
    SectionClass,
    Timetable,
    TimetableEntry,
)
from school.screens.clashes import doubles_of
from school.weeks import EVERY
from school.words import WEEKDAYS, count_of, date_dots, number

from .bells import Bells, settle_bells
from .calendar import the_school
from .load import School, settle_load, settle_names
from .part_of_year import take_term

STAGES = 5
# Section, weekday, number of the lesson, weeks.
Slot = tuple[int, int, int, str]
# With the room, the kind of the lesson and how it is told of.
Slots = dict[Slot, tuple[Room | None, str, str]]
NEW_VERSION = "занятия нет в новом расписании"


@transaction.atomic
def import_timetable(
    *,
    timetable: TimetableFile,
    starts_on: date,
    by: User,
    now: datetime,
    publish: bool = False,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """A draft supposed for `starts_on`, matched with the load or making it; a person publishes it (SCH-10).

    With `publish` it is in force from that day at once, with its lessons. Gaps and clashes are warnings. Of a file
    with terms only that of the day comes in. Nothing is written on a dry run, nor while any activity is refused,
    unless `skip_refused`. A second import changes no row. Raises Unreadable.
    """
    report = _report_of(timetable)
    ledger = Ledger(report, by, now, reason=f"загрузка расписания: {timetable.file}"[:200])
    progress("Учебный год", 0, STAGES)
    year = _locked(_year(timetable, starts_on, ledger))
    take_term(timetable, year, starts_on, ledger)
    school = School(timetable, year, starts_on, ledger)
    progress("Классы и учителя", 1, STAGES)
    settle_names(school)
    bells = settle_bells(timetable, list(school.classes.values()), starts_on, ledger)
    rooms = _settle_rooms(timetable, ledger)
    progress("Нагрузка", 2, STAGES)
    sections = settle_load(school)
    progress("Расписание", 3, STAGES)
    version = _settle_version(school, _slots(school, sections, bells, rooms), publish)
    progress("Уроки года", 4, STAGES)
    if publish:
        _settle_lessons(version, ledger)
    _tell_faults(version, ledger)
    progress("Готово", STAGES, STAGES)
    report.applied = not dry_run and (skip_refused or not report.refused)
    if not report.applied:
        transaction.set_rollback(True)
    return report


def _report_of(table: TimetableFile) -> ImportReport:
    """What the reader has told already."""
    return ImportReport(table.file, refused=list(table.refused), warnings=list(table.warnings))


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


def _locked(year: SchoolYear) -> SchoolYear:
    """Before its lessons, as the calendar and versions do."""
    found: SchoolYear = SchoolYear.objects.select_for_update(of=("self",), no_key=True).get(
        pk=year.pk
    )
    return found


def _settle_rooms(table: TimetableFile, ledger: Ledger) -> dict[str, Room]:
    there = {row.name: row for row in Room.objects.all()}
    wanted = []
    for name in table.rooms:
        building = {"building": table.buildings[name][:60]} if name in table.buildings else {}
        own = {} if name[:60] in there else {"name": name[:60]}
        wanted.append(Wanted(there.get(name[:60]), building | own, name))
    return dict(zip(table.rooms, ledger.settle("rooms", Room, wanted), strict=True))


def _settle_version(school: School, slots: Slots, publish: bool) -> Timetable:
    """The version of that day: a new one, or the one there is with the entries of the file."""
    ledger, year = school.ledger, school.year
    version = _version_of_day(school, slots, publish)
    if version is None:
        version = Timetable(
            year=year,
            title="Расписание",
            starts_on=school.starts_on,
            ends_on=year.ends_on,
            source=school.table.source,
        )
        what = "Версия расписания" if publish else "Черновик расписания"
        ledger.report.created["timetables"] += 1
        ledger.report.tell("timetables", f"Новое. {what} с {date_dots(school.starts_on)}")
        if not publish:
            version.save(by=ledger.by, now=ledger.now)
    else:
        ledger.report.unchanged["timetables"] += 1
    if publish and version.status != Timetable.Status.PUBLISHED:
        _publish(version, ledger)
    there = {
        (row.section_id, row.weekday, row.number, row.weeks): row
        for row in TimetableEntry.objects.filter(timetable=version)
    }
    _erase([row for key, row in there.items() if key not in slots], ledger)
    wanted = []
    for key, (room, kind, told) in slots.items():
        names = ("section_id", "weekday", "number", "weeks")
        values = {"timetable_id": version.pk, **dict(zip(names, key, strict=True))}
        values |= {"room_id": room.pk if room else None, "kind": kind}
        wanted.append(Wanted(there.get(key), values, told))
    ledger.settle("entries", TimetableEntry, wanted)
    return version


def _version_of_day(school: School, slots: Slots, publish: bool) -> Timetable | None:
    """The draft of an earlier import; one in force where it is asked for, or is the same as the file already."""
    of_day = Timetable.objects.filter(year=school.year, starts_on=school.starts_on).order_by("pk")
    in_force = of_day.filter(status=Timetable.Status.PUBLISHED).first()
    if in_force and (publish or _is_the_same(in_force, slots)):
        return in_force
    drafts = of_day.filter(status=Timetable.Status.DRAFT, source=school.table.source)
    return drafts.first()


def _is_the_same(version: Timetable, slots: Slots) -> bool:
    there = TimetableEntry.objects.filter(timetable=version).values_list(
        "section_id", "weekday", "number", "weeks", "room_id", "kind"
    )
    wanted = {(*key, room.pk if room else None, kind) for key, (room, kind, _) in slots.items()}
    return set(there) == wanted


def _publish(version: Timetable, ledger: Ledger) -> None:
    try:
        school_actions.publish_timetable(timetable=version, by=ledger.by, now=ledger.now)
    except school_actions.Refused as error:
        raise Unreadable(Problem(ledger.report.file, None, "", str(error), "timetables")) from error


def _slots(
    school: School, sections: dict[str, CourseSection], bells: Bells, rooms: dict[str, Room]
) -> Slots:
    """Weekly slots with the room, the kind of the lesson and how it is told of."""
    first_class: dict[int, Any] = {}
    links = SectionClass.objects.filter(section__in={row.pk for row in sections.values()})
    for link in links.select_related("school_class").order_by("-school_class__name"):
        first_class[link.section_id] = link.school_class
    slots: Slots = {}
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
            key = (section.pk, one.weekday, at, one.weeks)
            told = f"{one.subject}, {', '.join(one.students)}, {WEEKDAYS[one.weekday - 1]}, {at}-й урок"
            if key in slots:
                school.warn(one.line, "", f"{told}: поставлено дважды, взято один раз.", "clashes")
                continue
            slots[key] = (rooms.get(one.room), one.kind, told)
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
    """Lessons with entries stay as they are; the others come, go and change as the version says."""
    report = ledger.report
    try:
        plan = plan_lessons(version, calendar_of(version.year), read_bells(), now=ledger.now)
    except journal_refusals.Refused as error:
        raise Unreadable(Problem(report.file, None, "", str(error), "lessons")) from error
    plan.carry_out(by=ledger.by, reason=NO_LONGER_TAUGHT, now=ledger.now)
    report.created["lessons"] += len(plan.new)
    report.changed["lessons"] += len(plan.gone) + len(plan.changed)
    report.unchanged["lessons"] += plan.same + len(plan.kept)
    for lessons, told in (
        (plan.new, "Новое. Уроки года"),
        (plan.gone, "Исчезнет. Пустые уроки года, которых нет в новом расписании"),
        (plan.changed, "Изменится. Кабинет или время пустых уроков года"),
        (plan.kept, "Останется. Уроки с записями, которых нет в новом расписании"),
    ):
        if lessons:
            count = count_of(len(lessons), "урок", "урока", "уроков")
            report.tell("lessons", f"{told}: {count}")


def _tell_faults(version: Timetable, ledger: Ledger) -> None:
    _tell_clashes(version, ledger)
    _tell_gaps(version, ledger)


def _tell_clashes(version: Timetable, ledger: Ledger) -> None:
    """Real data contain doubles: each is listed, none refuses the file."""
    for double in doubles_of(version, on=version.starts_on):
        ledger.warn(Problem(ledger.report.file, None, "", double.text, "clashes"))


def _tell_gaps(version: Timetable, ledger: Ledger) -> None:
    """Load that the timetable does not give the hours it has."""
    counted: Counter[int] = Counter()
    entries = TimetableEntry.objects.filter(timetable=version)
    for section, weeks in entries.values_list("section_id", "weeks"):
        counted[section] += 1 if weeks == EVERY else Decimal("0.5")  # type: ignore[assignment]
    sections = CourseSection.objects.filter(year=version.year, weekly_hours__isnull=False)
    sections = sections.exclude(ends_on__lt=version.starts_on)
    for row in sections.select_related("subject").order_by("pk"):
        if row.weekly_hours != counted[row.pk]:
            hours = number(row.weekly_hours.normalize() if row.weekly_hours else None)
            text = f"«{row}»: в нагрузке часов {hours}, "
            text += f"в расписании {number(Decimal(counted[row.pk]).normalize())}."
            ledger.warn(Problem(ledger.report.file, None, "", text, "gaps"))
