"""What the page of a class reads: one query each, all of its pupils and one period. Nothing is said of it here."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from accounts.names import alphabetical
from journal.models import AttendanceRecord, Lesson, LineItem, Mark, PeriodMark
from journal.scales import attendance_code
from school.models import (
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    SchoolClass,
    SectionClass,
    SectionEnrollment,
)


class Given(NamedTuple):
    """A mark that stands in a journal."""

    student: int
    section: int
    day: date
    code: str
    weight: int
    item: int


class Control(NamedTuple):
    """A column of a control work that somebody has a mark in."""

    item: int
    section: int
    day: date
    name: str


class Away(NamedTuple):
    student: int
    day: date
    code: str


@dataclass(frozen=True)
class Listed:
    """On which journals' lists the pupils are, with the terms; how many lessons were held in each by day."""

    terms: Mapping[int, Sequence[tuple[int, date, date | None]]]
    sections: Mapping[int, CourseSection]
    lessons: Mapping[int, Sequence[date]]

    def of(self, student: int) -> Sequence[tuple[int, date, date | None]]:
        return self.terms.get(student, ())

    def held(self, section: int, first: date, last: date | None) -> int:
        """Lessons of the journal in a term of its list."""
        days = self.lessons.get(section, ())
        end = bisect_right(days, last) if last else len(days)
        return max(end - bisect_left(days, first), 0)


def pupils(school_class: SchoolClass, day: date) -> dict[int, str]:
    """Names by key, by alphabet."""
    listed = ClassEnrollment.objects.on(day).filter(school_class=school_class)
    listed = listed.select_related("student__user").order_by(*alphabetical("student__user__"))
    return {row.student_id: row.student.user.list_name for row in listed}


def lists(
    school_class: SchoolClass, students: Sequence[int], period: GradingPeriod, now: datetime
) -> Listed:
    """Three queries. Each journal with `of_class`: it is one of the class, not one that a newcomer has left."""
    terms: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    rows = SectionEnrollment.objects.filter(student__in=students, starts_on__lte=period.ends_on)
    rows = rows.exclude(ends_on__lt=period.starts_on).order_by("starts_on", "pk")
    for student, section, first, last in rows.values_list(
        "student_id", "section_id", "starts_on", "ends_on"
    ):
        terms[student].append((section, first, last))
    keys = {section for listed in terms.values() for section, _, _ in listed}
    sections = CourseSection.objects.filter(pk__in=keys, year=period.year_id)
    own = SectionClass.objects.filter(section=OuterRef("pk"), school_class=school_class)
    sections = (
        sections.annotate(of_class=Exists(own))
        .select_related("subject")
        .order_by("subject__position", "subject__name", "name", "pk")
    )
    lessons: dict[int, list[date]] = defaultdict(list)
    held = Lesson.objects.filter(section__in=keys, date__range=_days(period)).held_by(now)
    for section, day in held.order_by("date").values_list("section_id", "date"):
        lessons[section].append(day)
    return Listed(terms, {section.pk: section for section in sections}, lessons)


def marks(students: Sequence[int], period: GradingPeriod) -> list[Given]:
    """By date."""
    found = Mark.objects.filter(
        student__in=students, item__lesson__date__range=_days(period), item__is_hidden=False
    ).exclude(code="")
    rows = found.order_by("item__lesson__starts_at", "item__position", "pk").values_list(
        "student_id", "item__lesson__section_id", "item__lesson__date", "code", "item__weight", "item_id"
    )  # fmt: skip
    return [Given(*row) for row in rows]


def controls(sections: Sequence[int], period: GradingPeriod) -> list[Control]:
    """By date."""
    marked = Mark.objects.filter(item=OuterRef("pk")).exclude(code="")
    found = LineItem.objects.filter(
        Exists(marked),
        lesson__section__in=sections,
        lesson__date__range=_days(period),
        work_type__is_control=True,
        is_hidden=False,
    )
    rows = found.order_by("lesson__starts_at", "pk").values_list(
        "pk", "lesson__section_id", "lesson__date", "work_type__name"
    )
    return [Control(item, section, day, name.lower()) for item, section, day, name in rows]


def absences(students: Sequence[int], first: date, last: date) -> list[Away]:
    """Absences and late comings as codes: «н», «б», «ну», «оп»."""
    found = AttendanceRecord.objects.filter(
        student__in=students, lesson__date__range=(first, last)
    ).exclude(status=AttendanceRecord.Status.PRESENT)
    rows = found.values_list("student_id", "lesson__date", "status", "reason")
    return [Away(student, day, attendance_code(status, why)) for student, day, status, why in rows]


def period_marks(
    students: Sequence[int], periods: Sequence[GradingPeriod]
) -> dict[tuple[int, int], dict[int, str]]:
    """Codes by pupil and journal, then by period."""
    found = PeriodMark.objects.filter(
        student__in=students, period__in=periods, kind=PeriodMark.Kind.PERIOD
    ).exclude(code="")
    given: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for student, section, period, code in found.values_list(
        "student_id", "section_id", "period_id", "code"
    ):
        given[student, section][period] = code
    return given


def _days(period: GradingPeriod) -> tuple[date, date]:
    return period.starts_on, period.ends_on
