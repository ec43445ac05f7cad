from django.db import models
from django.db.models import Q

from accounts.records import Record

from .lessons import Lesson


class LessonMove(Record):
    """A lesson that was cancelled, or is held on another day or at another hour than the timetable says (SCH-12).

    The lesson itself stands where it is held; here is where it stood before. Taken back by removing this row.
    """

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", "отменён"
        MOVED = "moved", "перенесён"

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="move")
    kind = models.CharField("вид", max_length=20, choices=Kind)
    from_date = models.DateField("с какого дня")
    from_number = models.PositiveSmallIntegerField("с какого урока")
    reason = models.CharField("причина", max_length=200)
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["cancelled", "moved"]), name="lesson_move_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["from_date"], name="lesson_move_by_date")]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.get_kind_display()} с {self.from_date:%d.%m.%Y}"
