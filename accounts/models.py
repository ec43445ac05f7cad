from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q

from .names import alphabetical, full_name, short_name
from .records import DatedRecord


class SchoolUserManager(UserManager):
    def by_name(self) -> models.QuerySet["User"]:
        return self.order_by(*alphabetical())


class User(AbstractUser):
    """A person of the school, whether or not the person signs in. Rights follow from facts, not from here."""

    middle_name = models.CharField("отчество", max_length=150, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    sourced_id = models.CharField(max_length=255, blank=True)
    identifier = models.CharField(max_length=255, blank=True)
    metadata = models.JSONField(default=dict, blank=True)

    objects = SchoolUserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sourced_id"], condition=~Q(sourced_id=""), name="user_sourced_id_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def full_name(self) -> str:
        return full_name(self.last_name, self.first_name, self.middle_name) or self.username

    @property
    def short_name(self) -> str:
        return short_name(self.last_name, self.first_name, self.middle_name) or self.username

    @property
    def list_name(self) -> str:
        """As in a class list: «Петрова Анна»."""
        return full_name(self.last_name, self.first_name)


class Role(models.TextChoices):
    """What a person is appointed to by order. Teachers, parents and pupils are so by other facts."""

    SYSADMIN = "sysadmin", "Администратор системы"
    DIRECTOR = "director", "Директор"
    DEPUTY = "deputy", "Заместитель директора"


class Appointment(DatedRecord):
    """An order that makes a person responsible: who, as what, for which grades, from when till when (ORG-1)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    grade_from = models.PositiveSmallIntegerField(default=1)
    grade_to = models.PositiveSmallIntegerField(default=12)
    order_number = models.CharField(max_length=40, blank=True)
    order_date = models.DateField(null=True, blank=True)

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
