from django.db import models

from accounts.records import Record

from .people import StaffMember
from .sections import CourseSection


class Substitution(Record):
    """Another teacher holds this lesson of the section: that day, that place in the timetable (B 2.4)."""

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="substitutions")
    date = models.DateField()
    number = models.PositiveSmallIntegerField()
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="substitutions")
    reason = models.CharField("причина", max_length=200, blank=True)
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "date", "number"], name="lesson_is_substituted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}, {self.date:%d.%m.%Y}, {self.number}-й урок: {self.teacher}"
