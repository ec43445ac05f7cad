"""Who was not at the lesson, and why; who is away for days, by the homeroom teacher's register."""

from django.db import models
from django.db.models import Q

from accounts.records import DatedRecord, Record
from journal.scales import LATEST
from school.models import Student
from school.models.bases import never_twice_at_once

from .lessons import Lesson


class AttendanceRecord(Record):
    """What the teacher saw (status) and why it was so (reason): two facts, one code on the page."""

    class Status(models.TextChoices):
        PRESENT = "present", "присутствует"
        ABSENT = "absent", "отсутствует"
        LATE = "late", "опоздание"

    class Reason(models.TextChoices):
        UNKNOWN = "", "причина не указана"
        ILLNESS = "illness", "болезнь"
        EXCUSED = "excused", "уважительная причина"

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="attendance")
    student = models.ForeignKey(Student, models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=10, choices=Status)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    # By how many minutes late, where it was noted.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "student"], name="one_attendance_in_a_cell"),
            models.CheckConstraint(
                condition=Q(status__in=["present", "absent", "late"]),
                name="attendance_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(status="absent", reason__in=["illness", "excused"]),
                name="only_absence_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(status="late", minutes__range=(1, LATEST)),
                name="only_who_is_late_has_minutes",
            ),
        ]
        indexes = [models.Index(fields=["student"], name="attendance_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_status_display()}"


class DailyAbsence(DatedRecord):
    """A pupil is away on these days: a line of the homeroom teacher's register of absentees (B 2.5.1).

    It says why; that he was away of a lesson says its teacher.
    """

    class Reason(models.TextChoices):
        ILLNESS = "illness", "болезнь"
        EXCUSED = "excused", "уважительная причина"

    student = models.ForeignKey(Student, models.PROTECT, related_name="daily_absences")
    reason = models.CharField(max_length=10, choices=Reason)
    # A doctor's note, an application, an order: what it is, its number and date.
    document = models.CharField(max_length=200, blank=True)

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("student", name="pupil_is_away_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="daily_absence_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["illness", "excused"]),
                name="daily_absence_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_reason_display()} с {self.starts_on:%d.%m.%Y} по {self.ends_on:%d.%m.%Y}"
