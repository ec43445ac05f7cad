from django.db import models
from django.db.models import Q

from accounts.records import DatedRecord, Record

from .bases import never_twice_at_once
from .people import StaffMember
from .sections import CourseSection


class StaffAbsence(DatedRecord):
    """A member of the staff is away: somebody else holds the lessons of these days, or nobody does."""

    class Reason(models.TextChoices):
        ILLNESS = "illness", "болезнь"
        LEAVE = "leave", "отпуск"
        TRIP = "trip", "командировка"
        COURSES = "courses", "курсы"
        OTHER = "other", "другая причина"

    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences")
    reason = models.CharField("причина", max_length=20, choices=Reason)
    document = models.CharField("документ", max_length=120, blank=True)

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("teacher", name="staff_is_absent_once"),
            models.CheckConstraint(
                condition=Q(reason__in=["illness", "leave", "trip", "courses", "other"]),
                name="staff_absence_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.teacher}: {self.get_reason_display()} с {self.starts_on:%d.%m.%Y}"


class Substitution(Record):
    """Another teacher holds this lesson of the section: that day, that place in the timetable (B 2.4)."""

    class Kind(models.TextChoices):
        INSTEAD = "instead", "замена"
        JOINT = "joint", "совмещение"

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="substitutions")
    date = models.DateField()
    number = models.PositiveSmallIntegerField()
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="substitutions")
    # Joint: beside a lesson of his own at the same hour.
    kind = models.CharField("вид", max_length=20, choices=Kind, default=Kind.INSTEAD)
    absent = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="replaced_at"
    )
    reason = models.CharField("причина", max_length=200, blank=True)
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "date", "number"], name="lesson_is_substituted_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["instead", "joint"]), name="substitution_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}, {self.date:%d.%m.%Y}, {self.number}-й урок: {self.teacher}"
