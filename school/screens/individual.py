"""Pupils who learn by plans of their own, one plan, and whom to make one for (SCH-4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.names import alphabetical, name_holds
from school.models import (
    ClassEnrollment,
    CourseSection,
    IndividualPlan,
    SchoolYear,
    SectionEnrollment,
    Student,
    TeachingLoad,
)

FOUND_LIMIT = 20


@dataclass(frozen=True)
class PlanRow:
    plan: IndividualPlan
    class_name: str
    hours: Decimal
    subjects: int
    is_over: bool


def plans_screen(year: SchoolYear | None, *, on: date) -> tuple[PlanRow, ...]:
    """Plans of the year, those that go on first. Three queries."""
    if year is None:
        return ()
    found = IndividualPlan.objects.filter(starts_on__lte=year.ends_on).exclude(
        ends_on__lt=year.starts_on
    )
    plans = list(
        found.select_related("student__user").order_by(
            *alphabetical("student__user__"), "starts_on"
        )
    )
    classes = _classes(plans, year)
    sections: dict[int, list[CourseSection]] = {}
    for section in CourseSection.objects.filter(plan__in=plans):
        sections.setdefault(section.plan_id, []).append(section)  # type: ignore[arg-type]
    rows = [_row(one, classes, sections.get(one.pk, []), on) for one in plans]
    return tuple(sorted(rows, key=lambda row: row.is_over))


def _row(
    plan: IndividualPlan, classes: dict[int, str], sections: list[CourseSection], on: date
) -> PlanRow:
    hours = sum((one.weekly_hours or Decimal(0) for one in sections), Decimal(0))
    is_over = plan.ends_on is not None and plan.ends_on < on
    return PlanRow(plan, classes.get(plan.student_id, ""), hours, len(sections), is_over)


def _classes(plans: list[IndividualPlan], year: SchoolYear) -> dict[int, str]:
    """Names of the pupils' classes, the last of the year."""
    students = [one.student_id for one in plans]
    places = ClassEnrollment.objects.filter(student__in=students, school_class__year=year)
    return dict(places.order_by("starts_on").values_list("student_id", "school_class__name"))


@dataclass(frozen=True)
class OwnSection:
    section: CourseSection
    teachers: str


def plan_sections(plan: IndividualPlan) -> list[OwnSection]:
    """Journals of the plan with everybody who has taught them. Two queries."""
    sections = list(plan.sections.select_related("subject").order_by("subject__position", "pk"))
    names: dict[int, list[str]] = {}
    loads = TeachingLoad.objects.filter(section__in=sections).select_related("teacher__user")
    for load in loads.order_by("starts_on", "pk"):
        names.setdefault(load.section_id, []).append(load.teacher.user.short_name)
    return [OwnSection(one, ", ".join(names.get(one.pk, []))) for one in sections]


def pupils_found(q: str, *, on: date) -> list[tuple[Student, str]]:
    """Pupils in a class on that day whose name holds the words, with their classes. Two queries at most."""
    if not q.strip():
        return []
    places = ClassEnrollment.objects.on(on).select_related("student__user", "school_class")
    found = name_holds(places, q, "student__user__").order_by(*alphabetical("student__user__"))
    return [(row.student, row.school_class.name) for row in found[:FOUND_LIMIT]]


def sections_of_pupil(student: Student, *, on: date) -> list[CourseSection]:
    """Sections the pupil is on the lists of, but for his own ones. One query."""
    rows = SectionEnrollment.objects.on(on).filter(student=student)
    found = CourseSection.objects.filter(pk__in=rows.values("section"))
    shared = found.exclude(kind=CourseSection.Kind.INDIVIDUAL).select_related("subject", "year")
    return list(shared.order_by("subject__position", "subject__name", "name", "pk"))
