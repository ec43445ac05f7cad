from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from accounts.names import alphabetical, full_name, short_name


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
