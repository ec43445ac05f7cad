"""What a mark of a period, of the year or the final one is proposed from, read for a whole list at once (JRN-6)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q

from journal import period_rules
from journal.carried import APART, Marks, PeriodCodes, of_newcomers
from journal.models import PeriodMark
from school.grading import Scale
from school.models import CourseSection, GradingPeriod

Kind = PeriodMark.Kind

LESSON_MARKS = """\
SELECT m.student_id, m.code, i.weight, w.is_control
FROM journal_mark m JOIN journal_lineitem i ON i.id = m.item_id JOIN journal_worktype w ON w.id = i.work_type_id
    JOIN journal_lesson l ON l.id = i.lesson_id
WHERE l.section_id = %(section)s AND l.date BETWEEN %(first)s AND %(last)s AND m.code <> ''
"""


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands behind a proposal: the mean it follows from, how many marks there are, the control works' mean."""

    proposed: str = ""
    mean: Decimal | None = None
    marks: int = 0
    controls: Decimal | None = None


NOTHING = Basis()


@dataclass(frozen=True)
class Asked:
    """Which marks of a journal: of `period`, or of the year, the exam, the end. `periods` are all of its year.

    `came` are the first days of all terms of its list: whoever came later brings marks along.
    """

    section: CourseSection
    kind: str
    period: GradingPeriod | None
    periods: Sequence[GradingPeriod]
    scale: Scale
    came: Collection[date]


@dataclass(frozen=True)
class Given:
    """Marks of periods, years, exams and the end that stand: of this journal by kind, period and pupil."""

    own: Mapping[tuple[str, int | None], Mapping[int, str]]

    def of(self, kind: str, period: int | None, student: int) -> str:
        return self.own.get((kind, period), {}).get(student, "")


def given_marks(section: int) -> Given:
    """One query."""
    own: dict[tuple[str, int | None], dict[int, str]] = defaultdict(dict)
    rows = PeriodMark.objects.filter(section=section).exclude(code="")
    for kind, period, student, code in rows.values_list("kind", "period_id", "student_id", "code"):
        own[kind, period][student] = code
    return Given(dict(own))


def bases(asked: Asked, students: Collection[int], given: Given) -> dict[int, Basis]:
    """By pupil. One or two queries; one more where somebody came late or no period has a mark, none for an exam."""
    if asked.kind == Kind.EXAM or not asked.periods:
        return {}
    if asked.kind == Kind.PERIOD and asked.period:
        return _of_period(asked, asked.period, students)
    if asked.kind == Kind.YEAR:
        return _of_year(asked, students, given)
    return _of_end(asked, students, given)


def _of_period(asked: Asked, period: GradingPeriod, students: Collection[int]) -> dict[int, Basis]:
    marks: dict[int, list[tuple[str, int]]] = defaultdict(list)
    controls: dict[int, list[str]] = defaultdict(list)
    days: dict[str, Any] = {
        "section": asked.section.pk,
        "first": period.starts_on,
        "last": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(LESSON_MARKS, days)
        for student, code, weight, is_control in cursor.fetchall():
            marks[student].append((code, weight))
            if is_control:
                controls[student].append(code)
    before, _ = _brought(asked, period)
    for (_, student), carried in before.items():
        marks[student] += [(mark.code, mark.weight) for mark in carried]
    scale = asked.scale
    means = {student: scale.weighted_average(marks[student]) for student in students}
    return {
        student: Basis(
            period_rules.of_period(scale, means[student]),
            means[student],
            len(marks[student]),
            scale.average(controls[student]),
        )
        for student in students
    }


def _brought(asked: Asked, period: GradingPeriod) -> tuple[Marks, PeriodCodes]:
    return of_newcomers(asked.section.pk, period, asked.periods, asked.came)


def codes_of_periods(asked: Asked, students: Collection[int], given: Given) -> dict[int, list[str]]:
    """Marks of all periods: of one that the pupil spent in another journal the mark given there. A query, or none."""
    _, before = _brought(asked, asked.periods[-1])
    section = asked.section.pk
    return {
        student: [
            given.of(Kind.PERIOD, period.pk, student)
            or before.get((section, student), {}).get(period.pk, "")
            for period in asked.periods
        ]
        for student in students
    }


def _of_year(asked: Asked, students: Collection[int], given: Given) -> dict[int, Basis]:
    codes = codes_of_periods(asked, students, given)
    if not any(map(any, codes.values())):
        codes = _of_courses(asked.section, students)
    return {
        student: Basis(
            period_rules.of_year(asked.scale, own),
            asked.scale.average(own),
            len([code for code in own if code]),
        )
        for student, own in codes.items()
    }


def _of_courses(section: CourseSection, students: Collection[int]) -> dict[int, list[str]]:
    """Year marks of the courses of the subject: mathematics has no lessons of its own where algebra, geometry and
    probability are taught, and its year is the mean of theirs (regulation § 8.7). One query.
    """
    rows = PeriodMark.objects.filter(
        section__subject__parent=section.subject_id,
        section__year=section.year_id,
        student__in=students,
        kind=Kind.YEAR,
    ).exclude(Q(code="") | Q(section__kind__in=APART))
    found: dict[int, list[str]] = {student: [] for student in students}
    for student, code in rows.order_by("pk").values_list("student_id", "code"):
        found[student].append(code)
    return found


def _of_end(asked: Asked, students: Collection[int], given: Given) -> dict[int, Basis]:
    grade = asked.section.grade
    halves: dict[int, list[str]] = {}
    if grade >= period_rules.LAST_GRADE:
        halves = codes_of_periods(asked, students, given)
        for student, codes in _of_tenth_grade(asked.section, students).items():
            halves[student] += codes
    found = {}
    for student in students:
        year, exam = (given.of(kind, None, student) for kind in (Kind.YEAR, Kind.EXAM))
        of: dict[str, Any] = {
            "year": year,
            "exam": exam,
            "halves": [*halves.get(student, []), year],
        }
        found[student] = Basis(
            period_rules.of_final(asked.scale, grade, **of) if year else "",
            period_rules.final_mean(asked.scale, grade, **of) if year else None,
        )
    return found


def _of_tenth_grade(section: CourseSection, students: Collection[int]) -> dict[int, list[str]]:
    """Half-years and the year of the same subject in grade 10, in whatever journal; the latest one. One query."""
    found: dict[int, dict[tuple[str, int], str]] = defaultdict(dict)
    rows = PeriodMark.objects.filter(
        section__subject=section.subject_id,
        section__grade=period_rules.TENTH,
        section__year__starts_on__lt=section.year.starts_on,
        student__in=students,
        kind__in=[Kind.PERIOD, Kind.YEAR],
    ).exclude(code="")
    apart = Q(section__kind__in=APART)
    rows = rows.filter(section__kind=section.kind) if section.kind in APART else rows.exclude(apart)
    ordered = rows.order_by("section__year__starts_on", "pk")
    for student, kind, number, code in ordered.values_list(
        "student_id", "kind", "period__number", "code"
    ):
        found[student][kind, number or 0] = code
    return {student: list(codes.values()) for student, codes in found.items()}
