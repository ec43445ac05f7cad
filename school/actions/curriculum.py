"""Curricula: begun from the federal plan or from a class's, copied, revised from a day (SCH-4, SCH-5, SCH-6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, count

from django.db import transaction

from accounts.models import User
from school.federal_plan import FederalLine, federal_plan
from school.federal_subjects import FEDERAL_SUBJECTS, position_of
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
from school.words import date_dots

from .refusals import Refused
from .tables import lock_table

ONE_DAY = timedelta(days=1)
Kind, Part = Curriculum.Kind, CurriculumLine.Part
# Of the first lines: whence they come.
FROM_FEDERAL = "начат с федерального учебного плана"


@transaction.atomic
def make_curriculum(
    *,
    year: SchoolYear,
    title: str,
    kind: str,
    level: str,
    grades: tuple[int, int],
    variant: str,
    days_a_week: int,
    by: User,
    now: datetime,
    profile: str = "",
    plan: IndividualPlan | None = None,
    from_federal: bool = True,
) -> Curriculum:
    """A new curriculum, with the subjects and hours of the federal plan in force in its year."""
    title_must_be_free(year, title)
    curriculum = Curriculum(
        year=year, title=title, kind=kind, level=level, grade_from=grades[0], grade_to=grades[1],
        variant=variant, days_a_week=days_a_week, profile=profile, plan=plan,
    )  # fmt: skip
    curriculum.save(by=by, now=now)
    federal = federal_plan(level, variant, year.starts_on.year) if from_federal else None
    if federal:
        subjects = _subjects_for(federal.lines, by, now)
        lines = [
            CurriculumLine(
                curriculum=curriculum, subject=subjects[line.subject], grade=grade,
                part=Part.FEDERAL, hours=line.hours[grade],
            )
            for line in federal.lines
            for grade in curriculum.grades
            if grade in line.hours
        ]  # fmt: skip
        CurriculumLine.objects.write(lines, by=by, now=now, reason=FROM_FEDERAL)
    return curriculum


def _subjects_for(lines: Sequence[FederalLine], by: User, now: datetime) -> dict[str, Subject]:
    """The school's own subject for each of the federal ones; those it does not have are added."""
    lock_table(Subject._meta.label)
    there = list(Subject.objects.order_by("parent_id", "position", "name", "pk"))
    positions = {one.name: position_of(one) for one in FEDERAL_SUBJECTS}
    found, added = {}, []
    for number, line in enumerate(lines, start=1):
        called = [row for row in there if line.is_called(row.name)]
        exact = [row for row in called if row.name == line.subject]
        row = next(iter(_languages_first(called) or exact or called), None)
        if row is None:
            position = positions.get(line.subject, number * 10)
            row = Subject(name=line.subject, position=position)
            added.append(row)
        found[line.subject] = row
    Subject.objects.write(added, by=by, now=now, reason=FROM_FEDERAL)
    return found


def _languages_first(rows: Iterable[Subject]) -> list[Subject]:
    """«Английский язык» before the general «Иностранный язык»: journals are of a language."""
    return [
        row for row in rows if "язык" in row.name.lower() and "иностран" not in row.name.lower()
    ]


@transaction.atomic
def make_individual_curriculum(
    *, plan: IndividualPlan, year: SchoolYear, by: User, now: datetime
) -> Curriculum:
    """Hours of a pupil who learns by an order: those of his own lessons, else of his class, to be cut.

    Asked twice it is one.
    """
    plan = IndividualPlan.objects.select_for_update().get(pk=plan.pk)
    already = Curriculum.objects.filter(plan=plan, year=year).first()
    if already:
        return already
    school_class = _class_of(plan, year)
    model = _curriculum_of(school_class, plan.starts_on)
    if model is None:
        raise Refused(
            f"У класса {school_class.name} ещё нет учебного плана, а индивидуальный начинается с него. "
            "Сначала составьте план класса."
        )
    made = Curriculum(
        year=year, kind=Kind.INDIVIDUAL, level=model.level, grade_from=school_class.grade,
        grade_to=school_class.grade, variant=model.variant, days_a_week=model.days_a_week, plan=plan,
        title=_title_by_order(plan, year), copied_from=model,
    )  # fmt: skip
    made.save(by=by, now=now)
    lines = model.lines.filter(grade=school_class.grade)
    own = dict(plan.sections.values_list("subject", "weekly_hours"))
    # One pupil is a group by himself.
    copies = _with_own_hours(_copies(lines, made, groups=1), own)
    CurriculumLine.objects.write(copies, by=by, now=now)
    return made


def _title_by_order(plan: IndividualPlan, year: SchoolYear) -> str:
    """One order may be about several pupils: their plans are told apart by number, the pupil stands beside."""
    lock_table(Curriculum._meta.label)
    title = f"Индивидуальный план, приказ № {plan.order_number} от {date_dots(plan.order_date)}"
    there = Curriculum.objects.filter(year=year, title__startswith=title)
    taken = set(there.values_list("title", flat=True))
    numbered = (f"{title} ({number})" for number in count(2))
    return next(one for one in chain([title], numbered) if one not in taken)


def _class_of(plan: IndividualPlan, year: SchoolYear) -> SchoolClass:
    places = ClassEnrollment.objects.filter(student=plan.student_id, school_class__year=year)
    place = places.select_related("school_class").order_by("-starts_on").first()
    if place is None:
        raise Refused(f"Ученик не зачислен ни в один класс {year} учебного года.")
    return place.school_class


def _curriculum_of(school_class: SchoolClass, day: date) -> Curriculum | None:
    """What the class learns by on the day; before it has begun, what it will begin with."""
    rows = ClassCurriculum.objects.filter(school_class=school_class).select_related("curriculum")
    found = rows.on(max(day, school_class.year.starts_on)).order_by("pk").first()
    return found.curriculum if found else None


@transaction.atomic
def copy_curriculum(
    *, curriculum: Curriculum, year: SchoolYear, title: str, by: User, now: datetime
) -> Curriculum:
    """The same table for another year, or for the same year under another name."""
    if curriculum.is_individual:
        raise Refused("Индивидуальный план не переносят: он действует на срок приказа.")
    title_must_be_free(year, title)
    made = Curriculum(
        year=year, kind=curriculum.kind, level=curriculum.level, grade_from=curriculum.grade_from,
        grade_to=curriculum.grade_to, title=title, variant=curriculum.variant,
        profile=curriculum.profile, days_a_week=curriculum.days_a_week, copied_from=curriculum,
    )  # fmt: skip
    made.save(by=by, now=now)
    copies = _copies(curriculum.lines.all(), made)
    CurriculumLine.objects.write(copies, by=by, now=now)
    return made


@transaction.atomic
def revise_curriculum(
    *, curriculum: Curriculum, starts_on: date, title: str, by: User, now: datetime
) -> Curriculum:
    """A new edition from a day: its classes go over to it, and what they learnt before stays as it was."""
    year = curriculum.year
    if not year.starts_on < starts_on <= year.ends_on:
        raise Refused("Новая редакция начинается внутри учебного года, не в его первый день.")
    held = ClassCurriculum.objects.select_for_update().filter(curriculum=curriculum)
    holding = [row for row in held if row.ends_on is None or row.ends_on >= starts_on]
    if not holding:
        raise Refused("По этому плану в этот день не учится ни один класс: правьте его самого.")
    if late := next((row for row in holding if row.starts_on >= starts_on), None):
        raise Refused(
            f"Класс {late.school_class} начинает учиться по этому плану {date_dots(late.starts_on)}. "
            "Укажите день позже."
        )
    made = copy_curriculum(curriculum=curriculum, year=year, title=title, by=by, now=now)
    reason = f"новая редакция с {date_dots(starts_on)}"
    begun = [
        ClassCurriculum(
            school_class=row.school_class, curriculum=made, starts_on=starts_on, ends_on=row.ends_on
        )
        for row in holding
    ]
    for row in holding:
        row.ends_on = starts_on - ONE_DAY
    ClassCurriculum.objects.write(holding, by=by, now=now, reason=reason)
    ClassCurriculum.objects.write(begun, by=by, now=now, reason=reason)
    return made


def _with_own_hours(
    lines: Iterable[CurriculumLine], own: Mapping[int, Decimal | None]
) -> list[CurriculumLine]:
    """The pupil's own lessons of a subject stand in one line of it, the obligatory one if there is one; hours of the
    class beside it go."""
    kept, told = [], set()
    for line in sorted(lines, key=lambda one: one.part != Part.FEDERAL):
        hours = own.get(line.subject_id)
        if hours is not None:
            if line.subject_id in told:
                continue
            told.add(line.subject_id)
            line.hours = hours
        kept.append(line)
    return kept


def _copies(
    lines: Iterable[CurriculumLine], to: Curriculum, groups: int | None = None
) -> list[CurriculumLine]:
    return [
        CurriculumLine(
            curriculum=to, subject_id=line.subject_id, grade=line.grade, part=line.part,
            hours=line.hours, groups=groups or line.groups, choice=line.choice,
        )
        for line in lines
    ]  # fmt: skip


def title_must_be_free(year: SchoolYear, title: str) -> None:
    if Curriculum.objects.filter(year=year, title=title).exists():
        raise Refused(f"План «{title}» на {year} учебный год уже есть. Дайте другое название.")
