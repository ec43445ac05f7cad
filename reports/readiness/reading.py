"""Everything that readiness is judged by, read once for the whole school."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.models import Appointment, Consent, RulesAcceptance, User
from accounts.names import alphabetical
from accounts.rules import VERSION
from school.calendar import calendar_of
from school.calendar_rules import faults_of
from school.conformity import Weight, findings
from school.days import today_of
from school.groups import Group, faults, group_of, shared_units
from school.lesson_plans import sections_without_approved_plan
from school.models import (
    ClassCurriculum,
    ClassEnrollment,
    CourseSection,
    Curriculum,
    CurriculumLine,
    GuardianLink,
    Homeroom,
    School,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    TeachingLoad,
    TimeSlot,
    Timetable,
    TimetableEntry,
)
from school.screens.curriculum import about_of, lines_of
from school.work import at_work

from .facts import ClassFacts, CurriculumFacts, Facts, MemberFacts, SectionFacts
from .rules import Office, Person
from .stock import stock_of


def facts_of(
    school: School | None, year: SchoolYear | None, *, on: date, only: User | None = None
) -> Facts:
    """Eleven queries, whatever the number of classes; one without a year.

    `only`: of the classes that person leads and the journals he teaches; curricula are nobody's own.
    """
    offices = tuple(_offices(on))
    if year is None:
        return Facts(school, offices=offices)
    day = year.clamp(on)
    calendar = calendar_of(year)
    staff = _staff(on)
    people = {one.person.user: one.person for one in staff}
    classes = _classes(year, day, only)
    of_class, sections = _sections(year, day, only, people)
    curricula = () if only else tuple(_curricula(year))
    stock = stock_of(year)
    learners = sorted({(one.grade, one.days_a_week) for one in classes})
    return Facts(
        school=school,
        year=year,
        calendar=calendar,
        calendar_faults=tuple(faults_of(calendar, learners)),
        classes=_class_facts(classes, of_class, people, day, on),
        sections=sections,
        staff=tuple(staff),
        curricula=curricula,
        offices=offices,
        has_subjects=stock.has_subjects,
        has_rooms=stock.has_rooms,
        has_works=stock.has_works,
        has_regulation=stock.has_regulation,
        draft=stock.draft,
        deadlines=stock.deadlines,
        history=stock.history,
    )


def _named(users: Sequence[int], people: Mapping[int, Person]) -> tuple[Person, ...]:
    """Those of them who are at work, in their order."""
    return tuple(people[user] for user in users if user in people)


def person_of(user: Any) -> Person:
    return Person(user.short_name, user.pk)


def _offices(on: date) -> list[Office]:
    """Everybody appointed to a role on the day it really is. One query."""
    appointed: Any = Appointment.objects.on(today_of(on)).select_related("user")
    return [
        Office(person_of(row.user), row.role, row.grade_from, row.grade_to)
        for row in appointed.order_by("pk")
    ]


def _classes(year: SchoolYear, day: date, only: User | None) -> list[Any]:
    """One query."""
    learning = ClassCurriculum.objects.on(day).filter(school_class=OuterRef("pk"))
    led = Homeroom.objects.on(day).filter(school_class=OuterRef("pk"))
    going: Any = SchoolClass.objects.filter(year=year).exclude(ends_on__lt=day)
    if only:
        own = Homeroom.objects.on(day).filter(teacher__user=only)
        going = going.filter(pk__in=own.values("school_class"))
    return list(
        going.annotate(
            has_bells=Exists(TimeSlot.objects.filter(schedule=OuterRef("bells"))),
            learnt_by=ArraySubquery(learning.order_by("pk").values("curriculum")),
            led_by=ArraySubquery(led.order_by("-is_primary", "pk").values("teacher__user")),
        ).in_order()
    )


def _sections(
    year: SchoolYear, day: date, only: User | None, people: Mapping[int, Person]
) -> tuple[dict[int, list[CourseSection]], dict[int, SectionFacts]]:
    """Journals held on the day, by class, and what each has. One query."""
    in_force = Timetable.objects.filter(
        year=year, status=Timetable.Status.PUBLISHED, ends_on__gte=day
    )
    timed = TimetableEntry.objects.filter(timetable__in=in_force, section=OuterRef("section"))
    unplanned = sections_without_approved_plan(year, day).filter(pk=OuterRef("section"))
    mine = TeachingLoad.objects.on(day).filter(section=OuterRef("section")).order_by("pk")
    links = _links(year, day, only).annotate(
        is_timed=Exists(timed),
        is_planned=~Exists(unplanned),
        taught_by=ArraySubquery(mine.values("teacher__user")),
    )
    of_class: dict[int, list[CourseSection]] = defaultdict(list)
    found = {}
    for link in links.order_by(
        "section__subject__position", "section__subject__name", "section__name", "section_id"
    ):
        section = link.section
        of_class[link.school_class_id].append(section)
        group = f" ({section.name})" if section.name else ""
        found[section.pk] = SectionFacts(
            pk=section.pk,
            title=section.title,
            subject=f"{section.subject.name}{group}",
            teachers=_named(link.taught_by, people),
            is_timed=link.is_timed,
            is_planned=link.is_planned,
        )
    return of_class, found


def _links(year: SchoolYear, day: date, only: User | None) -> Any:
    """Classes with their journals held on the day."""
    links: Any = SectionClass.objects.filter(
        Q(section__starts_on=None) | Q(section__starts_on__lte=day),
        Q(section__ends_on=None) | Q(section__ends_on__gte=day),
        section__year=year,
    ).select_related("section__subject")
    if only:
        own = TeachingLoad.objects.on(day).filter(teacher__user=only)
        links = links.filter(section__in=own.values("section"))
    return links


def _members(of_class: Mapping[int, Sequence[CourseSection]], day: date) -> dict[int, set[int]]:
    """Pupils on the lists that decide whether everybody is in a group: of shared subjects only. One query."""
    asked: set[int] = set()
    for sections in of_class.values():
        groups = [group_of(section) for section in sections]
        units = {unit for unit, _ in shared_units(groups)}
        asked |= {one.pk for one in groups if one.unit in units}
    lists = SectionEnrollment.objects.on(day).filter(section__in=asked)
    members: dict[int, set[int]] = defaultdict(set)
    for section, student in lists.values_list("section_id", "student_id"):
        members[section].add(student)
    return members


def _class_facts(
    classes: Sequence[Any],
    of_class: Mapping[int, Sequence[CourseSection]],
    people: Mapping[int, Person],
    day: date,
    on: date,
) -> tuple[ClassFacts, ...]:
    """Two queries, whatever the number of classes."""
    pupils = _pupils([one.pk for one in classes], day, on)
    members = _members(of_class, day)
    return tuple(
        _class(
            one,
            of_class.get(one.pk, []),
            pupils.get(one.pk, []),
            members,
            _named(one.led_by, people),
        )
        for one in classes
    )


def _class(
    one: Any,
    sections: Sequence[CourseSection],
    pupils: Sequence[Any],
    members: Mapping[int, set[int]],
    homerooms: tuple[Person, ...],
) -> ClassFacts:
    groups: list[Group] = [group_of(section) for section in sections]
    lost = {fault.student for fault in faults([row.student_id for row in pupils], groups, members)}
    return ClassFacts(
        pk=one.pk,
        name=one.name,
        grade=one.grade,
        has_bells=one.has_bells,
        curricula=tuple(one.learnt_by),
        homerooms=homerooms,
        pupils=len(pupils),
        gaps=sum(row.has_gaps for row in pupils),
        unasked=sum(not row.is_asked for row in pupils),
        unplaced=len(lost),
        sections=tuple(section.pk for section in sections),
    )


def _pupils(classes: Sequence[int], day: date, on: date) -> dict[int, list[Any]]:
    """Pupils of each class with what their cards lack. One query."""
    parents = GuardianLink.objects.on(today_of(on)).filter(student=OuterRef("student"))
    asked = Consent.objects.filter(subject=OuterRef("student__user"))
    gaps = Q(~Exists(parents)) | Q(student__birth_date=None)
    for name in ("sex", "file_number", "address"):
        gaps |= Q(**{f"student__{name}": ""})
    has_gaps = ExpressionWrapper(gaps, output_field=BooleanField())
    places: Any = ClassEnrollment.objects.on(day).filter(school_class__in=classes)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in places.annotate(has_gaps=has_gaps, is_asked=Exists(asked)).order_by("pk"):
        found[row.school_class_id].append(row)
    return found


def _staff(on: date) -> list[MemberFacts]:
    """Everybody at work, by alphabet. One query."""
    accepted = RulesAcceptance.objects.filter(user=OuterRef("user"), version=VERSION)
    rows = StaffMember.objects.filter(at_work(on=on)).select_related("user")
    return [
        MemberFacts(row.pk, person_of(row.user), bool(row.position), row.accepted)
        for row in rows.annotate(accepted=Exists(accepted)).order_by(*alphabetical("user__"))
    ]


def _curricula(year: SchoolYear) -> list[CurriculumFacts]:
    """Curricula of the school with lines that say how far they are from the federal one. One query."""
    lines: Any = CurriculumLine.objects.filter(curriculum__year=year)
    rows = lines.exclude(curriculum__kind=Curriculum.Kind.INDIVIDUAL)
    by_plan: dict[Curriculum, list[CurriculumLine]] = defaultdict(list)
    for line in rows.select_related("curriculum__year", "subject").order_by("curriculum", "pk"):
        by_plan[line.curriculum].append(line)
    return [
        CurriculumFacts(
            plan.pk,
            plan.title,
            sum(one.weight == Weight.WRONG for one in findings(about_of(plan), lines_of(own))),
        )
        for plan, own in by_plan.items()
    ]
