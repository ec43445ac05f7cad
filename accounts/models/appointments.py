from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.records import DatedQuerySet, DatedRecord, Record, RecordQuerySet
from accounts.rights import DEFAULTS, Change, Right, Role, ceiling_of

from .users import User


class RoleRightQuerySet(RecordQuerySet):
    def changes(self) -> list[Change]:
        return [Change(*row) for row in self.values_list("role", "right", "is_given")]


class RoleRight(Record):
    """The school's own decision, other than the usual one, about a right of a role (ACC-2)."""

    role = models.CharField("роль", max_length=20, choices=Role)
    right = models.CharField("право", max_length=20, choices=Right)
    is_given = models.BooleanField("дано")

    objects = RoleRightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "right"], name="role_right_is_decided_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="role_right_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(right__in=Right.values), name="role_right_right_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.get_right_display()}"


class AppointmentQuerySet(DatedQuerySet):
    def giving(self, right: Right) -> "AppointmentQuerySet":
        """Appointments to roles that have the right, by default or by the school's decision."""
        decided = RoleRight.objects.filter(role=OuterRef("role"), right=right)
        return self.filter(
            Exists(decided.filter(is_given=True))
            | Q(role__in=_roles(lambda role: right in DEFAULTS[role]))
            & ~Exists(decided.filter(is_given=False)),
            role__in=_roles(lambda role: right in ceiling_of(role)),
        )


def _roles(which) -> list[str]:
    return [role for role in Role.values if which(role)]


class Appointment(DatedRecord):
    """An order that makes a person responsible: who, as what, for which grades, from when till when (ORG-1)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=12)
    order_number = models.CharField(max_length=40, blank=True)
    order_date = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="appointment_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(grade_from__lte=F("grade_to")), name="appointment_grades_are_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"
