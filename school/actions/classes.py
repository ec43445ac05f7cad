"""Classes of a year: made, changed, led, ended (SCH-3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from school.holding import what_holds
from school.models import (
    BellSchedule,
    ClassEnrollment,
    CombinedClass,
    CourseSection,
    Homeroom,
    SchoolClass,
    SchoolYear,
    StaffMember,
    TimetableEntry,
)
from school.words import count_of, date_dots

from .refusals import Refused, must_be_in_year
from .sections import end_section, must_have_no_entries, name_by_classes
from .tables import lock_table

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClassFacts:
    grade: int
    letter: str
    name: str
    days_a_week: int = 5
    bells: BellSchedule | None = None
    combined: CombinedClass | None = None


@transaction.atomic
def make_class(
    *,
    year: SchoolYear,
    facts: ClassFacts,
    by: User,
    now: datetime,
    homeroom: StaffMember | None = None,
) -> SchoolClass:
    """A new class of the year, with its homeroom teacher from the first day. Raises Refused where the name is taken."""
    lock_table(SchoolClass._meta.label)
    _must_be_free(year, facts.name)
    made = SchoolClass(year=year, **_values(facts))
    made.save(by=by, now=now)
    if homeroom is not None:
        give_homeroom(school_class=made, teacher=homeroom, starts_on=year.starts_on, by=by, now=now)
    return made


@transaction.atomic
def edit_class(*, school_class: SchoolClass, facts: ClassFacts, by: User, now: datetime) -> None:
    """Change a class; its journals are called anew where the name changes.

    Raises Refused where the name is taken, the grade of a class that has journals changes, or the bells or the week
    of one that has a timetable.
    """
    lock_table(SchoolClass._meta.label)
    if facts.name != school_class.name:
        _must_be_free(school_class.year, facts.name)
    if facts.grade != school_class.grade and school_class.section_classes.exists():
        raise Refused(
            "У класса уже есть журналы его параллели. Чтобы перевести класс дальше, перенесите классы на новый год."
        )
    _must_not_shift_lessons(school_class, facts)
    renamed = facts.name != school_class.name
    for name, value in _values(facts).items():
        setattr(school_class, name, value)
    school_class.save(by=by, now=now)
    if renamed:
        sections = CourseSection.objects.filter(section_classes__school_class=school_class)
        name_by_classes(sections=list(sections.distinct()), by=by, now=now)


def _must_not_shift_lessons(school_class: SchoolClass, facts: ClassFacts) -> None:
    """Bells and the week move lessons: where there are lessons it is shown first what becomes of them."""
    stays = (facts.days_a_week, facts.bells) == (
        school_class.days_a_week,
        school_class.bells,
    )
    entries = TimetableEntry.objects.filter(section__section_classes__school_class=school_class)
    if not stays and entries.exists():
        raise Refused(
            "У класса уже есть расписание. Звонки и учебную неделю меняют на странице «Звонки», кнопка "
            "«Звонки классов»: там сначала видно, что станет с уроками."
        )


def _values(facts: ClassFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ClassFacts.__dataclass_fields__}


def _must_be_free(year: SchoolYear, name: str) -> None:
    if SchoolClass.objects.filter(year=year, name__iexact=name).exists():
        raise Refused(f"Класс {name} в {year.title} учебном году уже есть. Выберите другую литеру.")


@transaction.atomic
def give_homeroom(
    *,
    school_class: SchoolClass,
    teacher: StaffMember,
    starts_on: date,
    by: User,
    now: datetime,
    instead: bool = False,
) -> Homeroom:
    """From that day the teacher leads the class, alone (`instead`) or beside who leads it already.

    Raises Refused where he does so already, does not work at the school then, or the day is of another year.
    """
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    must_be_in_year(starts_on, school_class.year)
    if not teacher.is_at_work(starts_on):
        raise Refused(
            f"{teacher} с {date_dots(starts_on)} уже не работает. Выберите другого учителя."
        )
    lasting = Homeroom.objects.filter(school_class=school_class).exclude(ends_on__lt=starts_on)
    rows = list(lasting.select_related("teacher__user"))
    if any(row.teacher_id == teacher.pk for row in rows):
        raise Refused(f"{teacher} уже классный руководитель этого класса.")
    if instead:
        for row in rows:
            _end_homeroom(row, starts_on - ONE_DAY, by, now)
    row = Homeroom(
        school_class=school_class, teacher=teacher, starts_on=starts_on, is_primary=instead or not rows
    )  # fmt: skip
    row.save(by=by, now=now)
    return row


@transaction.atomic
def end_homeroom(*, homeroom: Homeroom, last_day: date, by: User, now: datetime) -> None:
    """The teacher leads the class up to that day; what was to begin later never does.

    Raises Refused where it is over already, or would be taken away though it has begun.
    """
    homeroom = Homeroom.objects.select_for_update(of=("self",)).get(pk=homeroom.pk)
    must_be_in_year(last_day, homeroom.school_class.year)
    if homeroom.ends_on is not None and homeroom.ends_on < last_day:
        raise Refused(f"Это классное руководство закончилось {date_dots(homeroom.ends_on)}.")
    _end_homeroom(homeroom, last_day, by, now)


def _end_homeroom(homeroom: Homeroom, last_day: date, by: User, now: datetime) -> None:
    if homeroom.starts_on <= last_day:
        homeroom.ends_on = last_day
        homeroom.save(by=by, now=now)
        return
    if homeroom.starts_on <= timezone.localdate(now):
        raise Refused(
            f"{homeroom.teacher} ведёт класс с {date_dots(homeroom.starts_on)}: раньше этого дня руководство не "
            "кончается. Выберите более поздний день."
        )
    homeroom.delete(by=by, now=now, reason="классное руководство не началось")


@transaction.atomic
def end_class(
    *, school_class: SchoolClass, last_day: date, order: str, by: User, now: datetime
) -> None:
    """The class goes no further: its homeroom and the journals of it alone end with that day.

    Raises Refused while pupils are in it after that day, who are moved by their own orders first, and where lessons
    of a later day are filled in.
    """
    lock_table(SchoolClass._meta.label)
    must_be_in_year(last_day, school_class.year)
    # Whoever puts a pupil into the class holds its row: he is counted, or told that the class has ended.
    SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    left = ClassEnrollment.objects.filter(school_class=school_class).exclude(ends_on__lte=last_day)
    if number := left.count():
        pupils = count_of(number, "ученик", "ученика", "учеников")
        raise Refused(
            f"После {date_dots(last_day)} в классе ещё {pupils}. Сначала переведите их или оформите выбытие."
        )
    sections = sections_of_only(school_class)
    for section in sections:
        must_have_no_entries(section, last_day + ONE_DAY)
    school_class.ends_on, school_class.ended_by_order = last_day, order
    school_class.save(by=by, now=now, reason=order)
    for row in Homeroom.objects.filter(school_class=school_class).exclude(ends_on__lte=last_day):
        _end_homeroom(row, last_day, by, now)
    for section in sections:
        end_section(section=section, last_day=last_day, by=by, now=now, reason=order)


def sections_of_only(school_class: SchoolClass) -> list[CourseSection]:
    """Journals of this class and of no other."""
    shared = Q(section_classes__school_class__in=SchoolClass.objects.exclude(pk=school_class.pk))
    found = CourseSection.objects.filter(section_classes__school_class=school_class)
    return list(found.exclude(pk__in=CourseSection.objects.filter(shared).values("pk")))


@transaction.atomic
def remove_class(*, school_class: SchoolClass, by: User, now: datetime) -> None:
    """Take away a class nobody has used. Raises Refused with what holds it."""
    lock_table(SchoolClass._meta.label)
    if held := what_holds(school_class, besides=frozenset({"homeroom"})):
        raise Refused(f"Класс {school_class} уже используется: {held}. Его можно только закончить.")
    Homeroom.objects.erase(list(school_class.homerooms.all()), by=by, reason="класс убран", now=now)
    school_class.delete(by=by, now=now, reason="класс убран")
