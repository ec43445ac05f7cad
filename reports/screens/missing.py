"""What is missing in the journals: class × subject × teacher, totals, and the last three weeks by class."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import add

from django.db.models import Count, Q

from journal.carried import marks_carried
from journal.models import Lesson, Mark, MarkDeferral
from journal.norms import usual_minimum
from journal.screens.deferrals import overdue
from reports.completeness import Counts, due_by_now
from reports.heat import Heat, Share, heat_map
from reports.lacking import has_no_homework, has_no_marks, held_by
from reports.terms import Terms
from reports.timeliness import Kept, kept_results, kept_terms
from school.days import today_of
from school.models import (
    CourseSection,
    GradingPeriod,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    TeachingLoad,
    extracurricular,
)
from school.models.sections import CourseSectionQuerySet
from school.rulebook import book_of

HEAT_DAYS = timedelta(weeks=3)


@dataclass(frozen=True)
class Scope:
    """Journals a person may check, with their classes and today's teachers: what filters choose from."""

    sections: tuple[CourseSection, ...]
    classes: tuple[SchoolClass, ...]
    teachers: tuple[StaffMember, ...]
    classes_of: Mapping[int, frozenset[int]]
    teachers_of: Mapping[int, tuple[StaffMember, ...]]

    def narrowed(self, school_class: int | None, teacher: int | None) -> list[CourseSection]:
        """Sections of that class and of that teacher; None asks for any."""
        return [
            section
            for section in self.sections
            if (school_class is None or school_class in self.classes_of[section.pk])
            and (teacher is None or any(t.pk == teacher for t in self.teachers_of[section.pk]))
        ]


def scope(sections: CourseSectionQuerySet, *, on: date) -> Scope:
    """Three queries."""
    found = tuple(sections.select_related("subject").in_order())
    keys = [section.pk for section in found]
    classes_of: dict[int, set[int]] = defaultdict(set)
    classes: dict[int, SchoolClass] = {}
    for link in SectionClass.objects.filter(section__in=keys).select_related("school_class"):
        classes_of[link.section_id].add(link.school_class_id)
        classes[link.school_class_id] = link.school_class
    teachers_of: dict[int, list[StaffMember]] = defaultdict(list)
    loads = TeachingLoad.objects.on(on).filter(section__in=keys).select_related("teacher__user")
    for load in loads.order_by("-is_primary", "pk"):
        teachers_of[load.section_id].append(load.teacher)
    teachers = {t.pk: t for listed in teachers_of.values() for t in listed}
    return Scope(
        sections=found,
        classes=tuple(sorted(classes.values(), key=lambda c: (c.grade, c.letter, c.pk))),
        teachers=tuple(sorted(teachers.values(), key=lambda t: alphabetically(t.user.full_name))),
        classes_of={key: frozenset(classes_of[key]) for key in keys},
        teachers_of={key: tuple(teachers_of[key]) for key in keys},
    )


def alphabetically(name: str) -> str:
    """Ё sorts with Е."""
    return name.lower().replace("ё", "е")


@dataclass(frozen=True)
class Row:
    """`minimum` is the usual number of marks a pupil has by now; `below` is how many have fewer."""

    section: CourseSection
    teachers: str
    counts: Counts
    marks: int
    pupils: int
    minimum: int
    below: int
    kept: Kept

    @property
    def marks_of_pupil(self) -> Decimal | None:
        return Decimal(self.marks) / self.pupils if self.pupils else None

    @property
    def is_full(self) -> bool:
        return not self.counts.debts and not self.below


@dataclass(frozen=True)
class MissingScreen:
    title: str
    rows: tuple[Row, ...]
    hidden: int
    totals: Counts
    marks: int
    below: int
    kept: Kept
    # Of marks of periods and of results of exams, which are of no lesson.
    kept_periods: Kept
    kept_exams: Kept
    heat: Heat
    # Marks put off by an order whose term is over.
    overdue: Sequence[MarkDeferral]
    at: datetime


def periods_of(year: SchoolYear | None, sections: Sequence[CourseSection]) -> list[GradingPeriod]:
    """Periods of the year that any of these journals has."""
    if year is None:
        return []
    grades = {section.grade for section in sections}
    return [
        period
        for period in year.periods.order_by("starts_on", "grade_from")
        if any(period.grade_from <= grade <= period.grade_to for grade in grades)
    ]


def missing_screen(
    scope: Scope,
    sections: Sequence[CourseSection],
    terms: Terms,
    *,
    everything: bool,
    now: datetime,
    on: date,
) -> MissingScreen:
    """Seven aggregate queries, whatever the number of journals, and one a period for newcomers' marks. `everything` keeps rows without debts."""
    keys = [section.pk for section in sections]
    counts = _lesson_counts(sections, terms, now)
    marks = _marks(sections, terms)
    lists, newcomers = _lists(keys, on)
    brought = brought_along(sections, terms, newcomers)
    kept = kept_terms(sections, terms, now=now)
    results = kept_results(sections, terms, now=now)
    rows = [
        _row(
            section, scope, terms, counts.get(section.pk, Counts()), marks[section.pk],
            lists[section.pk], brought[section.pk], kept.get(section.pk, Kept()), on,
        )
        for section in sections
    ]  # fmt: skip
    shown = tuple(row for row in rows if row.counts.planned and (everything or not row.is_full))
    return MissingScreen(
        title=terms.title,
        rows=shown,
        hidden=len(rows) - len(shown),
        totals=reduce(add, (row.counts for row in rows), Counts()),
        marks=sum(row.marks for row in rows),
        below=sum(row.below for row in rows),
        kept=sum(kept.values(), Kept()),
        kept_periods=results.get("period", Kept()),
        kept_exams=results.get("exam", Kept()),
        heat=_heat(scope, keys, now, on),
        overdue=overdue(keys, today=today_of(on)),
        at=now,
    )


def _row(
    section: CourseSection,
    scope: Scope,
    terms: Terms,
    counts: Counts,
    marks: Mapping[int, int],
    students: frozenset[int],
    brought: Mapping[int, int],
    kept: Kept,
    on: date,
) -> Row:
    least = least_marks(section, terms, on=on)
    minimum = due_by_now(least, counts.held, counts.planned)
    return Row(
        section=section,
        teachers=", ".join(teacher.user.short_name for teacher in scope.teachers_of[section.pk]),
        counts=counts,
        marks=sum(marks.values()),
        pupils=len(students),
        minimum=minimum,
        below=sum(marks.get(one, 0) + brought.get(one, 0) < minimum for one in students),
        kept=kept,
    )


def least_marks(section: CourseSection, terms: Terms, *, on: date) -> int:
    """Marks that a pupil has by the end of these periods, as the school has decided by that day or by their end."""
    if section.scale == section.Scale.UNGRADED:
        return 0
    periods = terms.of_grade(section.grade)
    book, today = book_of(on), today_of(on)
    return sum(
        usual_minimum(section.weekly_hours, period.kind, book.on(min(period.ends_on, today)))
        for period in periods
    )


def _lesson_counts(
    sections: Sequence[CourseSection], terms: Terms, now: datetime
) -> dict[int, Counts]:
    held = held_by(now)
    lessons = Lesson.objects.filter(terms.lessons(sections))
    found = lessons.exclude(status=Lesson.Status.CANCELLED).values_list("section_id").order_by()
    rows = found.annotate(
        planned=Count("pk"),
        held=Count("pk", filter=held),
        without_topic=Count("pk", filter=held & Q(topic="")),
        without_attendance=Count("pk", filter=held & Q(attendance_taken_at__isnull=True)),
        without_homework=Count("pk", filter=held & has_no_homework()),
        without_marks=Count("pk", filter=held & has_no_marks()),
        outside=Count("pk", filter=held & extracurricular("section__")),
    )
    return {section: Counts(*numbers) for section, *numbers in rows}


def _marks(sections: Sequence[CourseSection], terms: Terms) -> dict[int, dict[int, int]]:
    """Numbers of marks by section and pupil."""
    marks = Mark.objects.filter(terms.lessons(sections, "item__lesson__"))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = marks.exclude(code="").values_list("item__lesson__section_id", "student_id")
    for section, student, number in rows.annotate(Count("pk")).order_by():
        found[section][student] = number
    return found


def _lists(
    sections: list[int], on: date
) -> tuple[dict[int, frozenset[int]], dict[tuple[int, int], date]]:
    """Pupils on the lists on that day, and since when, by section and pupil."""
    found: dict[int, set[int]] = defaultdict(set)
    since = {}
    rows = SectionEnrollment.objects.on(on).filter(section__in=sections)
    for section, student, first in rows.values_list("section_id", "student_id", "starts_on"):
        found[section].add(student)
        since[section, student] = first
    lists = defaultdict(frozenset, {key: frozenset(listed) for key, listed in found.items()})
    return lists, since


def brought_along(
    sections: Sequence[CourseSection], terms: Terms, since: Mapping[tuple[int, int], date]
) -> dict[int, dict[int, int]]:
    """Numbers of marks that pupils came with from the journal before, by section and pupil: they are not asked for anew.

    A query for each period in which somebody came onto a list; none where nobody did.
    """
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for period in terms.periods:
        keys = {one.pk for one in sections if period.grade_from <= one.grade <= period.grade_to}
        came = {
            section
            for (section, _), first in since.items()
            if section in keys and period.starts_on < first <= period.ends_on
        }
        if came:
            carried = marks_carried(came, period.starts_on, period.ends_on)
            for (section, student), marks in carried.items():
                found[section][student] = found[section].get(student, 0) + len(marks)
    return found


def _heat(scope: Scope, sections: list[int], now: datetime, on: date) -> Heat:
    """Share of what is filled in, by class and day, over the last three weeks."""
    held = Lesson.objects.filter(
        held_by(now), section__in=sections, date__range=(on - HEAT_DAYS + timedelta(days=1), on)
    ).exclude(status=Lesson.Status.CANCELLED)
    rows = held.values_list("section__section_classes__school_class_id", "date").annotate(
        lessons=Count("pk"),
        topics=Count("pk", filter=~Q(topic="")),
        attendance_taken=Count("pk", filter=Q(attendance_taken_at__isnull=False)),
        homework_given=Count("pk", filter=Q(homework__isnull=False)),
        outside=Count("pk", filter=extracurricular("section__")),
    )
    names = {school_class.pk: school_class.name for school_class in scope.classes}
    found = {
        (key, day): Share(filled=topics + attendance + homework, of=3 * lessons - outside)
        for key, day, lessons, topics, attendance, homework, outside in rows.order_by()
        if key in names
    }
    return heat_map(names, found)
