"""Curricula of a year, one of them as a table, and what a class learns by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Right, User
from accounts.names import alphabetical
from school.conformity import About, Finding, Weight, findings
from school.curricula import curricula_visible_to, plans_of
from school.curriculum_picture import Weeks, weeks_picture
from school.federal_plan import VARIANTS, FederalPlan, weekly_maximum
from school.hours import ZERO, Line, Sum, plain_hours, sums_of
from school.models import (
    ClassCurriculum,
    ClassEnrollment,
    Curriculum,
    CurriculumLine,
    IndividualPlan,
    SchoolClass,
    SchoolYear,
    Subject,
)


def about_of(curriculum: Curriculum) -> About:
    """By which rules the curriculum is judged; asks for its year."""
    return About(
        year=curriculum.year.starts_on.year,
        level=curriculum.level,
        grades=curriculum.grades,
        days_a_week=curriculum.days_a_week,
        variant=curriculum.variant,
        kind=curriculum.kind,
    )


def lines_of(rows: Iterable[CurriculumLine]) -> list[Line]:
    """Rows of the database, read with their subjects, as the rules want them."""
    return [
        Line(row.subject.name, row.grade, row.hours, row.part, row.choice, row.groups)
        for row in rows
    ]


# --- The list ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CurriculumRow:
    curriculum: Curriculum
    classes: str
    wrong: int
    check: int
    is_empty: bool


@dataclass(frozen=True)
class PupilRow:
    """An individual plan by an order, with its hours where they are written down."""

    plan: IndividualPlan
    class_name: str
    row: CurriculumRow | None


@dataclass(frozen=True)
class CurriculaScreen:
    year: SchoolYear | None
    years: tuple[SchoolYear, ...]
    rows: tuple[CurriculumRow, ...]
    pupils: tuple[PupilRow, ...]
    without: tuple[SchoolClass, ...]


def school_years() -> list[SchoolYear]:
    """All years of the school, the latest first. One query."""
    return list(SchoolYear.objects.select_related("school").order_by("-starts_on"))


def curricula_screen(
    user: User,
    *,
    year: SchoolYear | None,
    years: Iterable[SchoolYear],
    rights: frozenset[str],
    on: date,
) -> CurriculaScreen:
    """Curricula the person may see, with what is wrong in them. Seven queries."""
    if year is None:
        return CurriculaScreen(None, tuple(years), (), (), ())
    visible = curricula_visible_to(user, rights=rights, on=on).filter(year=year)
    curricula = list(visible.select_related("year").order_by("grade_from", "kind", "title", "pk"))
    keys = [one.pk for one in curricula]
    lines: dict[int, list[CurriculumLine]] = defaultdict(list)
    for line in CurriculumLine.objects.filter(curriculum__in=keys).select_related("subject"):
        lines[line.curriculum_id].append(line)
    day = year.clamp(on)
    learning = ClassCurriculum.objects.on(day).filter(school_class__year=year)
    named: dict[int, list[str]] = defaultdict(list)
    placed = set()
    for row in learning.select_related("school_class").order_by(
        "school_class__grade", "school_class__letter"
    ):
        named[row.curriculum_id].append(row.school_class.name)
        placed.add(row.school_class_id)
    rows = {one.pk: _row(one, ", ".join(named[one.pk]), lines[one.pk]) for one in curricula}
    own = [row for row in rows.values() if row.curriculum.is_individual]
    classes = SchoolClass.objects.filter(year=year).in_order()
    return CurriculaScreen(
        year=year,
        years=tuple(years),
        rows=tuple(row for row in rows.values() if not row.curriculum.is_individual),
        pupils=tuple(_pupils(own, year, everybody=Right.YEAR in rights)),
        without=tuple(one for one in classes if one.pk not in placed),
    )


def _row(curriculum: Curriculum, classes: str, lines: list[CurriculumLine]) -> CurriculumRow:
    found = findings(about_of(curriculum), lines_of(lines))
    return CurriculumRow(
        curriculum=curriculum,
        classes=classes,
        wrong=sum(one.weight == Weight.WRONG for one in found),
        check=sum(one.weight == Weight.CHECK for one in found),
        is_empty=not lines,
    )


def _pupils(
    rows: Iterable[CurriculumRow], year: SchoolYear, *, everybody: bool
) -> Iterable[PupilRow]:
    """Pupils by alphabet; who only reads sees those whose hours he may see."""
    known = {row.curriculum.plan_id: row for row in rows}
    plans = (
        plans_of(year).select_related("student__user").order_by(*alphabetical("student__user__"))
    )
    shown = [plan for plan in plans if everybody or plan.pk in known]
    names: dict[int, str] = {}
    places = ClassEnrollment.objects.filter(
        student__in=[plan.student_id for plan in shown], school_class__year=year
    )
    for place in places.select_related("school_class").order_by("starts_on"):
        names[place.student_id] = place.school_class.name
    for plan in shown:
        yield PupilRow(plan, names.get(plan.student_id, ""), known.get(plan.pk))


# --- One curriculum ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Hours:
    """What stands in a cell of the table."""

    hours: Decimal
    groups: int = 1

    @property
    def text(self) -> str:
        """«3», «2,5», «2×2»: two hours in two groups."""
        return plain_hours(self.hours) + (f"×{self.groups}" if self.groups > 1 else "")


@dataclass(frozen=True)
class TableRow:
    """A subject of one part of the plan; `cells` stand in the order of the grades."""

    subject: Subject
    part: str
    choice: int
    cells: tuple[Hours | None, ...]

    @property
    def total(self) -> Decimal:
        return sum((cell.hours for cell in self.cells if cell), ZERO)


@dataclass(frozen=True)
class CurriculumScreen:
    curriculum: Curriculum
    rows: tuple[TableRow, ...]
    sums: tuple[Sum, ...]
    maxima: tuple[int, ...]
    findings: tuple[Finding, ...]
    federal: FederalPlan | None
    variant: str
    picture: Weeks
    terms: tuple[ClassCurriculum, ...]
    suited: tuple[SchoolClass, ...]
    learning: frozenset[int]
    is_begun: bool

    @property
    def federal_rows(self) -> list[TableRow]:
        return [row for row in self.rows if row.part == CurriculumLine.Part.FEDERAL]

    @property
    def school_rows(self) -> list[TableRow]:
        return [row for row in self.rows if row.part == CurriculumLine.Part.SCHOOL]

    @property
    def wrong(self) -> list[Finding]:
        return [one for one in self.findings if one.weight == Weight.WRONG]

    @property
    def to_check(self) -> list[Finding]:
        return [one for one in self.findings if one.weight == Weight.CHECK]

    @property
    def notes(self) -> list[Finding]:
        return [one for one in self.findings if one.weight == Weight.NOTE]


def curriculum_screen(curriculum: Curriculum, *, on: date, today: date) -> CurriculumScreen:
    """The table with its sums and what is wrong in it. Three queries beside the curriculum's own."""
    lines = list(
        curriculum.lines.select_related("subject").order_by(
            "part", "choice", "subject__position", "subject__name", "grade"
        )
    )
    about, plain = about_of(curriculum), lines_of(lines)
    sums = sums_of(plain, curriculum.grades)
    terms = tuple(
        curriculum.classes.select_related("school_class").order_by(
            "school_class__grade", "school_class__letter", "starts_on"
        )
    )
    day = curriculum.year.clamp(on)
    suited = SchoolClass.objects.filter(
        year=curriculum.year_id,
        grade__range=(curriculum.grade_from, curriculum.grade_to),
        days_a_week=curriculum.days_a_week,
    )
    return CurriculumScreen(
        curriculum=curriculum,
        rows=tuple(table_rows(lines, curriculum.grades)),
        sums=sums,
        maxima=tuple(weekly_maximum(grade, curriculum.days_a_week) for grade in curriculum.grades),
        findings=tuple(findings(about, plain)),
        federal=about.plan,
        variant=VARIANTS[curriculum.level].get(curriculum.variant, curriculum.variant),
        picture=weeks_picture(sums, curriculum.days_a_week),
        terms=terms,
        suited=() if curriculum.is_individual else tuple(suited.in_order()),
        learning=frozenset(row.school_class_id for row in terms if row.holds_on(day)),
        is_begun=_is_begun(curriculum, terms, today),
    )


def _is_begun(curriculum: Curriculum, terms: Iterable[ClassCurriculum], today: date) -> bool:
    starts = [row.starts_on for row in terms]
    if curriculum.plan:
        starts.append(curriculum.plan.starts_on)
    return any(day <= today for day in starts)


def table_rows(lines: Iterable[CurriculumLine], grades: range) -> Iterable[TableRow]:
    """Lines of the same subject, part and choice side by side; in the order they come."""
    found: dict[tuple[int, str, int], dict[int, CurriculumLine]] = defaultdict(dict)
    for line in lines:
        found[line.subject_id, line.part, line.choice][line.grade] = line
    for (_, part, choice), own in found.items():
        subject = next(iter(own.values())).subject
        cells = tuple(
            Hours(own[grade].hours, own[grade].groups) if grade in own else None for grade in grades
        )
        yield TableRow(subject, part, choice, cells)


def subject_names() -> dict[int, str]:
    """Subjects of the school in their order, to choose from. One query."""
    rows = Subject.objects.order_by("position", "name", "pk")
    return dict(rows.values_list("pk", "name"))
