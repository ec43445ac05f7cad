from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.records import DatedRecord, Record

from .bases import never_twice_at_once
from .calendar import SchoolYear
from .classes import SchoolClass
from .individual import IndividualPlan
from .sections import Subject


class Curriculum(Record):
    """A curriculum of a year: what is learnt and how many hours a week (SCH-6).

    Of the school or of a profile it is learnt by classes (`ClassCurriculum`); an individual one by a pupil, by an
    order and for a term (SCH-4). A lesson a fortnight is half an hour a week.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "план школы"
        PROFILE = "profile", "план профиля"
        INDIVIDUAL = "individual", "индивидуальный план"

    class Level(models.TextChoices):
        PRIMARY = "primary", "начальное общее образование, 1–4 классы"
        BASIC = "basic", "основное общее образование, 5–9 классы"
        SECONDARY = "secondary", "среднее общее образование, 10–11 классы"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="curricula")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SCHOOL)
    level = models.CharField(max_length=20, choices=Level)
    grade_from = models.PositiveSmallIntegerField()
    grade_to = models.PositiveSmallIntegerField()
    title = models.CharField("название", max_length=160)
    # Of the federal plan it is compared with (school.federal_plan.VARIANTS).
    variant = models.CharField(max_length=20)
    profile = models.CharField("профиль", max_length=60, blank=True)
    days_a_week = models.PositiveSmallIntegerField(default=5)
    # Whose it is, by which order and for which term (kind "individual").
    plan = models.ForeignKey(
        IndividualPlan, models.PROTECT, null=True, blank=True, related_name="curricula"
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    # Grows with every change of the table: two people do not write over each other.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "title"], name="curriculum_title_is_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["school", "profile", "individual"]),
                name="curriculum_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(grade_from__lte=F("grade_to"))
                & (
                    Q(level="primary", grade_from__gte=1, grade_to__lte=4)
                    | Q(level="basic", grade_from__gte=5, grade_to__lte=9)
                    | Q(level="secondary", grade_from__gte=10, grade_to__lte=12)
                ),
                name="curriculum_grades_are_of_its_level",
            ),
            models.CheckConstraint(
                condition=Q(days_a_week__in=[5, 6]), name="curriculum_is_for_5_or_6_days"
            ),
            models.CheckConstraint(
                condition=~Q(kind="profile") | ~Q(profile=""), name="curriculum_names_its_profile"
            ),
            models.CheckConstraint(
                condition=Q(kind="individual", plan__isnull=False)
                | ~Q(kind="individual") & Q(plan__isnull=True),
                name="individual_curriculum_is_by_order",
            ),
            models.UniqueConstraint(
                fields=["year", "plan"], name="individual_plan_has_one_curriculum_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    @property
    def grades(self) -> range:
        return range(self.grade_from, self.grade_to + 1)

    @property
    def is_individual(self) -> bool:
        return self.kind == self.Kind.INDIVIDUAL


class CurriculumLine(Record):
    """Hours a week of a subject in a grade.

    `groups` says into how many groups the class is parted: a pupil has `hours`, teachers have as many for each group.
    Lines of one `choice` above zero are for choosing: a pupil learns one of them.
    """

    class Part(models.TextChoices):
        FEDERAL = "federal", "обязательная часть"
        SCHOOL = "school", "часть, формируемая участниками образовательных отношений"

    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="lines")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="curriculum_lines")
    grade = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20, choices=Part)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    groups = models.PositiveSmallIntegerField(default=1)
    choice = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "subject", "grade", "part"],
                name="curriculum_line_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(part__in=["federal", "school"]), name="curriculum_part_is_known"
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=40), name="curriculum_hours_are_possible"
            ),
            models.CheckConstraint(
                condition=Q(groups__range=(1, 9), choice__lte=9),
                name="curriculum_groups_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.grade} класс: {self.hours} ч"

    @property
    def teacher_hours(self) -> Decimal:
        return self.hours * self.groups


class ClassCurriculum(DatedRecord):
    """The class learns by the curriculum for a term; by several at once where it has several profiles."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="curricula")
    curriculum = models.ForeignKey(Curriculum, models.PROTECT, related_name="classes")

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once(
                "school_class", "curriculum", name="class_learns_by_a_curriculum_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.curriculum}"
