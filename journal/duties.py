"""What terms are reckoned from, read for many lessons at once: bells of the class, suspended days, moments of entries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery

from school.models import (
    CalendarDay,
    CourseSection,
    GradingPeriod,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    extracurricular,
)
from school.regulation import Regulation
from school.rulebook import RuleBook

from .deadlines import Duty, LessonTimes, Term, terms_of_lesson
from .deadlines import Outage as Break
from .models import Exam, Homework, Lesson, LessonQuerySet, Outage, PeriodLock, PeriodMark

# The end of the last lesson on the day of each lesson, of any class that learns in it; circles after lessons are none,
# and what one pupil is taught alone ends the day of nobody else.
LAST_BELLS = """\
SELECT own.id, max(other.ends_at)
FROM journal_lesson own
JOIN school_sectionclass mine ON mine.section_id = own.section_id
JOIN school_sectionclass beside ON beside.school_class_id = mine.school_class_id
JOIN journal_lesson other ON other.section_id = beside.section_id AND other.date = own.date
JOIN school_coursesection section ON section.id = other.section_id
LEFT JOIN school_timetableentry entry ON entry.id = other.entry_id
WHERE own.id = ANY(%s) AND other.status <> 'cancelled' AND coalesce(entry.kind, 'main') = 'main'
    AND NOT (section.kind = 'circle' AND section.scale = 'ungraded')
    AND (section.kind <> 'individual' OR other.section_id = own.section_id)
GROUP BY own.id
"""
# When each column got its first mark.
FIRST_MARKS = """\
SELECT item_id, min(history_date) FROM journal_historicalmark
WHERE item_id = ANY(%s) AND code <> '' GROUP BY item_id
"""


def with_suspended_days(lessons: LessonQuerySet) -> LessonQuerySet:
    """Each with `is_suspended`: its day is suspended for the grade, for weeks of as many days as its classes have.

    And with `is_extracurricular`, of its journal.
    """
    week = SectionClass.objects.filter(
        section=OuterRef(OuterRef("section")), school_class__days_a_week=OuterRef("days_a_week")
    )
    days = CalendarDay.objects.filter(
        Q(days_a_week=None) | Exists(week),
        kind=CalendarDay.Kind.SUSPENDED,
        year=OuterRef("section__year"),
        date=OuterRef("date"),
        grade_from__lte=OuterRef("section__grade"),
        grade_to__gte=OuterRef("section__grade"),
    )
    return lessons.annotate(
        is_suspended=Exists(days),
        is_extracurricular=ExpressionWrapper(
            extracurricular("section__"), output_field=BooleanField()
        ),
    )


def times_of(lessons: Collection[Lesson]) -> dict[int, LessonTimes]:
    """By lesson, read with `with_suspended_days`. One query, none for no lessons."""
    last = _moments(LAST_BELLS, [lesson.pk for lesson in lessons])
    return {
        lesson.pk: LessonTimes(
            day=lesson.date,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            class_ends_at=max(last.get(lesson.pk, lesson.ends_at), lesson.ends_at),
            is_cancelled=lesson.status == Lesson.Status.CANCELLED,
            is_suspended=lesson.is_suspended,  # type: ignore[attr-defined]
            is_extracurricular=lesson.is_extracurricular,  # type: ignore[attr-defined]
        )
        for lesson in lessons
    }


def terms_by_lesson(
    times: dict[int, LessonTimes], rules_on: "RulesOn", zone: tzinfo
) -> dict[int, dict[Duty, Term]]:
    """By the regulation of the day of each lesson."""
    return {pk: terms_of_lesson(one, rules_on(one.day), zone) for pk, one in times.items()}


class RulesOn:
    """The regulation in force on a day; each day is looked up once."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._known: dict[date, Regulation] = {}

    def __call__(self, day: date) -> Regulation:
        if day not in self._known:
            self._known[day] = self._book.on(day)
        return self._known[day]


def outages() -> list[Break]:
    """All that were noted. One query."""
    return [Break(*ends) for ends in Outage.objects.values_list("starts_at", "ends_at")]


def moments_of_topics(lessons: Iterable[Lesson]) -> dict[int, datetime]:
    """When each lesson that has a topic got its first one. One query."""
    keys = [lesson.pk for lesson in lessons if lesson.topic]
    rows = Lesson.history.filter(id__in=keys).exclude(topic="").order_by()
    return dict(rows.values_list("id").annotate(Min("history_date")))


def moments_of_homework(lessons: Iterable[int]) -> dict[int, datetime]:
    """When homework was first given, or said to be none, at each lesson that has it. One query."""
    there = Homework.objects.filter(lesson=OuterRef("lesson_id"))
    rows = Homework.history.filter(Exists(there), lesson_id__in=list(lessons)).order_by()
    return dict(rows.values_list(F("lesson_id")).annotate(Min("history_date")))


def moments_of_marks(items: Collection[int]) -> dict[int, datetime]:
    """When the first mark was put in each column. One query."""
    return _moments(FIRST_MARKS, list(items))


def moments_of_results(exams: Iterable[Exam]) -> dict[int, datetime]:
    """When the last of those who sit each exam got a mark; exams without all of them are not there. One query."""
    of = {exam.section_id: exam for exam in exams}
    there = PeriodMark.objects.filter(
        section__in=list(of), kind=PeriodMark.Kind.EXAM, pk=OuterRef("id")
    ).exclude(code="")
    rows = PeriodMark.history.filter(Exists(there)).exclude(code="").order_by()
    firsts: dict[int, list[datetime]] = defaultdict(list)
    for section, moment in (
        rows.values_list("section_id", "id")
        .annotate(first=Min("history_date"))
        .values_list("section_id", "first")
    ):
        firsts[section].append(moment)
    return {
        exam.pk: sorted(firsts[section])[exam.takers - 1]
        for section, exam in of.items()
        if len(firsts[section]) >= exam.takers
    }


def journals_by_period(year: SchoolYear) -> Any:
    """Each period of the year once for every journal (`of`) in which its marks are set: lessons and pupils were there.

    `set_at` is when the last mark was set; None while some are missing.
    """
    lists = SectionEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("ends_on")),
        section=OuterRef("of"),
        starts_on__lte=OuterRef("ends_on"),
    )
    held = Lesson.objects.filter(
        section=OuterRef("of"), date__gte=OuterRef("starts_on"), date__lte=OuterRef("ends_on")
    ).exclude(status=Lesson.Status.CANCELLED)
    locks = PeriodLock.objects.filter(section=OuterRef("of"), period=OuterRef("pk"))
    pairs = GradingPeriod.objects.filter(year=year).annotate(
        of=F("year__sections__pk"),
        grade=F("year__sections__grade"),
        scale=F("year__sections__scale"),
        set_at=Subquery(locks.values("set_at")[:1]),
    )
    graded = pairs.filter(grade_from__lte=F("grade"), grade_to__gte=F("grade")).exclude(
        scale=CourseSection.Scale.UNGRADED
    )
    return graded.filter(Exists(lists), Exists(held))


def _moments(query: str, keys: list[int]) -> dict[int, datetime]:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(query, [keys])
        return dict(cursor.fetchall())
