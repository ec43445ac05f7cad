"""Who was not at the lesson, and why."""

from django.db import models
from django.db.models import Q

from accounts.records import Record
from school.models import Student

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
        ]
        indexes = [models.Index(fields=["student"], name="attendance_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_status_display()}"
