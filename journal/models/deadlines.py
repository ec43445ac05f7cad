"""Terms that were kept or missed, as facts, and the time in which nobody could keep them."""

from django.db import models
from django.db.models import F, Q

from accounts.records import AppendOnly, Record
from school.models import CourseSection, GradingPeriod, StaffMember

from .lessons import Lesson
from .marks import LineItem


class Outage(Record):
    """The journal could not be reached, or there was no network at the school: terms stand still.

    Without an end it lasts. Who noted it is in history.
    """

    starts_at = models.DateTimeField("началось")
    ends_at = models.DateTimeField("кончилось", null=True, blank=True)
    what = models.CharField("что не работало", max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="outage_starts_before_it_ends",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="outage_says_what"),
        ]
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.what


def _what_it_is_about(model, **kwargs):
    """A fact stays when a lesson that nobody held is planned away; whoever reads facts joins them with what there is."""
    return models.ForeignKey(
        model, models.DO_NOTHING, db_constraint=False, related_name="deadline_facts", **kwargs
    )


class DeadlineFact(AppendOnly):
    """What became of one duty: kept, late, or missing when its term was over. Written once, by the rules of its day.

    A missing one that was made good later has two rows. `due_at` is the term without outages: they may be recorded
    later, and whoever reads adds them (`journal.deadlines.due_with`). A lesson moved since has another `day`.
    """

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", "присутствие"
        TOPIC = "topic", "тема"
        HOMEWORK = "homework", "домашнее задание"
        MARKS = "marks", "отметки"
        WORK = "work", "отметки за работу"
        PERIOD = "period", "отметки за период"
        EXAM = "exam", "результаты экзамена"

    class Verdict(models.TextChoices):
        ON_TIME = "on_time", "в срок"
        LATE = "late", "с опозданием"
        MISSING = "missing", "нет в срок"

    kind = models.CharField(max_length=20, choices=Kind)
    verdict = models.CharField(max_length=20, choices=Verdict)
    section = _what_it_is_about(CourseSection)
    # Whose duty it was: who held the lesson, by load or as a substitute.
    teacher = _what_it_is_about(StaffMember, null=True)
    lesson = _what_it_is_about(Lesson, null=True)
    item = _what_it_is_about(LineItem, null=True)
    period = _what_it_is_about(GradingPeriod, null=True)
    day = models.DateField()
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    clause = models.CharField(max_length=60)
    told = models.CharField(max_length=60)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "item", "section", "period", "kind", "day", "verdict"],
                nulls_distinct=False,
                name="deadline_fact_is_noted_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict="missing", done_at=None)
                | Q(verdict__in=["on_time", "late"], done_at__isnull=False),
                name="deadline_fact_is_missing_or_done",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["attendance", "topic", "homework"], lesson__isnull=False)
                | Q(kind__in=["marks", "work"], lesson__isnull=False, item__isnull=False)
                | Q(kind="period", period__isnull=False, lesson=None)
                | Q(kind="exam", period=None, lesson=None),
                name="deadline_fact_is_about_something",
            ),
        ]
        indexes = [models.Index(fields=["section", "day"], name="deadline_fact_by_section")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%d.%m.%Y}: {self.get_verdict_display()}"
