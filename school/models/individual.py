from django.db import models
from django.db.models import Q

from accounts.records import DatedRecord

from .bases import never_twice_at_once
from .people import Student


class IndividualPlan(DatedRecord):
    """A pupil learns by an own plan for a term, by an order: at home, or subjects of his choice (regulation § 13)."""

    class Kind(models.TextChoices):
        AT_HOME = "at_home", "обучение на дому"
        OWN_PLAN = "own_plan", "индивидуальный учебный план"

    student = models.ForeignKey(Student, models.PROTECT, related_name="individual_plans")
    kind = models.CharField(max_length=20, choices=Kind)
    order_number = models.CharField("номер приказа", max_length=40)
    order_date = models.DateField("дата приказа")

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("student", name="pupil_has_one_individual_plan"),
            models.CheckConstraint(
                condition=Q(kind__in=["at_home", "own_plan"]), name="individual_plan_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_kind_display()}"
