"""Marks of a period, of the year, of the exam and the final ones."""

from django.db import models
from django.db.models import Q

from accounts.records import Record
from school.models import CourseSection, GradingPeriod, Student


class PeriodMark(Record):
    """The mark of a period, the year, the exam or the final one; not only digits (осв, н/а, безотм)."""

    class Kind(models.TextChoices):
        PERIOD = "period", "за период"
        YEAR = "year", "годовая"
        EXAM = "exam", "экзаменационная"
        FINAL = "final", "итоговая"

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="period_marks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="period_marks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERIOD)
    period = models.ForeignKey(
        GradingPeriod, models.PROTECT, null=True, blank=True, related_name="period_marks"
    )
    code = models.CharField(max_length=10, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "student", "kind", "period"],
                nulls_distinct=False,
                name="one_period_mark_in_a_cell",
            ),
            models.CheckConstraint(
                condition=~Q(code__regex=r"\s"), name="period_mark_code_is_one_word"
            ),
            models.CheckConstraint(
                condition=Q(kind="period", period__isnull=False)
                | Q(kind__in=["year", "exam", "final"], period__isnull=True),
                name="only_a_period_mark_has_a_period",
            ),
        ]
        indexes = [models.Index(fields=["student"], name="period_mark_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}"
