"""What a class learns by, and the hours of its curriculum by subject: the first column of «план = нагрузка» (REP-9)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from school.federal_plan import weekly_maximum
from school.hours import ZERO, Sum, sums_of
from school.models import (
    ClassCurriculum,
    ClassEnrollment,
    Curriculum,
    CurriculumLine,
    SchoolClass,
    SchoolYear,
)

from .curriculum import TableRow, lines_of, table_rows


@dataclass(frozen=True)
class ClassPlan:
    """A curriculum the class learns by, cut to its grade."""

    term: ClassCurriculum
    rows: tuple[TableRow, ...]
    sum: Sum
    limit: int


@dataclass(frozen=True)
class ClassCurriculumScreen:
    school_class: SchoolClass
    plans: tuple[ClassPlan, ...]
    past: tuple[ClassCurriculum, ...]
    own: tuple[Curriculum, ...]
    on: date


def class_curriculum_screen(
    school_class: SchoolClass, *, sees_pupils: bool, on: date
) -> ClassCurriculumScreen:
    """What the class learns by on that day, and before. Three queries."""
    grade, day = school_class.grade, school_class.year.clamp(on)
    terms = list(
        ClassCurriculum.objects.filter(school_class=school_class)
        .select_related("curriculum__year")
        .order_by("starts_on", "curriculum__title")
    )
    now = [term for term in terms if term.holds_on(day)]
    lines: dict[int, list[CurriculumLine]] = defaultdict(list)
    of_now = CurriculumLine.objects.filter(
        curriculum__in=[term.curriculum_id for term in now], grade=grade
    )
    for line in of_now.select_related("subject").order_by(
        "part", "choice", "subject__position", "subject__name"
    ):
        lines[line.curriculum_id].append(line)
    plans = tuple(
        ClassPlan(
            term,
            tuple(table_rows(lines[term.curriculum_id], range(grade, grade + 1))),
            sums_of(lines_of(lines[term.curriculum_id]), [grade])[0],
            weekly_maximum(grade, school_class.days_a_week),
        )
        for term in now
    )
    own: tuple[Curriculum, ...] = ()
    if sees_pupils:
        here = ClassEnrollment.objects.on(day).filter(school_class=school_class).values("student")
        found = Curriculum.objects.filter(year=school_class.year_id, plan__student__in=here)
        own = tuple(found.select_related("plan__student__user").order_by("pk"))
    past = tuple(term for term in terms if not term.holds_on(day))
    return ClassCurriculumScreen(school_class, plans, past, own, on)


# --- Hours by class and subject ------------------------------------------------------------------
@dataclass(frozen=True)
class Planned:
    """Hours a week of a subject in a class by its curricula.

    `pupil` is what one pupil has (where profiles differ, the most), `least` what every pupil has; `federal` and
    `school` are the parts of `pupil`. `teachers` counts groups, and hours that only one of the profiles has beside
    those the profiles have together. `is_choice`: a pupil takes this subject or another.
    """

    pupil: Decimal
    least: Decimal
    federal: Decimal
    school: Decimal
    teachers: Decimal
    is_choice: bool


def planned_hours(year: SchoolYear, on: date) -> dict[tuple[int, int], Planned]:
    """Hours of the curriculum by (class, subject) for classes that have one on that day. Two queries."""
    learning = ClassCurriculum.objects.on(year.clamp(on)).filter(school_class__year=year)
    curricula: dict[int, list[int]] = defaultdict(list)
    grades: dict[int, int] = {}
    for key, grade, curriculum in learning.values_list(
        "school_class", "school_class__grade", "curriculum"
    ):
        curricula[key].append(curriculum)
        grades[key] = grade
    lines: dict[tuple[int, int], list[CurriculumLine]] = defaultdict(list)
    wanted = {one for found in curricula.values() for one in found}
    for line in CurriculumLine.objects.filter(curriculum__in=wanted).order_by("pk"):
        lines[line.curriculum_id, line.grade].append(line)
    planned = {}
    for key, found in curricula.items():
        by_subject: dict[int, dict[int, list[CurriculumLine]]] = defaultdict(dict)
        for curriculum in found:
            for line in lines[curriculum, grades[key]]:
                by_subject[line.subject_id].setdefault(curriculum, []).append(line)
        for subject, by_plan in by_subject.items():
            plans = [by_plan.get(curriculum, []) for curriculum in found]
            planned[key, subject] = planned_of(plans)
    return planned


def planned_of(plans: Sequence[Sequence[CurriculumLine]]) -> Planned:
    """Lines of one subject in one grade, by the curricula a class has at once."""
    richest = max(plans, key=_hours)
    federal = _hours(line for line in richest if line.part == CurriculumLine.Part.FEDERAL)
    return Planned(
        pupil=_hours(richest),
        least=min(_hours(lines) for lines in plans),
        federal=federal,
        school=_hours(richest) - federal,
        teachers=_together(plans, CurriculumLine.Part.FEDERAL)
        + _together(plans, CurriculumLine.Part.SCHOOL),
        is_choice=any(line.choice for line in richest),
    )


def _hours(lines: Iterable[CurriculumLine]) -> Decimal:
    return sum((line.hours for line in lines), ZERO)


def _together(plans: Sequence[Sequence[CurriculumLine]], part: str) -> Decimal:
    """Hours of the teachers in a part: of the profiles that have it alike once, of those that differ each."""
    found = [[line.teacher_hours for line in lines if line.part == part] for lines in plans]
    hours = [sum(own, ZERO) for own in found]
    if part == CurriculumLine.Part.FEDERAL or len(set(hours)) == 1:
        return max(hours)
    return sum(hours, ZERO)
