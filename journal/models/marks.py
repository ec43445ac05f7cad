"""Marks of a lesson and the kinds of work they are for."""

from django.db import models
from django.db.models import Q

from accounts.records import Record
from journal.scales import CODES
from school.models import Student

from .lessons import Lesson


class WorkTypeQuerySet(models.QuerySet):
    def usual(self) -> "WorkType":
        """What a lesson's first mark is for unless told otherwise: work at the lesson."""
        return self.order_by("position").first()


class WorkType(models.Model):
    """What a mark is for. The school's own table; the first one is what a lesson has unless told otherwise."""

    name = models.CharField(max_length=60, unique=True)
    letter = models.CharField(max_length=4)
    weight = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    is_control = models.BooleanField(default=False)

    objects = WorkTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class LineItem(Record):
    """A column of a lesson: the work its marks are for. «5/4» is two columns."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="items")
    work_type = models.ForeignKey(WorkType, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "position"], name="line_item_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 10)), name="line_item_weight_is_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.work_type}"


class Mark(Record):
    """A code on the section's scale. A mark that was taken back stays with an empty code.

    `version` grows by one with every change, so that a change made from an old sheet is noticed.
    """

    item = models.ForeignKey(LineItem, models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="marks")
    code = models.CharField(max_length=10, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "student"], name="one_mark_in_a_cell"),
            models.CheckConstraint(condition=Q(code__in=["", *CODES]), name="mark_code_is_known"),
        ]
        indexes = [models.Index(fields=["student"], name="mark_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}"
