"""What a parent says of days to come: a proposal to the homeroom teacher's register, nothing official by itself."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.records import Record
from school.models import Student

from .attendance import DailyAbsence


class AbsenceNote(Record):
    """«Не будет с … по …»: waits for the homeroom teacher, who accepts it into the register or refuses it in words."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт классного руководителя"
        ACCEPTED = "accepted", "принята"
        REFUSED = "refused", "не принята"
        WITHDRAWN = "withdrawn", "отозвана"

    student = models.ForeignKey(Student, models.PROTECT, related_name="absence_notes")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=10, choices=DailyAbsence.Reason)
    words = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="absence_notes")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="absence_notes_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_note_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["illness", "excused"]),
                name="absence_note_reason_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | Q(
                    state__in=["accepted", "refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="absence_note_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="absence_note_is_refused_in_words",
            ),
        ]
        indexes = [models.Index(fields=["student", "state"], name="absence_note_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: с {self.starts_on:%d.%m.%Y} по {self.ends_on:%d.%m.%Y}"
