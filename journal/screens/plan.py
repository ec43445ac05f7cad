"""One plan as a table, and its topics on the lessons of a journal (SCH-9)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.models import User
from journal.binding import Binding, Shift, behind, bind, hours_of, shifts
from journal.compaction import Proposal, compact
from journal.lesson_plans import LessonCount, held_lessons, lesson_counts, year_hours
from school.federal_plan import weeks_of
from school.lesson_plans import (
    coming,
    in_force,
    is_decider,
    is_writer,
    lines_of,
    plans_of,
    plans_visible_to,
    sections_to_plan,
    served_by,
)
from school.models import CourseSection, LessonPlan, SectionClass
from school.plan_lines import PartSum, PlanLine, sums_by_part, total_hours
from school.screens.planned import planned_hours
from school.screens.planned_sections import part_of


@dataclass(frozen=True)
class Norm:
    """Hours of the year a journal has by its load and by the curriculum of its class, and its lessons."""

    section: CourseSection
    load: Decimal | None
    curriculum: Decimal | None
    lessons: int


@dataclass(frozen=True)
class PlanScreen:
    plan: LessonPlan
    lines: Sequence[PlanLine]
    sections: Sequence[CourseSection]
    # Journals its teacher may serve with it.
    among: Sequence[CourseSection]
    parts: Sequence[PartSum]
    total: Decimal
    norms: Sequence[Norm]
    copies: Sequence[LessonPlan]
    is_writer: bool
    is_decider: bool

    @property
    def may_edit(self) -> bool:
        return self.is_writer and self.plan.is_open

    @property
    def may_decide(self) -> bool:
        return self.is_decider and self.plan.state == LessonPlan.State.SENT

    @property
    def may_revise(self) -> bool:
        return self.is_writer and self.plan.state == LessonPlan.State.APPROVED


def plan_screen(plan: LessonPlan, user: User, *, on: date) -> PlanScreen:
    """The plan from school.lesson_plans. Eleven queries, whatever its length."""
    lines = lines_of(plan)
    sections = served_by(plan)
    writes = is_writer(plan, user, on=on)
    taught = sections_to_plan(user, sections[0], on=on) if writes and sections else []
    among = {section.pk: section for section in [*sections, *taught]}
    visible = plans_visible_to(user, on=on).filter(copied_from=plan)
    return PlanScreen(
        plan=plan,
        lines=lines,
        sections=sections,
        among=list(among.values()),
        parts=sums_by_part(lines),
        total=total_hours(lines),
        norms=_norms(plan, sections, on),
        copies=list(visible.select_related("teacher__user").order_by("pk")),
        is_writer=writes,
        is_decider=is_decider(plan, user, on=on),
    )


def _norms(plan: LessonPlan, sections: Sequence[CourseSection], on: date) -> list[Norm]:
    loads = year_hours(sections, on=on)
    counts = lesson_counts(sections, by=on)
    planned = planned_hours(plan.year, on)
    classes: dict[int, int] = {}
    # Kinds of the class's journals of the subject: where some learn it deeper, each has its part of the hours.
    kinds: dict[int, set[str]] = defaultdict(set)
    links = SectionClass.objects.filter(
        section__year=plan.year_id, section__subject=plan.subject_id
    ).order_by("pk")
    for section, school_class, kind in links.values_list(
        "section", "school_class", "section__kind"
    ):
        classes.setdefault(section, school_class)
        kinds[school_class].add(kind)
    found = []
    for one in sections:
        school_class = classes.get(one.pk, 0)
        week = planned.get((school_class, one.subject_id))
        hours = part_of(one.kind, kinds[school_class], week) if week else None
        found.append(
            Norm(
                one,
                loads.get(one.pk),
                hours * weeks_of(one.grade) if hours else None,
                counts.get(one.pk, LessonCount()).live,
            )
        )
    return found


def sources_of(section: CourseSection, user: User, *, on: date) -> list[LessonPlan]:
    """Plans a new one may be made of: the person's own and colleagues' approved ones of that subject, the newest first.

    One query.
    """
    plans = plans_visible_to(user, on=on).filter(subject=section.subject_id)
    return list(plans.select_related("year", "teacher__user").order_by("-year__starts_on", "-pk"))


# --- Topics on lessons -----------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanLessonsScreen:
    """A journal by its plan: what stands on which lesson, what is lost, what could be joined."""

    section: CourseSection
    plan: LessonPlan | None
    coming: LessonPlan | None
    binding: Binding
    count: LessonCount
    behind: int
    total: Decimal
    is_whole: bool
    is_writer: bool
    proposal: Proposal | None
    # Of other days that would be lost: what would change, and how many hours would not fit.
    shifts: Sequence[Shift] | None = None
    would_not_fit: int = 0


def plan_lessons_screen(
    section: CourseSection, user: User, *, on: date, lost: tuple[date, date] | None = None
) -> PlanLessonsScreen:
    """The journal from access. Seven queries. `lost` are the first and last day whose lessons would not be held."""
    plans = plans_of([section])[section.pk]
    plan = in_force(plans)
    lines = lines_of(plan) if plan else []
    hours, held = hours_of(lines), held_lessons(section)
    binding = bind(hours, held)
    count = lesson_counts([section], by=on).get(section.pk, LessonCount())
    whole = count.is_whole(section.ends_on or section.year.ends_on)
    screen = PlanLessonsScreen(
        section=section,
        plan=plan,
        coming=coming(plans),
        binding=binding,
        count=count,
        behind=behind(binding, due=count.due, by=on),
        total=total_hours(lines),
        is_whole=whole,
        is_writer=plan is not None and is_writer(plan, user, on=on),
        proposal=proposal_for(lines, binding, on=on) if whole and binding.rest else None,
    )
    if lost is None:
        return screen
    first, last = lost
    without = [
        replace(lesson, counts=False)
        if first <= lesson.date <= last and not lesson.topic
        else lesson
        for lesson in held
    ]
    after = bind(hours, without)
    return replace(screen, shifts=shifts(binding, after), would_not_fit=len(after.rest))


def proposal_for(lines: Sequence[PlanLine], binding: Binding, *, on: date) -> Proposal:
    """What to join so that the rest fits; what was given by that day, or is written, stays."""
    given: Counter[int] = Counter()
    for place in binding.places:
        if place.hour and (place.lesson.topic or place.lesson.date <= on):
            given.update(place.hour.lines)
    return compact(lines, given, len(binding.rest))
