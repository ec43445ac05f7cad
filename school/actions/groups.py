"""A class is split into groups, and its lists are edited whole: nobody is lost, nobody is in two (SCH-3, SCH-4)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.names import alphabetical
from school.class_lists import Lists, seal_of_lists
from school.groups import group_of, shared_units
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SectionEnrollment,
    Student,
    TeachingLoad,
)
from school.words import date_dots

from .cards import Stale
from .refusals import Refused, must_be_in_year
from .sections import (
    SectionFacts,
    end_section,
    entries_since,
    make_section,
    must_have_no_entries,
    remove_section,
)
from .tables import CHANGED_MEANWHILE, lock_table

ONE_DAY = timedelta(days=1)
HALVES, SEXES, NOBODY = "halves", "sexes", "nobody"


@dataclass(frozen=True)
class Split:
    """How a class is split: names of the groups, their kind, from which day, who goes where."""

    names: Sequence[str]
    kind: str
    starts_on: date
    share: str = HALVES


@transaction.atomic
def split_section(
    *, section: CourseSection, split: Split, by: User, now: datetime
) -> list[CourseSection]:
    """From that day the class learns the subject in groups; the journal of the whole class ends the day before.

    The teacher keeps the first group, the others are vacant. Raises Refused where marks stand on that day or later.
    """
    lock_table(CourseSection._meta.label)
    section = CourseSection.objects.select_related("year", "subject").get(pk=section.pk)
    must_be_in_year(split.starts_on, section.year)
    if section.kind != CourseSection.Kind.WHOLE_CLASS or section.ends_on is not None:
        raise Refused("Разделить можно действующий журнал всего класса.")
    must_have_no_entries(section, split.starts_on)
    classes = list(
        SchoolClass.objects.filter(section_classes__section=section).select_related("year")
    )
    lasting = section.enrollments.exclude(ends_on__lt=split.starts_on).select_related("student")
    people = list(lasting.order_by(*alphabetical("student__user__")))
    teachers = list(section.loads.exclude(ends_on__lt=split.starts_on).select_related("teacher"))
    made = _groups(section, classes, split, by, now)
    rows = [
        SectionEnrollment(
            section=made[place], student_id=row.student_id,
            starts_on=max(row.starts_on, split.starts_on), ends_on=row.ends_on,
        )
        for row, place in _shares(people, split)
    ]  # fmt: skip
    SectionEnrollment.objects.write(rows, by=by, now=now)
    _keep_teachers(teachers, made[0], split.starts_on, by, now)
    if split.starts_on <= (section.starts_on or section.year.starts_on):
        remove_section(section=section, by=by, now=now)
    else:
        end_section(section=section, last_day=split.starts_on - ONE_DAY, by=by, now=now)
    return made


def _groups(
    section: CourseSection, classes: Sequence[SchoolClass], split: Split, by: User, now: datetime
) -> list[CourseSection]:
    """A journal for each group, like the one of the whole class."""
    return [
        make_section(
            classes=classes, by=by, now=now,
            facts=SectionFacts(
                section.subject, split.kind, name, section.weekly_hours, section.scale, split.starts_on,
                section.grading_id,
            ),
        )
        for name in split.names
    ]  # fmt: skip


def _shares(people: Sequence[Any], split: Split) -> Iterable[tuple[Any, int]]:
    """Each row of the list with the number of its pupil's group: by alphabet in equal parts, girls apart from boys, or
    nowhere yet. All terms of a pupil are of one group, and he is counted once."""
    if split.share == NOBODY:
        return []
    count = len(split.names)
    if split.share == SEXES:
        girls = Student.Sex.FEMALE
        return [(row, min(int(row.student.sex != girls), count - 1)) for row in people]
    students = list(dict.fromkeys(row.student_id for row in people))
    groups = {key: place * count // len(students) for place, key in enumerate(students)}
    return [(row, groups[row.student_id]) for row in people]


def _keep_teachers(
    loads: Sequence[TeachingLoad], section: CourseSection, day: date, by: User, now: datetime
) -> None:
    rows = [
        TeachingLoad(
            section=section, teacher=row.teacher, hours=row.hours, is_primary=row.is_primary,
            starts_on=max(row.starts_on, day), ends_on=row.ends_on,
        )
        for row in loads
    ]  # fmt: skip
    TeachingLoad.objects.write(rows, by=by, now=now)


@transaction.atomic
def save_lists(*, lists: Lists, by: User, now: datetime) -> tuple[int, int]:
    """Put pupils into groups and take them out from that day; earlier days stay. Returns how many were put and taken.

    Raises Stale where somebody has changed the lists meanwhile, Refused where a pupil would be in two groups of one
    subject, or marks stand on that day or later in a group he leaves.
    """
    lock_table(SectionEnrollment._meta.label)
    must_be_in_year(lists.day, lists.school_class.year)
    rows: Any = SectionEnrollment.objects.select_for_update().filter(
        section__in=lists.sections, student__in=lists.pupils
    )
    there: dict[tuple[int, int], list[SectionEnrollment]] = {}
    for row in rows.order_by("starts_on"):
        there.setdefault((row.section_id, row.student_id), []).append(row)
    now_in = {key for key, found in there.items() if any(row.holds_on(lists.day) for row in found)}
    if seal_of_lists(now_in) != lists.shown:
        raise Stale(CHANGED_MEANWHILE)
    wanted = {key for key in lists.wanted if key[0] in lists.sections and key[1] in lists.pupils}
    _must_not_double(lists, wanted)
    _must_leave_no_entries(lists, now_in - wanted)
    for key in now_in - wanted:
        for row in there[key]:
            _take_out(row, lists.day, by, now)
    leaving = _leaving(lists)
    for key in wanted - now_in:
        section = lists.sections[key[0]]
        lasts = [section.ends_on, leaving.get(key[1]), lists.school_class.year.ends_on]
        last = min(day for day in lasts if day is not None)
        _put_in(key, there.get(key, []), (lists.day, last), by, now)
    return len(wanted - now_in), len(now_in - wanted)


def _leaving(lists: Lists) -> dict[int, date]:
    """Last days of pupils whose order to leave the class is written already."""
    places = ClassEnrollment.objects.on(lists.day).filter(school_class=lists.school_class)
    rows = places.exclude(ends_on=None).values_list("student_id", "ends_on")
    return {student: day for student, day in rows if day is not None}


def _must_not_double(lists: Lists, wanted: Collection[tuple[int, int]]) -> None:
    groups = [group_of(section) for section in lists.sections.values()]
    shared = shared_units(groups)
    units = {one.pk: key for one in groups if (key := (one.unit, str(one.kind))) in shared}
    first: dict[tuple[tuple[int, str], int], int] = {}
    doubled = []
    for section, student in sorted(wanted):
        unit = units.get(section)
        if unit is None:
            continue
        if (unit, student) in first:
            names = f"{_group(lists, first[unit, student])} и {_group(lists, section)}"
            doubled.append(f"{lists.pupils[student]}: {names}.")
        first.setdefault((unit, student), section)
    if doubled:
        raise Refused(
            "Ученик учится в одной группе предмета. В двух отмечены: " + " ".join(doubled)
        )


def _group(lists: Lists, section: int) -> str:
    found = lists.sections[section]
    return f"«{found.subject.name}{f', {found.name}' if found.name else ''}»"


def _must_leave_no_entries(lists: Lists, leaving: Collection[tuple[int, int]]) -> None:
    told = []
    for section in sorted({key for key, _ in leaving}):
        students = [student for key, student in leaving if key == section]
        for student, last in entries_since(lists.sections[section], lists.day, students).items():
            told.append(f"{lists.pupils[student]}, {_group(lists, section)}: по {date_dots(last)}.")
    if told:
        raise Refused(
            "В прежней группе уже есть отметки или пропуски этого дня или позже. Выберите день после них: "
            + " ".join(told)
        )


def _take_out(row: SectionEnrollment, day: date, by: User, now: datetime) -> None:
    """Off the group from that day for good, also where he was to come back to it later; the past stays."""
    if row.ends_on is not None and row.ends_on < day:
        return
    if row.starts_on >= day:
        row.delete(by=by, now=now, reason="в группе ещё не учился")
        return
    row.ends_on = day - ONE_DAY
    row.save(by=by, now=now)


def _put_in(
    key: tuple[int, int],
    rows: Sequence[SectionEnrollment],
    term: tuple[date, date],
    by: User,
    now: datetime,
) -> None:
    """From the first day to the last, or until he is on the list again; one who left the day before stays on it."""
    day, last = term
    later = [row.starts_on for row in rows if row.starts_on > day]
    ends_on = min(later) - ONE_DAY if later else last
    before = next((row for row in rows if row.ends_on == day - ONE_DAY), None)
    row = before or SectionEnrollment(section_id=key[0], student_id=key[1], starts_on=day)
    row.ends_on = ends_on
    row.save(by=by, now=now)
