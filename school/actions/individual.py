"""A pupil learns by an own plan for a term, by an order: with journals of his own, and off the class's lists (SCH-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from school.models import (
    ClassEnrollment,
    CourseSection,
    IndividualPlan,
    SchoolClass,
    SectionEnrollment,
    Student,
)
from school.words import date_dots

from .grants import Order
from .lists import put_on_list
from .refusals import Refused, must_be_in_year
from .sections import SectionFacts, end_section, make_section, must_have_no_entries
from .tables import lock_table

ONE_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
# By this reason a list that began within the plan is found again, should the plan end early.
ON_PLAN = "учится по индивидуальному плану"
# Taught beside the subject: who is on such a list learns the subject elsewhere.
BESIDES = [CourseSection.Kind.ELECTIVE, CourseSection.Kind.CIRCLE, CourseSection.Kind.PROJECT]


@dataclass(frozen=True)
class PlanFacts:
    """`hours` are those of the pupil's own lessons, by the section whose list he leaves for the term of the plan."""

    kind: str
    order: Order
    starts_on: date
    ends_on: date
    hours: Mapping[CourseSection, Decimal]


@transaction.atomic
def make_plan(*, student: Student, plan: PlanFacts, by: User, now: datetime) -> IndividualPlan:
    """Journals of the pupil's own for these subjects; after the last day he is on the class's lists again.

    Raises Refused where he has a plan then, is in no class, or marks stand on the class's lists in the plan's days.
    """
    lock_table(SectionEnrollment._meta.label)
    school_class = _class_of(student, plan.starts_on)
    must_be_in_year(plan.starts_on, school_class.year)
    must_be_in_year(plan.ends_on, school_class.year)
    others = IndividualPlan.objects.filter(student=student, starts_on__lte=plan.ends_on)
    for other in others.exclude(ends_on__lt=plan.starts_on):
        raise Refused(
            f"У ученика уже есть план с {date_dots(other.starts_on)} (приказ № {other.order_number})."
        )
    made = IndividualPlan(
        student=student, kind=plan.kind, order_number=plan.order.number, order_date=plan.order.date,
        starts_on=plan.starts_on, ends_on=plan.ends_on,
    )  # fmt: skip
    made.save(by=by, now=now)
    for section, hours in plan.hours.items():
        if section.year_id != school_class.year_id:
            raise Refused(f"«{section}» – журнал другого учебного года. Выберите предметы заново.")
        must_have_no_entries(section, plan.starts_on, [student.pk])
        _leave_for_a_term(section, student, plan, by, now)
        _own_section(section, school_class, made, hours, by, now)
    return made


def _class_of(student: Student, day: date) -> SchoolClass:
    place = ClassEnrollment.objects.on(day).filter(student=student)
    found = place.select_related("school_class__year").first()
    if found is None:
        raise Refused(f"{date_dots(day)} ученик не числится ни в одном классе.")
    return found.school_class


def _own_section(
    section: CourseSection, school_class: SchoolClass, plan: IndividualPlan, hours: Decimal, by: User, now: datetime
) -> None:  # fmt: skip
    facts = SectionFacts(
        section.subject, CourseSection.Kind.INDIVIDUAL, plan.student.user.list_name[:120], hours,
        section.scale, plan.starts_on, section.grading_id,
    )  # fmt: skip
    own = make_section(
        classes=[school_class], facts=facts, by=by, now=now, plan=plan, ends_on=plan.ends_on
    )
    row = SectionEnrollment(
        section=own, student=plan.student, starts_on=plan.starts_on, ends_on=plan.ends_on
    )
    row.save(by=by, now=now)


def _leave_for_a_term(
    section: CourseSection, student: Student, plan: PlanFacts, by: User, now: datetime
) -> None:
    """Off the list from the plan's first day to its last; what was before and is after stays."""
    rows: Any = SectionEnrollment.objects.filter(section=section, student=student)
    lasting = rows.filter(starts_on__lte=plan.ends_on).exclude(ends_on__lt=plan.starts_on)
    for row in list(lasting):
        until = row.ends_on
        if row.starts_on < plan.starts_on:
            row.ends_on = plan.starts_on - ONE_DAY
            row.save(by=by, now=now)
        else:
            row.delete(by=by, now=now, reason=ON_PLAN)
        back = plan.ends_on + ONE_DAY
        if back <= section.year.ends_on and (until is None or until >= back):
            after = SectionEnrollment(
                section=section, student=student, starts_on=back, ends_on=until
            )
            after.save(by=by, now=now)


@transaction.atomic
def end_plan(*, plan: IndividualPlan, last_day: date, by: User, now: datetime) -> None:
    """The plan ends earlier: from the next day the pupil learns with the class again.

    Raises Refused where marks stand in his own journals after that day, or it is not within the plan's term.
    """
    lock_table(SectionEnrollment._meta.label)
    plan = IndividualPlan.objects.select_for_update().get(pk=plan.pk)
    last = plan.ends_on or plan.starts_on + A_YEAR
    if not plan.starts_on <= last_day < last:
        raise Refused("Выберите день внутри срока плана, раньше его последнего дня.")
    back = last + ONE_DAY
    for own in plan.sections.select_related("subject", "year"):
        must_have_no_entries(own, last_day + ONE_DAY)
        end_section(section=own, last_day=last_day, by=by, now=now)
        _return_to_class(own, plan, back, last_day + ONE_DAY, by, now)
    plan.ends_on = last_day
    plan.save(by=by, now=now)


def _return_to_class(
    own: CourseSection, plan: IndividualPlan, back: date, day: date, by: User, now: datetime
) -> None:
    """The lists he was to come back to begin sooner; where the plan lasted to the year's end, those he left go on.

    Only journals of the class he is in then: who has moved or left meanwhile has the lists of that order.
    """
    place = ClassEnrollment.objects.on(day).filter(student=plan.student).first()
    if place is None:
        return
    in_class: Any = SectionEnrollment.objects.filter(
        student=plan.student, section__subject=own.subject,
        section__section_classes__school_class=place.school_class_id,
    ).exclude(section=own)  # fmt: skip
    # He was put back onto a list meanwhile: he learns there already.
    lists = in_class.filter(starts_on__lt=back).exclude(ends_on__lt=day)
    if lists.exclude(section__kind__in=BESIDES).exists():
        return
    taken = set(lists.values_list("section", flat=True))
    in_class = in_class.exclude(section__in=taken)
    later = list(in_class.filter(starts_on=back))
    for row in later:
        row.starts_on = day
        row.save(by=by, now=now)
    if later:
        return
    left = in_class.filter(ends_on=plan.starts_on - ONE_DAY).values("section")
    erased = SectionEnrollment.history.filter(
        student_id=plan.student_id, history_type="-", history_change_reason=ON_PLAN,
        starts_on__gte=plan.starts_on,
    ).values("section_id")  # fmt: skip
    sections = CourseSection.objects.filter(
        Q(pk__in=left) | Q(pk__in=erased), subject=own.subject,
        section_classes__school_class=place.school_class_id,
    )  # fmt: skip
    for section in sections.exclude(pk__in=taken).select_related("year").distinct():
        put_on_list(
            section=section, students=[plan.student], starts_on=day, ends_on=place.ends_on, by=by, now=now
        )  # fmt: skip
