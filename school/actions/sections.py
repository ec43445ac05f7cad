"""Journals of subjects: of a whole class, of its groups, of a stream over several classes (SCH-3, SCH-5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import User
from school.holding import what_holds
from school.marking import Marking, chooser_on
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    Subject,
    TeachingLoad,
)
from school.words import date_dots

from .refusals import Refused, must_be_in_year
from .tables import lock_table

ONE_DAY = timedelta(days=1)
Kind, Scale = CourseSection.Kind, CourseSection.Scale


@dataclass(frozen=True)
class SectionFacts:
    """A section to make; `starts_on` is None from the first day of the year."""

    subject: Subject
    kind: str = Kind.WHOLE_CLASS
    name: str = ""
    weekly_hours: Decimal | None = None
    # None: as the school has chosen for the subject and the grade.
    scale: str | None = Scale.FIVE_POINT
    starts_on: date | None = None
    # Key of the school's own system, where the scale is its own.
    grading: int | None = None


@transaction.atomic
def make_section(
    *, classes: Sequence[SchoolClass], facts: SectionFacts, by: User, now: datetime, **own: Any
) -> CourseSection:
    """A section of these classes of one year; a whole-class one gets the class's pupils at once.

    Raises Refused where the same section of the same classes is there.
    """
    lock_table(CourseSection._meta.label)
    year = classes[0].year
    in_order = sorted(classes, key=lambda one: (one.grade, one.letter, one.pk))
    text = ", ".join(one.name for one in in_order)[:200]
    _must_be_new(year, text, facts)
    if facts.starts_on is not None:
        must_be_in_year(facts.starts_on, year)
    starts_on = facts.starts_on if facts.starts_on and facts.starts_on > year.starts_on else None
    marking = _marking(facts, in_order[0].grade, facts.starts_on or year.starts_on)
    section = CourseSection(
        year=year, subject=facts.subject, name=facts.name, kind=facts.kind, scale=marking.scale,
        grading_id=marking.grading, grade=in_order[0].grade, classes_text=text, weekly_hours=facts.weekly_hours, starts_on=starts_on, **own,
    )  # fmt: skip
    section.save(by=by, now=now)
    rows = [SectionClass(section=section, school_class=one) for one in in_order]
    SectionClass.objects.write(rows, by=by, now=now)
    if facts.kind == Kind.WHOLE_CLASS:
        list_whole_classes(classes={section: in_order}, by=by, now=now)
    return section


def _marking(facts: SectionFacts, grade: int, day: date) -> Marking:
    if facts.scale is not None:
        return Marking(facts.scale, facts.grading)
    return chooser_on(day).marking(facts.subject, grade, facts.kind)


def _must_be_new(
    year: SchoolYear, text: str, facts: SectionFacts, besides: int | None = None
) -> None:
    same = CourseSection.objects.filter(
        year=year,
        classes_text=text,
        subject=facts.subject,
        name__iexact=facts.name,
        kind=facts.kind,
        ends_on=None,
    )
    if besides is not None:
        same = same.exclude(pk=besides)
    if facts.kind != Kind.INDIVIDUAL and same.exists():
        group = f" ({facts.name})" if facts.name else ""
        raise Refused(f"Журнал «{text}, {facts.subject}{group}» уже есть. Назовите группу иначе.")


def list_whole_classes(
    *, classes: Mapping[CourseSection, Sequence[SchoolClass]], by: User, now: datetime
) -> None:
    """Everybody of the section's classes is on its list, each from the day and to the day he is in the class."""
    places: dict[int, list[ClassEnrollment]] = defaultdict(list)
    keys = {one.pk for of in classes.values() for one in of}
    for place in ClassEnrollment.objects.filter(school_class__in=keys).order_by("pk"):
        places[place.school_class_id].append(place)
    rows = []
    for section, of in classes.items():
        first = section.starts_on or section.year.starts_on
        last = section.ends_on or section.year.ends_on
        for place in (found for one in of for found in places[one.pk]):
            begins, ends = max(place.starts_on, first), min(place.ends_on or last, last)
            if begins <= ends:
                rows.append(
                    SectionEnrollment(
                        section=section, student_id=place.student_id, starts_on=begins, ends_on=ends
                    )
                )
    SectionEnrollment.objects.write(rows, by=by, now=now)


@transaction.atomic
def add_subjects(
    *, school_class: SchoolClass, hours: Iterable[tuple[Subject, Decimal]], by: User, now: datetime
) -> list[CourseSection]:
    """Journals of the whole class for these subjects with their hours a week. The same twice adds once."""
    lock_table(CourseSection._meta.label)
    whole = CourseSection.objects.filter(
        section_classes__school_class=school_class, kind=Kind.WHOLE_CLASS, ends_on=None
    )
    there = set(whole.values_list("subject_id", flat=True))
    return [
        make_section(
            classes=[school_class], facts=SectionFacts(subject, weekly_hours=number, scale=None), by=by, now=now
        )
        for subject, number in hours
        if subject.pk not in there
    ]  # fmt: skip


@transaction.atomic
def edit_section(
    *,
    section: CourseSection,
    name: str,
    weekly_hours: Decimal | None,
    scale: str,
    grading: int | None = None,
    by: User,
    now: datetime,
) -> None:
    """Name of the group, hours and scale; who teaches all its hours teaches the new number of them.

    Raises Refused where another group of the subject is called so, or the scale changes with marks under it.
    """
    lock_table(CourseSection._meta.label)
    section = CourseSection.objects.select_for_update().get(pk=section.pk)
    if name != section.name and section.ends_on is None:
        facts = SectionFacts(section.subject, section.kind, name)
        _must_be_new(section.year, section.classes_text, facts, besides=section.pk)
    marking = (scale, grading)
    if marking != (section.scale, section.grading_id) and _has_marks(section):
        raise Refused("В журнале уже стоят отметки. Систему оценивания меняют со следующего года.")
    values = {"name": name, "weekly_hours": weekly_hours, "scale": scale, "grading_id": grading}
    if all(getattr(section, field) == value for field, value in values.items()):
        return
    same = [row for row in section.loads.filter(ends_on=None) if row.hours == section.weekly_hours]
    for row in same:
        row.hours = weekly_hours
    TeachingLoad.objects.write(same, by=by, now=now, reason="изменились часы журнала")
    for field, value in values.items():
        setattr(section, field, value)
    section.save(by=by, now=now)


def _has_marks(section: CourseSection) -> bool:
    """Of lessons or of periods."""
    of_lessons = section.lessons.filter(items__marks__isnull=False)
    return bool(of_lessons.exists() or section.period_marks.exists())


# What is removed together with a section that nobody has used.
OWN_ROWS = frozenset({"sectionclass", "sectionenrollment", "teachingload"})


@transaction.atomic
def close_section(*, section: CourseSection, last_day: date, by: User, now: datetime) -> None:
    """The journal ends with that day; one that would not last a day is taken away if nobody has used it.

    Raises Refused where entries were made after that day, or it is in use and would not last a day.
    """
    lock_table(CourseSection._meta.label)
    section = CourseSection.objects.select_related("year").get(pk=section.pk)
    if last_day < (section.starts_on or section.year.starts_on):
        remove_section(section=section, by=by, now=now)
        return
    if last_day > section.year.ends_on:
        raise Refused(
            f"Учебный год кончается {date_dots(section.year.ends_on)}. Выберите день раньше."
        )
    must_have_no_entries(section, last_day + ONE_DAY)
    end_section(section=section, last_day=last_day, by=by, now=now)


def remove_section(*, section: CourseSection, by: User, now: datetime) -> None:
    """Take the section away with its lists and load. Raises Refused with what holds it."""
    if held := what_holds(section, besides=OWN_ROWS):
        raise Refused(
            f"«{section}» убрать нельзя: {held}. Журнал можно закончить днём, когда занятия были."
        )
    for rows in (section.enrollments.all(), section.loads.all(), section.section_classes.all()):
        rows.model.objects.erase(list(rows), by=by, now=now, reason="журнал убран")
    section.delete(by=by, now=now, reason="журнал убран")


def must_have_no_entries(section: CourseSection, since: date, students: Any = None) -> None:
    """Raises Refused where lessons of that day or later are filled in; of these pupils, where they have entries."""
    if students is None:
        last = _filled_since(section, since)
    else:
        last = max(entries_since(section, since, students).values(), default=None)
    if last:
        raise Refused(
            f"В журнале «{section}» есть записи по {date_dots(last)}. Выберите день после него, чтобы они остались."
        )


def _filled_since(section: CourseSection, since: date) -> date | None:
    """The last day, from that one on, of a lesson in which anything is written. One query."""
    written = ~Q(topic="") | Q(attendance_taken_at__isnull=False)
    for path in ("homework", "items", "attendance"):
        written |= Q(**{f"{path}__isnull": False})
    lessons: Any = section.lessons.filter(written, date__gte=since)
    last: date | None = lessons.aggregate(last=Max("date"))["last"]
    return last


def entries_since(section: CourseSection, since: date, students: Any = None) -> dict[int, date]:
    """The last day with a mark or an absence from that day on, by pupil. Two queries."""
    lessons: Any = section.lessons.filter(date__gte=since)
    found: dict[int, date] = {}
    for path in ("items__marks__student", "attendance__student"):
        rows = lessons.filter(**{f"{path}__isnull": False})
        if students is not None:
            rows = rows.filter(**{f"{path}__in": students})
        for student, day in rows.values_list(path, "date"):
            found[student] = max(day, found.get(student, day))
    return found


def name_by_classes(*, sections: Sequence[CourseSection], by: User, now: datetime) -> None:
    """Write the classes of the sections into the text their titles begin with. One query and the writing."""
    limit = CourseSection._meta.get_field("classes_text").max_length or 0
    names: dict[int, list[str]] = defaultdict(list)
    links = SectionClass.objects.filter(section__in=sections)
    in_order = links.order_by("school_class__grade", "school_class__letter", "school_class")
    for section, name in in_order.values_list("section_id", "school_class__name"):
        names[section].append(name)
    changed = []
    for found in sections:
        text = ", ".join(names[found.pk])[:limit]
        if text != found.classes_text:
            found.classes_text = text
            changed.append(found)
    CourseSection.objects.write(changed, by=by, now=now)


def end_section(
    *, section: CourseSection, last_day: date, by: User, now: datetime, reason: str = ""
) -> None:
    """Lists, load and the section itself end with that day; what would begin later never does."""
    for rows in (section.enrollments.all(), section.loads.all()):
        later = list(rows.filter(starts_on__gt=last_day))
        rows.model.objects.erase(later, by=by, now=now, reason=reason or "журнал закончен")
        lasting = list(rows.filter(starts_on__lte=last_day).exclude(ends_on__lte=last_day))
        for row in lasting:
            row.ends_on = last_day
        rows.model.objects.write(lasting, by=by, now=now, reason=reason)
    if section.ends_on is None or section.ends_on > last_day:
        section.ends_on = last_day
        section.save(by=by, now=now, reason=reason)
