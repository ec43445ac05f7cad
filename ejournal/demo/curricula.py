"""Curricula of the demo school: what its classes are taught, written down as its deputy would (SCH-6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from school.actions import curriculum as actions
from school.actions.curriculum_classes import give_to_classes
from school.actions.curriculum_lines import Cell, Row, save_lines
from school.actions.individual import PlanFacts, make_plan
from school.federal_plan import BASIC, FIRST, PRIMARY, SECONDARY, UNIVERSAL
from school.models import (
    ClassEnrollment,
    Curriculum,
    IndividualPlan,
    SchoolClass,
    SchoolYear,
    Subject,
)

from .besides import ORDER, OWN_PLAN_CLASS
from .plan import (
    ENGLISH,
    FEDERAL,
    HALVES_FROM,
    INFORMATICS,
    OWN,
    PROFILE_NAMES,
    PROFILES,
    STREAMS,
    TECHNOLOGY,
    ClassPlan,
)

HALVED = {TECHNOLOGY, INFORMATICS, "Введение в информатику"}


@dataclass(frozen=True)
class Paper:
    """A curriculum of the school to be made; `profile` is its place in PROFILE_NAMES."""

    title: str
    level: str
    grades: tuple[int, int]
    days: int = 5
    profile: int | None = None


PAPERS = (
    Paper("Учебный план 1–4 классов, пятидневная неделя", PRIMARY, (1, 4)),
    Paper("Учебный план 5–9 классов, пятидневная неделя", BASIC, (5, 9)),
    Paper("Учебный план 8 классов, шестидневная неделя", BASIC, (8, 8), days=6),
    *(
        Paper(f"Учебный план 10–11 классов, {name}", SECONDARY, (10, 11), profile=number)
        for number, name in enumerate(PROFILE_NAMES)
    ),
)


def write_curricula(classes: tuple[ClassPlan, ...], *, now: datetime) -> None:
    """Curricula of the year, each given to its classes; those that are there stay as they are."""
    year = SchoolYear.objects.select_related("school").order_by("starts_on").first()
    if year is None or Curriculum.objects.exists():
        return
    by = User.objects.get(username="deputy")
    rows = {one.name: one for one in SchoolClass.objects.filter(year=year)}
    for paper in PAPERS:
        own = [one for one in classes if _learns_by(one, paper)]
        if own:
            made = _write(paper, classes, year, by, now)
            give_to_classes(
                curriculum=made, classes=[rows[one.name] for one in own], starts_on=year.starts_on,
                by=by, now=now,
            )  # fmt: skip
    _let_one_learn_by_an_order(year, by, now)


def _let_one_learn_by_an_order(year: SchoolYear, by: User, now: datetime) -> None:
    """A pupil of OWN_PLAN_CLASS has a plan of his own, begun from that of the class."""
    plan = IndividualPlan.objects.filter(sections__year=year).first() or _plan(year, by, now)
    if plan:
        actions.make_individual_curriculum(plan=plan, year=year, by=by, now=now)


def _plan(year: SchoolYear, by: User, now: datetime) -> IndividualPlan | None:
    """Where nobody could be taught alone: by the order, yet with the class."""
    places = ClassEnrollment.objects.on(year.starts_on).filter(
        school_class__year=year, school_class__name=OWN_PLAN_CLASS
    )
    place = places.select_related("student").order_by("student__user__last_name", "pk").first()
    if place is None:
        return None
    return make_plan(
        student=place.student,
        plan=PlanFacts(
            kind=IndividualPlan.Kind.OWN_PLAN,
            order=ORDER,
            starts_on=year.starts_on,
            ends_on=year.ends_on,
            hours={},
        ),
        by=by,
        now=now,
    )


def _learns_by(one: ClassPlan, paper: Paper) -> bool:
    return paper.grades[0] <= one.grade <= paper.grades[1] and one.days == paper.days


def _write(
    paper: Paper, classes: tuple[ClassPlan, ...], year: SchoolYear, by: User, now: datetime
) -> Curriculum:
    """Begun from the federal plan, as on the page, and then typed as the school teaches."""
    profile = "" if paper.profile is None else PROFILE_NAMES[paper.profile].partition(" ")[0]
    made = actions.make_curriculum(
        year=year, title=paper.title, kind="profile" if profile else "school", level=paper.level,
        grades=paper.grades, variant=UNIVERSAL if paper.level == SECONDARY else FIRST,
        days_a_week=paper.days, profile=profile, by=by, now=now,
    )  # fmt: skip
    taught = [row for row in _rows(paper, classes) if row[3]]
    subjects = _subjects([name for name, *_ in taught], by, now)
    typed = [Row(subjects[name], part, choice, cells) for name, part, choice, cells in taught]
    return save_lines(
        curriculum=made, rows=typed, version=made.version, by=by, now=now, reason="начало года"
    )


def _subjects(names: Iterable[str], by: User, now: datetime) -> dict[str, int]:
    """Subjects by name; a small school that does not teach one of the plan has it nevertheless."""
    there = dict(Subject.objects.values_list("name", "pk"))
    missing = [Subject(name=name) for name in dict.fromkeys(names) if name not in there]
    Subject.objects.write(missing, by=by, now=now)
    return there | {row.name: row.pk for row in missing}


def _rows(
    paper: Paper, classes: tuple[ClassPlan, ...]
) -> Iterator[tuple[str, str, int, dict[int, Cell]]]:
    """Subject, part, choice and hours by grade."""
    grades = range(paper.grades[0], paper.grades[1] + 1)
    halved = {one.grade for one in classes if one.size >= HALVES_FROM and _learns_by(one, paper)}
    for table, part in ((FEDERAL, "federal"), (OWN, "school")):
        for name, hours in table.items():
            yield name, part, 0, dict(_cells(name, hours.split(), grades, halved))
    for name, cells in _streams(grades).items():
        yield name, "school", 1, cells
    if paper.profile is not None:
        for name, cells in _deepened(paper.profile, grades).items():
            yield name, "school", 0, cells


def _cells(
    name: str, hours: list[str], grades: range, halved: Iterable[int]
) -> Iterator[tuple[int, Cell]]:
    for grade in grades:
        if hours[grade - 1] != ".":
            parted = name == ENGLISH or (name in HALVED and grade >= 5 and grade in halved)
            yield grade, Cell(Decimal(hours[grade - 1]), 2 if parted else 1)


def _streams(grades: range) -> dict[str, dict[int, Cell]]:
    """Two courses at once, a pupil takes one."""
    found: dict[str, dict[int, Cell]] = defaultdict(dict)
    for grade, names in STREAMS.items():
        for name in names if grade in grades else ():
            found[name][grade] = Cell(Decimal(1))
    return found


def _deepened(profile: int, grades: range) -> dict[str, dict[int, Cell]]:
    found: dict[str, dict[int, Cell]] = defaultdict(dict)
    for grade in grades:
        for *names, hours in PROFILES[grade]:
            found[str(names[profile])][grade] = Cell(Decimal(str(hours)))
    return found
