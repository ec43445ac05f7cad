"""Plans of the journals a person reads: approved, waiting, missing, and what the year is too short for (SCH-9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.models import Right, User
from journal.lesson_plans import LessonCount, lesson_counts, year_hours
from school.access import sections_visible_to
from school.lesson_plans import coming, in_force, plans_of
from school.models import CourseSection, LessonPlan, LessonPlanItem, SchoolYear

from .sections import journal_links, plain

State = LessonPlan.State


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A journal with its plan. `short` is None where lessons do not go to the end of the year yet."""

    section: CourseSection
    teachers: str
    is_mine: bool
    plan: LessonPlan | None
    coming: LessonPlan | None
    hours: Decimal
    year_hours: Decimal | None
    lessons: LessonCount
    short: int | None

    @property
    def is_missing(self) -> bool:
        return self.plan is None

    @property
    def is_approved(self) -> bool:
        return self.plan is not None and self.plan.state == State.APPROVED

    @property
    def is_waiting(self) -> bool:
        """Something is to be decided."""
        return any(plan and plan.state == State.SENT for plan in (self.plan, self.coming))

    @property
    def is_behind(self) -> bool:
        return bool(self.plan and (self.lessons.lost or self.short))


# What of the list is shown, by the word in the address.
SHOWN: Mapping[str, tuple[str, Callable[[PlanRow], bool]]] = {
    "all": ("все", lambda row: True),
    "mine": ("мои", lambda row: row.is_mine),
    "waiting": ("на утверждении", lambda row: row.is_waiting),
    "missing": ("без плана", lambda row: row.is_missing),
    "unapproved": ("не утверждены", lambda row: not row.is_approved),
    "behind": ("с потерями", lambda row: row.is_behind),
}


@dataclass(frozen=True, slots=True)
class PlansScreen:
    year: SchoolYear | None
    rows: Sequence[PlanRow]
    show: str
    q: str
    counts: Sequence[tuple[str, str, int]]
    total: int
    decides: bool


def plans_screen(
    user: User, *, year: SchoolYear | None, show: str, q: str, rights: frozenset[str], on: date
) -> PlansScreen:
    """Journals of the year with their plans; `q` keeps those that hold every word of it. Seven queries."""
    sections = list(
        sections_visible_to(user, on=on)
        .filter(year=year)
        .select_related("subject", "year")
        .in_order()  # type: ignore[attr-defined]
    )
    wanted = plain(q).split()
    rows = [
        row
        for row in _rows(sections, user, on)
        if all(word in plain(f"{row.section.title} {row.teachers}") for word in wanted)
    ]
    mine = any(row.is_mine for row in rows)
    decides = Right.PLANS in rights
    if show not in SHOWN:
        show = "mine" if mine and not decides else "all"
    counts = [
        (word, title, sum(map(fits, rows)))
        for word, (title, fits) in SHOWN.items()
        if mine or word != "mine"
    ]
    shown = [row for row in rows if SHOWN[show][1](row)]
    return PlansScreen(year, shown, show, q, counts, len(sections), decides)


def _rows(sections: Sequence[CourseSection], user: User, on: date) -> list[PlanRow]:
    plans = plans_of(sections)
    now = {section.pk: in_force(plans[section.pk]) for section in sections}
    hours = dict(
        LessonPlanItem.objects.filter(plan__in={plan.pk for plan in now.values() if plan})
        .values("plan")
        .annotate(hours=Sum("hours"))
        .values_list("plan", "hours")
    )
    lessons = lesson_counts(sections, by=on)
    norms = year_hours(sections, on=on)
    found = []
    for link in journal_links(sections, user, on):
        section = link.section
        plan = now[section.pk]
        own = hours.get(plan.pk, Decimal(0)) if plan else Decimal(0)
        count = lessons.get(section.pk, LessonCount())
        whole = plan is not None and count.is_whole(section.ends_on or section.year.ends_on)
        found.append(
            PlanRow(
                section=section,
                teachers=link.teachers,
                is_mine=link.is_mine,
                plan=plan,
                coming=coming(plans[section.pk]),
                hours=own,
                year_hours=norms.get(section.pk),
                lessons=count,
                short=count.short(own) if whole else None,
            )
        )
    return found
