"""Movement of pupils: who came to a class, went to another or left, by which order (regulation § 13)."""

from django.db import models
from django.db.models import Q

from accounts.records import Record

from .classes import SchoolClass
from .people import Student


class EnrollmentEvent(Record):
    """A pupil comes, moves or leaves by an order. What it does to lists is written together with it.

    `date` is the first day in the new class; of a withdrawal it is the last day at the school.
    """

    class Kind(models.TextChoices):
        ADMISSION = "admission", "зачисление"
        TRANSFER = "transfer", "перевод в другой класс"
        PROMOTION = "promotion", "перевод в следующий класс"
        CONDITIONAL = "conditional", "условный перевод"
        REPEAT = "repeat", "повторное обучение"
        WITHDRAWAL = "withdrawal", "выбытие"
        RETURN = "return", "возвращение"

    class Reason(models.TextChoices):
        OTHER_SCHOOL = "other_school", "перевод в другую школу"
        GRADUATION = "graduation", "окончание обучения"
        REQUEST = "request", "по заявлению"
        OTHER = "other", "другая причина"

    class Area(models.TextChoices):
        DISTRICT = "district", "свой район или город"
        REGION = "region", "другой район региона"
        COUNTRY = "country", "другой регион"
        ABROAD = "abroad", "другая страна"

    student = models.ForeignKey(Student, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=20, choices=Kind)
    date = models.DateField()
    order_number = models.CharField("номер приказа", max_length=40)
    order_date = models.DateField("дата приказа")
    from_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="departures"
    )
    to_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="arrivals"
    )
    # Why a pupil left; where from or where to: the school, and how far it is.
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    place = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=20, choices=Area, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "date", "kind"], name="pupil_moves_so_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["admission", "return"], from_class=None, to_class__gt=0)
                | Q(kind="withdrawal", from_class__gt=0, to_class=None)
                | Q(
                    kind__in=["transfer", "promotion", "conditional", "repeat"],
                    from_class__gt=0,
                    to_class__gt=0,
                ),
                name="movement_has_its_classes",
            ),
            models.CheckConstraint(
                condition=Q(reason="")
                | Q(
                    kind="withdrawal", reason__in=["other_school", "graduation", "request", "other"]
                ),
                name="movement_reason_is_of_a_withdrawal",
            ),
            models.CheckConstraint(
                condition=Q(area__in=["", "district", "region", "country", "abroad"]),
                name="movement_area_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_kind_display()}"

    @property
    def order(self) -> str:
        """«№ 81-у от 29.08.2025»."""
        return f"№ {self.order_number} от {self.order_date:%d.%m.%Y}"
