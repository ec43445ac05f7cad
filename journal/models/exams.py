"""When the exam of a journal was held: its results are told within hours (teacher's duties; B ЭД 6)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.records import Record
from school.models import CourseSection


class Exam(Record):
    """The exam of a journal's course in its year, as one event; `takers` sit it, not always the whole list."""

    section = models.OneToOneField(CourseSection, models.PROTECT, related_name="exam")
    # When it was over: the term runs from here.
    held_at = models.DateTimeField("экзамен закончился")
    takers = models.PositiveSmallIntegerField("сдают", validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(takers__gte=1), name="somebody_takes_the_exam"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: экзамен {self.held_at:%d.%m.%Y}"
