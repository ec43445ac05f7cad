"""Systems of marks of the school, their versions by year or period, and which subject is marked by which (SCH-14)."""

from django.db import models
from django.db.models import F, Q

from accounts.records import Record


class ScaleKind(models.TextChoices):
    """What marks are by their nature; a system of the school's own has codes of its own."""

    FIVE_POINT = "five_point", "пятибалльная"
    PASS_FAIL = "pass_fail", "зачёт / незачёт"
    UNGRADED = "ungraded", "без отметок"
    OWN = "own", "система школы"


def scale_names_its_system(name: str) -> models.CheckConstraint:
    """A system is named where, and only where, the scale is the school's own."""
    own = ScaleKind.OWN.value
    return models.CheckConstraint(
        condition=Q(scale=own, grading__isnull=False) | ~Q(scale=own) & Q(grading=None), name=name
    )


class GradingSystem(Record):
    """A way of marking. The usual ones need no row until the school gives them a version of its own."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=ScaleKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["five_point", "pass_fail", "ungraded", "own"]),
                name="grading_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=~Q(kind="own"), name="usual_grading_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GradingVersion(Record):
    """The marks of a system from a day on, until the next version: `school.grading.codes_of` reads `codes`."""

    system = models.ForeignKey(GradingSystem, models.PROTECT, related_name="versions")
    starts_on = models.DateField()
    codes = models.JSONField()
    order_number = models.CharField(max_length=50, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "starts_on"], name="grading_version_begins_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} с {self.starts_on:%d.%m.%Y}"


class GradingChoice(Record):
    """New journals of the subject (any, where empty) and these grades are marked so."""

    subject = models.ForeignKey(
        "school.Subject", models.PROTECT, null=True, blank=True, related_name="grading_choices"
    )
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=11)
    scale = models.CharField(max_length=20, choices=ScaleKind)
    grading = models.ForeignKey(
        GradingSystem, models.PROTECT, null=True, blank=True, related_name="choices"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_from__gte=1, grade_from__lte=F("grade_to"), grade_to__lte=12),
                name="grading_choice_grades_are_in_order",
            ),
            scale_names_its_system("grading_choice_names_its_system"),
        ]

    def __str__(self) -> str:
        grades = f"{self.grade_from}–{self.grade_to} классы"
        return f"{self.subject or 'Все предметы'}, {grades}"


class RegulationValue(Record):
    """What the school has decided about one setting of its regulation, from a day on, by an order."""

    name = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    starts_on = models.DateField()
    order_number = models.CharField(max_length=50, blank=True)
    order_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "starts_on"], name="regulation_is_decided_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} с {self.starts_on:%d.%m.%Y}"
