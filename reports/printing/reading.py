"""Reads a class's year from the database: nineteen queries, up to five more for newcomers, and five for its curriculum, whatever the pupils and subjects."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Appointment, Role, User
from accounts.names import alphabetical
from journal.models import Lesson, PeriodMark
from school.models import (
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SectionEnrollment,
    TeachingLoad,
)
from school.screens.planned_sections import Span, planned_of_sections

from . import roster
from .class_year import ClassYear, Period, Pupil, SectionFacts, Signatories, Term
from .lessons import read_lessons
from .moves import brought_marks, brought_periods, read_moves
from .signed import signature_lines

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")
SHORT_KIND = {"quarter": "четв.", "trimester": "трим.", "half_year": "полуг.", "module": "мод."}


def read_class_year(
    school_class: SchoolClass, *, now: datetime, has_lessons: bool = True
) -> ClassYear:
    """Everything up to `now`: lessons still ahead are not printed.

    Without lessons it is what the summary sheet shows: nine queries fewer, and none of what teachers wrote.
    """
    year = school_class.year
    made_at = timezone.localtime(now)
    pupils = _pupils(school_class, made_at.date())
    on = year.clamp(made_at.date())
    homerooms = _homerooms(school_class, on)
    periods = _periods(school_class)
    return ClassYear(
        school=year.school.name,
        school_full=year.school.full_name or year.school.name,
        locality=year.school.locality,
        class_name=school_class.name,
        grade=school_class.grade,
        letter=school_class.letter,
        year=year.title,
        first=year.starts_on,
        last=year.ends_on,
        made_at=made_at,
        homeroom=tuple(user.full_name for user in homerooms),
        signatories=_signatories(school_class, homerooms, on),
        periods=periods,
        pupils=pupils,
        sections=_sections(
            school_class, periods, [pupil.pk for pupil in pupils], now if has_lessons else None
        ),
    )


def _periods(school_class: SchoolClass) -> tuple[Period, ...]:
    rows = GradingPeriod.objects.filter(year=school_class.year_id).for_grade(school_class.grade)
    return tuple(
        Period(
            row.pk,
            row.title,
            f"{ROMAN[row.number]} {SHORT_KIND[row.kind]}",
            row.starts_on,
            row.ends_on,
        )
        for row in rows
    )


def _homerooms(school_class: SchoolClass, on: date) -> list[User]:
    rows = Homeroom.objects.on(on).filter(school_class=school_class)
    return [
        row.teacher.user
        for row in rows.select_related("teacher__user").order_by("-is_primary", "pk")
    ]


def _signatories(school_class: SchoolClass, homerooms: list[User], on: date) -> Signatories:
    """The narrowest deputy of the grade signs: of one's own level rather than of the whole school."""
    rows = Appointment.objects.on(on).filter(
        grade_from__lte=school_class.grade,
        grade_to__gte=school_class.grade,
        role__in=[Role.DIRECTOR, Role.DEPUTY],
    )
    found = {
        row.role: row.user
        for row in rows.select_related("user").order_by("grade_from", "-grade_to", "-pk")
    }
    return Signatories(
        director=_initials_first(found.get(Role.DIRECTOR)),
        deputy=_initials_first(found.get(Role.DEPUTY)),
        homeroom=_initials_first(homerooms[0] if homerooms else None),
    )


def _initials_first(user: User | None) -> str:
    """«И. О. Фамилия», as under a signature."""
    if user is None:
        return ""
    initials = [f"{name[0]}." for name in (user.first_name, user.middle_name) if name]
    return "\u00a0".join([*initials, user.last_name])


def _pupils(school_class: SchoolClass, today: date) -> tuple[Pupil, ...]:
    year = school_class.year
    rows = (
        ClassEnrollment.objects.filter(school_class=school_class, starts_on__lte=today)
        .select_related("student__user")
        .order_by(*alphabetical("student__user__"))
    )
    students = {row.student_id: row.student for row in rows}
    moves = read_moves(school_class)
    stays = moves.stays_of(rows)
    began = roster.beginning(stays, year.starts_on)
    guardians = _guardians(students, year.clamp(today))
    pupils = []
    for number, own in enumerate(roster.in_list_order(stays, year.starts_on), start=1):
        student = students[own[0].student]
        gone = own[-1] if roster.has_left(own[-1], year.ends_on, today) else None
        pupils.append(
            Pupil(
                pk=student.pk,
                number=number,
                list_name=student.user.list_name,
                full_name=student.user.full_name,
                terms=tuple(stay.term for stay in own),
                notes=roster.notes(own, student.sex, began, year.ends_on, today),
                left=moves.told_of_leaving(gone) if gone else "",
                sex=student.sex,
                birth_date=student.birth_date,
                file_number=student.file_number,
                address=student.address,
                entered=moves.told_of_coming(own[0]),
                guardians=tuple(guardians[student.pk]),
                decision=moves.decisions.get(student.pk, ""),
            )
        )
    return tuple(pupils)


def _guardians(students: Iterable[int], on: date) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = GuardianLink.objects.on(on).filter(student__in=students).select_related("guardian")
    for row in rows.order_by("pk"):
        found[row.student_id].append((row.guardian.full_name, row.guardian.phone))
    return found


def _sections(
    school_class: SchoolClass,
    periods: tuple[Period, ...],
    students: list[int],
    now: datetime | None,
) -> tuple[SectionFacts, ...]:
    """With lessons held by `now`; None: without them."""
    rows = list(
        CourseSection.objects.filter(section_classes__school_class=school_class)
        .select_related("subject")
        .annotate(is_taught=Exists(Lesson.objects.filter(section=OuterRef("pk"))))
        .order_by("subject__position", "subject__name", "name", "pk")
    )
    keys = [row.pk for row in rows]
    terms = _section_terms(keys, students)
    year = school_class.year
    listed = [own for of in terms.values() for own in of.values()]
    codes_before = brought_periods(keys, listed, year.starts_on, year.ends_on)
    period_marks = _period_marks(keys, students)
    teachers = _teachers(keys, year.starts_on, year.ends_on)
    taught = _taught(school_class, periods, rows, students, now, listed) if now else {}
    return tuple(
        SectionFacts(
            pk=row.pk,
            subject=row.subject.name,
            short=row.subject.short,
            group=row.name,
            is_elective=row.kind == CourseSection.Kind.ELECTIVE,
            is_extracurricular=row.is_extracurricular,
            is_graded=row.scale != CourseSection.Scale.UNGRADED,
            is_taught=row.is_taught,
            teachers=tuple(text for _, text in teachers[row.pk]),
            teacher_names=tuple(dict.fromkeys(name for name, _ in teachers[row.pk])),
            terms=terms[row.pk],
            period_marks=period_marks[row.pk],
            periods_before=codes_before.get(row.pk, {}),
            **taught.get(row.pk, {}),
        )
        for row in rows
        if terms[row.pk]
    )


def _taught(
    school_class: SchoolClass,
    periods: tuple[Period, ...],
    rows: Sequence[CourseSection],
    students: list[int],
    now: datetime,
    listed: list[tuple[Term, ...]],
) -> dict[int, dict[str, Any]]:
    """By section: its lessons, hours by the plan and marks brought along, as SectionFacts has them."""
    keys = [row.pk for row in rows]
    lessons, planned = read_lessons(keys, students, now)
    by_plan = planned_of_sections(school_class, rows, _spans(school_class, periods))
    brought = brought_marks(keys, listed, periods)
    signed = signature_lines(keys)
    return {
        key: {
            "lessons": tuple(lessons[key]),
            "planned": tuple(planned[key]),
            "by_plan": by_plan.get(key, {}),
            "brought": brought.get(key, {}),
            "signed": signed.get(key, {}),
        }
        for key in keys
    }


def _period_marks(
    keys: list[int], students: list[int]
) -> dict[int, dict[tuple[int, str, int | None], str]]:
    found: dict[int, dict[tuple[int, str, int | None], str]] = defaultdict(dict)
    rows = PeriodMark.objects.filter(section__in=keys, student__in=students).exclude(code="")
    values = rows.values_list("section", "student", "kind", "period", "code")
    for section, student, kind, period, code in values:
        found[section][student, kind, period] = code
    return found


def _spans(school_class: SchoolClass, periods: tuple[Period, ...]) -> list[Span]:
    year = school_class.year
    spans = [Span(period.pk, period.first, period.last) for period in periods]
    return [*spans, Span(None, year.starts_on, year.ends_on)]


def _section_terms(keys: list[int], students: list[int]) -> dict[int, dict[int, tuple[Term, ...]]]:
    found: dict[int, dict[int, tuple[Term, ...]]] = defaultdict(dict)
    rows = SectionEnrollment.objects.filter(section__in=keys, student__in=students).order_by(
        "starts_on"
    )
    for section, student, first, last in rows.values_list(
        "section", "student", "starts_on", "ends_on"
    ):
        found[section][student] = (*found[section].get(student, ()), Term(first, last))
    return found


def _teachers(keys: list[int], first: date, last: date) -> dict[int, list[tuple[str, str]]]:
    """(name, name with the term where it is not the whole year) of each section."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = TeachingLoad.objects.filter(section__in=keys).select_related("teacher__user")
    for row in rows.order_by("-is_primary", "starts_on", "pk"):
        name = row.teacher.user.full_name
        since = f"с {row.starts_on:%d.%m.%Y}" if row.starts_on > first else ""
        till = f"по {row.ends_on:%d.%m.%Y}" if row.ends_on and row.ends_on < last else ""
        term = " ".join(filter(None, (since, till)))
        found[row.section_id].append((name, f"{name} ({term})" if term else name))
    return found
