"""What the journal says to a plan: its lessons in order, and the hour of the plan each of them has (SCH-9)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from journal.models import Lesson
from school.federal_plan import weeks_of
from school.lesson_plans import in_force, lines_of, plans_of
from school.models import CourseSection, LessonPlan, Substitution, TeachingLoad

from .binding import Binding, Held, Hour, bind, hours_of

# Lessons end so much before the year does where the timetable goes to its end.
NEAR_THE_END = timedelta(days=21)


def given_away(sections: Iterable[int]) -> QuerySet[Substitution]:
    """Substitutions by a teacher of another subject: such a lesson gives no hour of the plan."""
    found: Any = Substitution.objects.filter(section__in=sections)
    subject = "section__subject"
    same = TeachingLoad.objects.filter(
        Q(section__subject=OuterRef(subject))
        | Q(section__subject__parent=OuterRef(subject))
        | Q(section__subject=OuterRef(f"{subject}__parent"))
        | Q(section__subject__parent=OuterRef(f"{subject}__parent")),
        teacher=OuterRef("teacher"),
    )
    away: QuerySet[Substitution] = found.filter(~Exists(same))
    return away


def held_lessons(section: CourseSection) -> list[Held]:
    """Lessons of the journal that are not cancelled, in order. Two queries."""
    away = set(given_away([section.pk]).values_list("date", "number"))
    rows = (
        Lesson.objects.filter(section=section)
        .exclude(status=Lesson.Status.CANCELLED)
        .order_by("date", "number")
        .values_list("pk", "date", "number", "topic")
    )
    return [
        Held(key, day, number, topic, counts=(day, number) not in away)
        for key, day, number, topic in rows
    ]


def planned_hour(lesson: Lesson) -> Hour | None:
    """What the plan in force has for the lesson. One query without a plan, four with one."""
    plan = in_force(plans_of([lesson.section])[lesson.section_id])
    if plan is None:
        return None
    return binding_of(plan, lesson.section).of(lesson.pk)


def binding_of(plan: LessonPlan, section: CourseSection) -> Binding:
    """Three queries."""
    return bind(hours_of(lines_of(plan)), held_lessons(section))


# --- Figures of many journals ----------------------------------------------------------------------
@dataclass(frozen=True)
class LessonCount:
    """Lessons of a journal in the year: held or to be held; lost, and due by the timetable, by a day; the last one."""

    live: int = 0
    lost: int = 0
    due: int = 0
    last: date | None = None

    def is_whole(self, section_end: date) -> bool:
        """There are lessons to the end: what does not fit now will not fit at all."""
        return self.last is not None and self.last >= section_end - NEAR_THE_END

    def short(self, hours: Decimal) -> int:
        """Lessons too few for so many hours of a plan."""
        return max(int(hours.to_integral_value("ROUND_CEILING")) - self.live, 0)


def lesson_counts(sections: Iterable[CourseSection], *, by: date) -> dict[int, LessonCount]:
    """By journal; `lost` and `due` are up to that day, its end included. Two queries."""
    keys = [section.pk for section in sections]
    away: Counter[int] = Counter()
    away_before: Counter[int] = Counter()
    for key, day in given_away(keys).values_list("section", "date"):
        away[key] += 1
        away_before[key] += day <= by
    is_off = Q(status=Lesson.Status.CANCELLED)
    rows = (
        Lesson.objects.filter(section__in=keys)
        .values("section")
        .annotate(
            made=Count("pk"),
            off=Count("pk", filter=is_off),
            off_before=Count("pk", filter=is_off & Q(date__lte=by)),
            due=Count("pk", filter=Q(date__lte=by)),
            last=Max("date"),
        )
        .values_list("section", "made", "off", "off_before", "due", "last")
    )
    return {
        key: LessonCount(made - off - away[key], lost + away_before[key], due, last)
        for key, made, off, lost, due, last in rows
    }


def year_hours(sections: Iterable[CourseSection], *, on: date) -> dict[int, Decimal]:
    """Hours of the year by the load of each journal; a journal of a part of the year has none. One query."""
    found: dict[int, Decimal] = {}
    known = {section.pk: section for section in sections}
    loads = TeachingLoad.objects.on(on).filter(section__in=known, hours__isnull=False)
    for key, hours in loads.values_list("section", F("hours")):
        found[key] = found.get(key, Decimal(0)) + hours
    for key, section in known.items():
        if section.starts_on or section.ends_on:
            found.pop(key, None)
            continue
        weekly = found.get(key, section.weekly_hours)
        if weekly is not None:
            found[key] = weekly * weeks_of(section.grade)
    return found
