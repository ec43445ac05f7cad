"""Lists of classes and sections as they are made up and ended; who moves whom, by which order, is in `movement`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from accounts.models import User
from school.holding import what_holds
from school.models import (
    ClassEnrollment,
    CourseSection,
    IndividualPlan,
    SchoolClass,
    SectionEnrollment,
    Student,
)
from school.words import date_dots

from .refusals import Refused
from .sections import OWN_ROWS, end_section, must_have_no_entries, remove_section

ONE_DAY = timedelta(days=1)


def enroll(
    *,
    students: Sequence[Student],
    school_class: SchoolClass,
    starts_on: date,
    by: User,
    now: datetime,
    order: str = "",
) -> list[ClassEnrollment]:
    """Put pupils into a class from that day till the end of its year: the list a year begins with.

    Who comes later, moves or leaves does so by an action of `movement`, which writes the order down.
    """
    return ClassEnrollment.objects.write(
        [
            ClassEnrollment(
                student=student,
                school_class=school_class,
                starts_on=starts_on,
                ends_on=school_class.year.ends_on,
                entered_by_order=order,
            )
            for student in students
        ],
        by=by,
        now=now,
    )


def put_on_list(
    *,
    section: CourseSection,
    students: Iterable[Student],
    starts_on: date,
    by: User,
    now: datetime,
    ends_on: date | None = None,
) -> list[SectionEnrollment]:
    """Put pupils onto a journal's list from that day till its own end, else the end of its year, or `ends_on` before.

    A journal that has ended by that day takes nobody; one to come takes them from its first day.
    """
    last_day = section.ends_on or section.year.ends_on
    last_day = min(last_day, ends_on or last_day)
    starts_on = max(starts_on, section.starts_on or starts_on)
    if last_day < starts_on:
        return []
    return SectionEnrollment.objects.write(
        [
            SectionEnrollment(section=section, student=s, starts_on=starts_on, ends_on=last_day)
            for s in students
        ],
        by=by,
        now=now,
    )


def places_held(
    student: Student, starts_on: date, school_class: SchoolClass
) -> list[ClassEnrollment]:
    """The pupil's places that meet a place in the class from that day till the end of its year."""
    places: Any = ClassEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on),
        student=student,
        starts_on__lte=school_class.year.ends_on,
    )
    return list(places.select_related("school_class").order_by("starts_on", "pk"))


def sections_of_all(school_class: SchoolClass) -> list[CourseSection]:
    """Journals that the whole class is in; into groups a pupil is put by whoever makes them up."""
    sections = CourseSection.objects.filter(
        kind=CourseSection.Kind.WHOLE_CLASS, section_classes__school_class=school_class
    )
    return list(sections.select_related("year").order_by("pk"))


def leave_lists(
    *,
    student: Student,
    last_day: date,
    by: User,
    now: datetime,
    year: int | None = None,
    staying: Iterable[CourseSection] = (),
) -> set[int]:
    """Lists of the pupil end with that day, but of those he is staying on; of these the keys are returned.

    A list of that year, or of any without it, that was to begin later never does. Raises Refused where marks or
    absences of a later day stand in a journal he leaves.
    """
    mine = SectionEnrollment.objects.select_for_update().filter(student=student)
    later = mine.filter(starts_on__gt=last_day)
    if year is not None:
        later = later.filter(section__in=CourseSection.objects.filter(year=year).values("pk"))
    wanted = {section.pk for section in staying}
    after = last_day + ONE_DAY
    here = list(mine.on(last_day))
    kept = {row.section_id for row in here if row.section_id in wanted and row.holds_on(after)}
    leaving = [row for row in here if row.section_id not in kept]
    coming = list(later)
    _must_leave_no_entries(student, {row.section_id for row in [*leaving, *coming]} - wanted, after)
    SectionEnrollment.objects.erase(coming, by=by, reason="ученик выбыл из класса", now=now)
    ending = [row for row in leaving if row.ends_on != last_day]
    for row in ending:
        row.ends_on = last_day
    SectionEnrollment.objects.write(ending, by=by, now=now)
    return kept


def _must_leave_no_entries(student: Student, sections: Iterable[int], since: date) -> None:
    """Two queries, whatever the number of journals."""
    found: dict[str, date] = {}
    for written in (
        {"lessons__items__marks__student": student.pk, "lessons__items__marks__code__gt": ""},
        {"lessons__attendance__student": student.pk, "lessons__attendance__status__in": ["absent", "late"]},
    ):  # fmt: skip
        rows: Any = CourseSection.objects.filter(
            pk__in=list(sections), lessons__date__gte=since, **written
        )
        for row in rows.select_related("subject").annotate(last=Max("lessons__date")):
            found[row.title] = max(row.last, found.get(row.title, row.last))
    if found:
        told = "; ".join(f"{title} – {date_dots(day)}" for title, day in sorted(found.items()))
        raise Refused(
            f"У ученика есть отметки или пропуски позже, чем он уходит из журнала: {told}. "
            "Выберите день после них или попросите учителя их убрать."
        )


def end_individual_plan(
    *, student: Student, last_day: date, reason: str, by: User, now: datetime
) -> None:
    """The plan by which the pupil learns in the class ends with it; for a new class it is made anew by an order.

    One to come is removed; where its journals stand in the timetable already, it and they keep that one day, on which
    nothing is held, so that their lessons go with the others beyond their terms.
    """
    plans = IndividualPlan.objects.select_for_update().filter(student=student)
    for plan in plans.exclude(ends_on__lte=last_day):
        sections = list(plan.sections.select_related("subject", "year"))
        is_to_come = plan.starts_on > last_day
        if is_to_come and not any(what_holds(one, besides=OWN_ROWS) for one in sections):
            for section in sections:
                remove_section(section=section, by=by, now=now)
            plan.delete(by=by, now=now, reason=reason)
            continue
        for section in sections:
            must_have_no_entries(section, last_day + ONE_DAY)
            if is_to_come:
                section.starts_on = last_day
            end_section(section=section, last_day=last_day, by=by, now=now, reason=reason)
        # A pupil has one plan a day: where he learns by another on that day, this one keeps its own first day.
        if is_to_come and not IndividualPlan.objects.on(last_day).filter(student=student).exists():
            plan.starts_on = last_day
        plan.ends_on = max(plan.starts_on, last_day)
        plan.save(by=by, now=now, reason=reason)
