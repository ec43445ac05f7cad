"""Who teaches what: load given, taken over, ended; brought over from the year before (SCH-8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.marking import Chooser, Marking, chooser_on
from school.models import (
    CourseSection,
    SchoolYear,
    SectionClass,
    StaffMember,
    TeachingLoad,
)
from school.next_year import NextLoad, keys_of
from school.rulebook import regulation_on
from school.words import date_dots

from .refusals import Refused, must_be_in_year
from .sections import list_whole_classes, must_have_no_entries
from .tables import lock_table

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """A section given to a teacher from a day: `instead` of who teaches it, else beside them.

    `hours` are None where the teacher has all hours of the section.
    """

    section: CourseSection
    teacher: StaffMember
    starts_on: date
    instead: bool = True
    hours: Decimal | None = None


@transaction.atomic
def assign_load(*, given: Iterable[Given], by: User, now: datetime) -> list[TeachingLoad]:
    """Give these sections in one go, all or none; the right to the journals follows at once.

    A teacher who takes over may write down the unfilled lessons of the one before. Raises Refused where a teacher does
    not work then, teaches the section already, or the day is outside the section's year.
    """
    lock_table(TeachingLoad._meta.label)
    return [_assign(one, by, now) for one in given]


def _assign(one: Given, by: User, now: datetime) -> TeachingLoad:
    section = one.section
    must_be_in_year(one.starts_on, section.year)
    if section.ends_on is not None and section.ends_on < one.starts_on:
        raise Refused(f"{section.title}: журнал закончен {date_dots(section.ends_on)}.")
    if not one.teacher.is_at_work(one.starts_on):
        raise Refused(f"{section.title}: {one.teacher} с {date_dots(one.starts_on)} не работает.")
    starts_on = max(one.starts_on, section.starts_on or one.starts_on)
    rows = TeachingLoad.objects.select_for_update(of=("self",)).filter(section=section)
    lasting = list(rows.exclude(ends_on__lt=starts_on).select_related("teacher__user"))
    if any(row.teacher_id == one.teacher.pk for row in lasting):
        raise Refused(f"{section.title}: {one.teacher} уже ведёт этот журнал.")
    before = None
    for row in lasting if one.instead else ():
        before = row if row.starts_on < starts_on else before
        _end(row, starts_on - ONE_DAY, by, now)
    load = TeachingLoad(
        section=section, teacher=one.teacher, starts_on=starts_on, ends_on=section.ends_on,
        hours=one.hours, is_primary=one.instead or not lasting, taken_over_from=before,
    )  # fmt: skip
    load.save(by=by, now=now)
    return load


@transaction.atomic
def end_load(*, load: TeachingLoad, last_day: date, by: User, now: datetime) -> None:
    """The teacher teaches it up to that day; then the section is vacant. A load that never began is taken away."""
    lock_table(TeachingLoad._meta.label)
    load = TeachingLoad.objects.select_for_update().get(pk=load.pk)
    if load.ends_on is not None and load.ends_on < last_day:
        raise Refused(f"Эта нагрузка уже закончилась {date_dots(load.ends_on)}.")
    _end(load, last_day, by, now)


def _end(load: TeachingLoad, last_day: date, by: User, now: datetime) -> None:
    if load.starts_on <= last_day:
        load.ends_on = last_day
        load.save(by=by, now=now)
        return
    if load.starts_on <= timezone.localdate(now):
        must_have_no_entries(load.section, load.starts_on)
    for later in list(load.handed_to.all()):
        later.taken_over_from = None
        later.save(by=by, now=now, reason="нагрузка, от которой принято, не началась")
    load.delete(by=by, now=now, reason="нагрузка не началась")


@transaction.atomic
def copy_load(
    *, loads: Iterable[NextLoad], year: SchoolYear, by: User, now: datetime
) -> list[CourseSection]:
    """Sections of last year with their teachers and hours, one grade up; in force from the first day of the new year.

    What is there already (the same classes, subject and group) is left as it is: the same twice copies once.
    """
    lock_table(CourseSection._meta.label)
    there = keys_of(year)
    wanted = list({one.key: one for one in loads if one.key not in there}.values())
    marked = _markings(wanted, year)
    made: list[CourseSection] = CourseSection.objects.write(
        [_next_section(one, year, marking) for one, marking in zip(wanted, marked, strict=True)],
        by=by,
        now=now,
        reason="перенос с прошлого года",
    )
    classes = {section: one.classes for one, section in zip(wanted, made, strict=True)}
    links = [
        SectionClass(section=section, school_class=found)
        for section, of in classes.items()
        for found in of
    ]
    SectionClass.objects.write(links, by=by, now=now)
    loads_made = [
        row
        for one, section in zip(wanted, made, strict=True)
        for row in _next_loads(one, section, year)
    ]
    TeachingLoad.objects.write(loads_made, by=by, now=now)
    whole = {one: of for one, of in classes.items() if one.kind == CourseSection.Kind.WHOLE_CLASS}
    list_whole_classes(classes=whole, by=by, now=now)
    return made


def _next_loads(one: NextLoad, section: CourseSection, year: SchoolYear) -> list[TeachingLoad]:
    """All who share the journal go on with their hours; where the first of them has left, the next is the first."""
    going = [load for load in one.loads if load.teacher.is_at_work(year.starts_on)]
    is_led = any(load.is_primary for load in going)
    return [
        TeachingLoad(
            section=section, teacher=load.teacher, hours=load.hours, starts_on=year.starts_on,
            is_primary=load.is_primary if is_led else place == 0,
        )
        for place, load in enumerate(going)
    ]  # fmt: skip


def _next_section(one: NextLoad, year: SchoolYear, marking: Marking) -> CourseSection:
    source = one.source
    return CourseSection(
        year=year, subject=source.subject, name=source.name, kind=source.kind, scale=marking.scale,
        grading_id=marking.grading,
        grade=min(found.grade for found in one.classes), classes_text=one.classes_text,
        weekly_hours=source.weekly_hours,
    )  # fmt: skip


def _markings(loads: Sequence[NextLoad], year: SchoolYear) -> list[Marking]:
    """What the school has chosen for the new grade; a journal whose system was set by hand goes on with it.

    By hand is what neither the choice nor the usual system gives to its grade of last year. Three queries at most.
    """
    if not loads:
        return []
    new = chooser_on(year.starts_on)
    last = SchoolYear.objects.get(pk=loads[0].source.year_id)
    old = Chooser(new.choices, regulation_on(last.starts_on).ungraded_grades)
    usual = Chooser((), old.ungraded)
    found = []
    for one in loads:
        source = one.source
        now = Marking(source.scale, source.grading_id)
        of_last = [by.marking(source.subject, source.grade, source.kind) for by in (old, usual)]
        grade = min(of.grade for of in one.classes)
        found.append(new.marking(source.subject, grade, source.kind) if now in of_last else now)
    return found
