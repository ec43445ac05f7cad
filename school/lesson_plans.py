"""Who reads calendar-thematic plans, who writes and who approves them; which plan of a journal is in force (SCH-9)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Right, User

from .access import (
    loads_held_by,
    section_to_see,
    sections_by_right,
    sections_taught_by,
    sections_visible_to,
)
from .models import (
    CourseSection,
    LessonPlan,
    LessonPlanSection,
    SchoolYear,
    StaffMember,
)
from .plan_lines import PlanLine
from .work import at_work

NOT_OWN = "План правит учитель, который его составил."
NOT_DECIDER = "План утверждает заместитель директора."
OWN_PLAN = "Свой план утверждает другой заместитель или директор."
NOT_TAUGHT = "План составляет учитель этого журнала."


def plans_visible_to(user: User, *, on: date) -> QuerySet[LessonPlan]:
    """Own ones; those of journals the person reads; approved ones of all colleagues to whoever teaches."""
    read = LessonPlanSection.objects.filter(
        plan=OuterRef("pk"), section__in=sections_visible_to(user, on=on).values("pk")
    )
    teaches = loads_held_by(user, on=on)
    return LessonPlan.objects.filter(
        Q(at_work("teacher", on=on), teacher__user=user)
        | Exists(read)
        | Q(Exists(teaches), state=LessonPlan.State.APPROVED)
    )


def plan_to_see(user: User, pk: int, *, on: date) -> LessonPlan:
    plans = plans_visible_to(user, on=on).select_related(
        "year", "subject", "teacher__user", "copied_from", "decided_by"
    )
    return get_object_or_404(plans, pk=pk)


def is_writer(plan: LessonPlan, user: User, *, on: date) -> bool:
    """Its own teacher, while the year lasts; who may see it as one's own is at work."""
    return plan.teacher.user_id == user.pk and plan.year.ends_on >= on


def is_decider(plan: LessonPlan, user: User, *, on: date) -> bool:
    """Who has the right for the grades of all its journals, and did not write it. One query."""
    if plan.teacher.user_id == user.pk:
        return False
    ruled = sections_by_right(user, Right.PLANS, on=on).filter(pk=OuterRef("section"))
    served = LessonPlanSection.objects.filter(plan=plan).values_list(Exists(ruled))
    own = [is_ruled for (is_ruled,) in served]
    return bool(own) and all(own)


def plan_to_edit(user: User, pk: int, *, on: date) -> LessonPlan:
    """404 to a stranger, 403 to a reader."""
    plan = plan_to_see(user, pk, on=on)
    if not is_writer(plan, user, on=on):
        raise PermissionDenied(NOT_OWN)
    return plan


def plan_to_decide(user: User, pk: int, *, on: date) -> LessonPlan:
    """404 to a stranger, 403 to a reader, and to its own teacher whatever his rights are."""
    plan = plan_to_see(user, pk, on=on)
    if not is_decider(plan, user, on=on):
        own = plan.teacher.user_id == user.pk
        raise PermissionDenied(OWN_PLAN if own else NOT_DECIDER)
    return plan


def section_to_plan(user: User, pk: int, *, on: date) -> CourseSection:
    """A journal whose teacher the user is: 404 to a stranger, 403 to a reader."""
    taught = sections_taught_by(user, on=on).select_related("subject", "year")
    found: CourseSection | None = taught.filter(pk=pk).first()
    if found is None:
        section_to_see(user, pk, on=on)
        raise PermissionDenied(NOT_TAUGHT)
    return found


def sections_to_plan(user: User, section: CourseSection, *, on: date) -> list[CourseSection]:
    """The teacher's journals of the same subject and year: one plan may serve them all. One query."""
    found: Any = sections_taught_by(user, on=on).filter(
        subject=section.subject_id, year=section.year_id
    )
    return list(found.select_related("subject").in_order())


def teacher_of(user: User) -> StaffMember:
    return get_object_or_404(StaffMember.objects.select_related("user"), user=user)


# --- Which plan a journal goes by ------------------------------------------------------------------
def in_force(plans: Iterable[LessonPlan]) -> LessonPlan | None:
    """Of plans that serve a journal the one approved last; where none is approved, the newest."""
    plans = list(plans)
    approved = [plan for plan in plans if plan.state == LessonPlan.State.APPROVED]
    if approved:
        return max(approved, key=lambda plan: (plan.decided_at, plan.pk))
    return max(plans, key=lambda plan: plan.pk, default=None)


def coming(plans: Iterable[LessonPlan]) -> LessonPlan | None:
    """The newest that is not approved yet, where another one is in force."""
    plans = list(plans)
    now = in_force(plans)
    later = [plan for plan in plans if plan.state != LessonPlan.State.APPROVED and plan is not now]
    return max(later, key=lambda plan: plan.pk, default=None)


def plans_of(sections: Iterable[CourseSection]) -> dict[int, list[LessonPlan]]:
    """Plans that serve each of these journals, with their teachers. One query."""
    found: dict[int, list[LessonPlan]] = defaultdict(list)
    rows = LessonPlanSection.objects.filter(section__in=[section.pk for section in sections])
    for row in rows.select_related("plan__teacher__user", "plan__year").order_by("pk"):
        found[row.section_id].append(row.plan)
    return found


def lines_of(plan: LessonPlan) -> list[PlanLine]:
    """Its lines in order. One query."""
    rows = plan.items.order_by("position").values_list(
        "kind", "topic", "hours", "homework", "note", "pk"
    )
    return [PlanLine(*row) for row in rows]


def served_by(plan: LessonPlan) -> Sequence[CourseSection]:
    """Journals the plan serves, in order. One query."""
    found: Any = CourseSection.objects.filter(plan_sections__plan=plan)
    return list(found.select_related("subject").in_order())


def sections_without_approved_plan(year: SchoolYear, on: date) -> QuerySet[CourseSection]:
    """Journals taught on that day that have no approved plan: what readiness of the year asks about."""
    approved = LessonPlanSection.objects.filter(
        section=OuterRef("pk"), plan__state=LessonPlan.State.APPROVED
    )
    taught: Any = CourseSection.objects.filter(year=year).filter(~Exists(approved))
    found: QuerySet[CourseSection] = taught.held_on(on)
    return found
