"""Requests to put right what stands in a closed period (A 13, B dep. 9; regulation § 6.5)."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.records import Record, RecordQuerySet
from school.models import CourseSection, GradingPeriod, SchoolYear, Student

from .lessons import Lesson
from .marks import LineItem


class CorrectionRequestQuerySet(RecordQuerySet):
    def waiting(self):
        return self.filter(state=CorrectionRequest.State.ASKED)

    def with_places(self):
        """With everything a line names: the journal, the lesson, the pupil, both people."""
        return self.select_related(
            "section__subject", "lesson", "item__work_type", "student__user", "period", "year",
            "asked_by", "decided_by",
        )  # fmt: skip


class CorrectionRequest(Record):
    """One cell, topic or homework: what stands there, what should, why. Decided once and never changed after.

    `base` is the version of the cell that was seen; `found` is what stood there when it had changed meanwhile.
    """

    class What(models.TextChoices):
        MARK = "mark", "отметка"
        ATTENDANCE = "attendance", "присутствие"
        TOPIC = "topic", "тема урока"
        HOMEWORK = "homework", "домашнее задание"
        PERIOD_MARK = "period", "отметка за период"
        YEAR_MARK = "year", "годовая отметка"

    class Ground(models.TextChoices):
        MISTAKE = "mistake", "ошибка в записи"
        LATE_WORK = "late_work", "работа проверена после закрытия периода (п. 2.12, 2.13)"
        MADE_UP = "made_up", "пропущенная тема сдана позже, по протоколу (п. 2.6)"
        DEFERRED = "deferred", "отсрочка отметки по болезни (п. 12 обязанностей учителя)"

    class State(models.TextChoices):
        ASKED = "asked", "ждёт решения"
        APPROVED = "approved", "исправлено"
        REFUSED = "refused", "отказано"
        RETURNED = "returned", "возвращена: запись изменилась"
        WITHDRAWN = "withdrawn", "отозвана"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=10, choices=What)
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    item = models.ForeignKey(
        LineItem, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    student = models.ForeignKey(
        Student, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    period = models.ForeignKey(
        GradingPeriod, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    was = models.TextField(max_length=2000, blank=True)
    base = models.PositiveIntegerField(default=0)
    wanted = models.TextField(max_length=2000, blank=True)
    ground = models.CharField(max_length=10, choices=Ground, default=Ground.MISTAKE)
    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="corrections_asked")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="corrections_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    found = models.TextField(max_length=2000, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="correction_number_is_unique"),
            models.UniqueConstraint(
                fields=["section", "what", "lesson", "item", "student", "period"],
                condition=Q(state="asked"),
                nulls_distinct=False,
                name="one_open_correction_of_a_place",
            ),
            models.CheckConstraint(
                condition=Q(
                    what__in=["mark", "attendance"], lesson__isnull=False, student__isnull=False
                )
                | Q(what__in=["topic", "homework"], lesson__isnull=False, student__isnull=True)
                | Q(what="period", period__isnull=False, student__isnull=False)
                | Q(what="year", period__isnull=True, student__isnull=False),
                name="correction_names_its_place",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=["mistake", "late_work"])
                | Q(ground__in=["made_up", "deferred"]) & ~Q(document=""),
                name="correction_by_protocol_names_it",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"], decided_by__isnull=True)
                | Q(
                    state__in=["approved", "refused", "returned"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="correction_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="nobody_decides_on_own_correction",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""),
                name="correction_refused_says_why",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]
        indexes = [models.Index(fields=["state", "section"], name="correction_by_state")]

    def __str__(self) -> str:
        return f"Заявка № {self.number}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def about(self) -> str:
        """«Отметка, урок 15.10.2025, контрольная работа» or «Отметка за период, I четверть»."""
        parts = [self.get_what_display().capitalize()]
        if self.lesson:
            parts.append(f"урок {self.lesson.date:%d.%m.%Y}")
        if self.item:
            parts.append(str(self.item.work_type).lower())
        if self.period:
            parts.append(self.period.title)
        return ", ".join(parts)
