"""Beside the lessons of classes: a circle after them, and a pupil who learns a subject by an order, alone."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from accounts.names import alphabetical
from school.actions import Order, give_load
from school.actions.individual import PlanFacts, make_plan
from school.models import ClassEnrollment, CourseSection, IndividualPlan, SchoolYear, StaffMember

from .almanac import ENDS_ON
from .plan import Block, SectionPlan
from .solver import Hour
from .staff import SHOWN_CLASS, SHOWN_TEACHER, Post, speciality_of

CIRCLE = "Математический кружок"
# The hour after all lessons of the first shift, on days whose bells have it; the first two of the second shift are then.
LAST, DAYS, THEN = 8, (5, 4, 3), (1, 2)
OWN_PLAN_CLASS, ORDER, ALONE_FROM = "7Б", Order("31-у", date(2025, 8, 29)), date(2025, 9, 8)


def circle_of(
    week: dict[str, list[Hour]], teachers: dict[str, Post]
) -> tuple[Block, Post, Hour] | None:
    """Of whoever likes it in the shown class, led by its mathematician on a day he is free after the lessons."""
    leader = Post(*SHOWN_TEACHER)
    taken = {
        hour.weekday
        for key, hours in week.items()
        if teachers[key] == leader
        for hour in hours
        if hour.shift == 2 and hour.number in THEN
    }
    day = next((day for day in DAYS if day not in taken), None)
    if day is None or not any(key.startswith(f"{SHOWN_CLASS} ") for key in week):
        return None
    plan = SectionPlan(CIRCLE, (SHOWN_CLASS,), int(SHOWN_CLASS[:-1]), 1, "circle", part="choice 1")
    return Block((plan,)), leader, Hour(day, 1, LAST)


def lone_lessons(
    blocks: list[Block], week: dict[str, list[Hour]], teachers: dict[str, Post]
) -> tuple[SectionPlan, Post] | None:
    """A subject of the class that another teacher of it, free at its very hours, can teach to one pupil meanwhile."""
    busy = {(teachers[key], hour) for key, hours in week.items() for hour in hours}
    for block in sorted(blocks, key=lambda one: (-one.hours, one.subject)):
        [*of_class] = [one for one in block.sections if one.classes == (OWN_PLAN_CLASS,)]
        if len(of_class) != 1 or of_class[0].kind != "class" or block.hours > 3:
            continue
        own, hours = of_class[0], week[of_class[0].key]
        for post in sorted(set(teachers.values())):
            is_free = not any((post, hour) in busy for hour in hours)
            if post.speciality == speciality_of(own) and post != teachers[own.key] and is_free:
                return own, post
    return None


def teach_alone(
    year: SchoolYear, section: CourseSection, teacher: StaffMember, *, by: User, now: datetime
) -> CourseSection | None:
    """The pupil's own journal of that subject, with its teacher."""
    places = ClassEnrollment.objects.on(year.starts_on).filter(
        school_class__year=year, school_class__name=OWN_PLAN_CLASS, ends_on__gte=ENDS_ON
    )
    place = places.select_related("student").order_by(*alphabetical("student__user__")).first()
    if place is None or section.weekly_hours is None:
        return None
    plan = make_plan(
        student=place.student,
        plan=PlanFacts(
            kind=IndividualPlan.Kind.OWN_PLAN, order=ORDER, starts_on=ALONE_FROM,
            ends_on=year.ends_on, hours={section: Decimal(section.weekly_hours)},
        ),
        by=by, now=now,
    )  # fmt: skip
    own: CourseSection = plan.sections.get()
    give_load(
        section=own, teacher=teacher, starts_on=ALONE_FROM, hours=own.weekly_hours, by=by, now=now
    )  # fmt: skip
    return own
