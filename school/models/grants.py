"""Access by order beyond the facts: who, to which journal, class or pupil, to do what, from when till when.

The rows are django-guardian's permissions of one object, each kind with a foreign key of its own, so that no
grant is left without its object; and they are official records: signed, dated, ending by themselves (ACC-2).
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from accounts.records import ChangeRefused, DatedQuerySet, DatedRecord

from .classes import SchoolClass
from .people import Student
from .sections import CourseSection

READ_JOURNAL, FILL_JOURNAL = "read_journal", "fill_journal"
READ_CLASS, READ_REPORTS = "read_class", "read_reports"
READ_PUPIL = "read_pupil"


class GrantQuerySet(DatedQuerySet):
    def to(self, user: Any, *acts: str) -> "GrantQuerySet":
        return self.filter(user=user, permission__codename__in=acts, withdrawn_at=None)

    def _refuse_unsigned(self, *args: Any, **kwargs: Any) -> Any:
        raise ChangeRefused("access is given by an order: school.actions.grant_access")

    # What guardian.shortcuts call: a permission without an order, a term and an author.
    assign_perm = bulk_assign_perm = assign_perm_to_many = _refuse_unsigned
    remove_perm = bulk_remove_perm = _refuse_unsigned

    def is_generic(self) -> bool:
        """Guardian asks: rows of ours name their object by a foreign key."""
        return False


class Grant(DatedRecord):
    """A right given by an order for a term. It is withdrawn by bringing its end nearer, never by erasing it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    order_number = models.CharField("номер приказа", max_length=40)
    order_date = models.DateField("дата приказа")
    reason = models.CharField("основание", max_length=300, blank=True)
    # Withdrawn before its term: from this moment it gives nothing, also on its last day.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        abstract = True
        constraints = [
            *DatedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="%(app_label)s_%(class)s_has_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(order_number=""), name="%(app_label)s_%(class)s_is_by_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.permission.name}"


class SectionGrant(Grant, UserObjectPermissionBase):
    """A journal opened to a person by order: to read, or also to write."""

    content_object = models.ForeignKey(CourseSection, models.PROTECT, related_name="grants")

    class Meta(Grant.Meta):
        abstract = False
        unique_together: Any = []


class ClassGrant(Grant, UserObjectPermissionBase):
    """All journals, or all reports, of a class opened to a person by order."""

    content_object = models.ForeignKey(SchoolClass, models.PROTECT, related_name="grants")

    class Meta(Grant.Meta):
        abstract = False
        unique_together: Any = []


class StudentGrant(Grant, UserObjectPermissionBase):
    """A pupil's diary opened to a person by order: a psychologist, a commission."""

    content_object = models.ForeignKey(Student, models.PROTECT, related_name="grants")

    class Meta(Grant.Meta):
        abstract = False
        unique_together: Any = []
