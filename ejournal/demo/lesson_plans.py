"""Calendar-thematic plans of the demo school: what its lessons are about, as their teachers would have planned it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import Lesson
from school.actions.lesson_plans import decide_plan, make_plan, send_plan
from school.models import CourseSection, LessonPlan, TeachingLoad
from school.plan_lines import CONTROL, LESSON, PART, PRACTICE, PlanLine

from .courses import CONTROL as CONTROL_WORK
from .courses import COURSES, DICTATION, ESSAY, LAB, PlannedLesson, plan_course
from .courses import PRACTICE as PRACTICAL_WORK

# All journals of this class are planned and approved; of the teacher's own one waits and one is not sent yet.
PLANNED_CLASS = "7А"
KINDS = {CONTROL_WORK: CONTROL, DICTATION: CONTROL, ESSAY: CONTROL, LAB: PRACTICE, PRACTICAL_WORK: PRACTICE}  # fmt: skip
QUARTERS = ("I четверть", "II четверть", "III четверть", "IV четверть")


@transaction.atomic
def write_lesson_plans(*, now: datetime) -> None:
    """Once a school: plans of PLANNED_CLASS approved, and two of the teacher's on their way."""
    if LessonPlan.objects.exists():
        return
    deputy = User.objects.get(username="deputy")
    sections = CourseSection.objects.select_related("subject").filter(kind="class")
    whole = list(sections.filter(classes_text=PLANNED_CLASS).in_order())  # type: ignore[attr-defined]
    own = [
        section
        for section in sections.filter(loads__teacher__user__username="teacher").in_order()  # type: ignore[attr-defined]
        if section.classes_text != PLANNED_CLASS
    ]
    for section in whole:
        _write(section, "approved", deputy, now)
    for section, state in zip(own, ("sent", "draft"), strict=False):
        _write(section, state, deputy, now)


def _write(section: CourseSection, state: str, deputy: User, now: datetime) -> None:
    load = TeachingLoad.objects.on(timezone.localdate(now)).filter(section=section)
    held = load.select_related("teacher__user").order_by("-is_primary", "pk").first()
    if held is None or section.subject.name not in COURSES or held.teacher.user == deputy:
        return
    lessons = Lesson.objects.filter(section=section).count()
    course = plan_course(
        section.subject.name, section.grade, lessons, int(section.weekly_hours or 1)
    )
    user = held.teacher.user
    plan = make_plan(
        teacher=held.teacher, sections=[section], lines=list(_lines(course)),
        title=f"{section.subject.name}, {section.classes_text}", by=user, now=now,
    )  # fmt: skip
    if state != "draft":
        plan = send_plan(plan=plan, version=plan.version, by=user, now=now)
    if state == "approved":
        decide_plan(plan=plan, approve=True, version=plan.version, by=deputy, now=now)


def _lines(course: Sequence[PlannedLesson]) -> Iterator[PlanLine]:
    """A line a lesson, in four parts."""
    size = -(-len(course) // len(QUARTERS)) or 1
    parts = [course[first : first + size] for first in range(0, len(course), size)]
    return chain.from_iterable(
        [
            PlanLine(PART, title, Decimal(0)),
            *(PlanLine(KINDS.get(one.work, LESSON), one.topic, Decimal(1)) for one in part),
        ]
        for title, part in zip(QUARTERS, parts, strict=False)
    )
