"""Calendar-thematic plans: what is taught at which hour of the year (SCH-9)."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.records import Record

from .calendar import SchoolYear
from .people import StaffMember
from .sections import CourseSection, Subject


class LessonPlan(Record):
    """A calendar-thematic plan of a subject for a year, owned by its teacher, serving one journal or several.

    An approved plan is never edited: a new edition is a copy (`copied_from`), and so is a variant for another journal.
    Of plans that serve a journal the one approved last is in force (school.plans.in_force).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        SENT = "sent", "на утверждении"
        APPROVED = "approved", "утверждён"
        RETURNED = "returned", "возвращён"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="lesson_plans")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="lesson_plans")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="lesson_plans")
    title = models.CharField("название", max_length=160)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    sent_at = models.DateTimeField("отправлен", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # What the teacher has to change, of a plan that was returned.
    remark = models.TextField("замечания", max_length=1000, blank=True)
    # Grows with every change: two windows do not write over each other.
    version = models.PositiveIntegerField("версия", default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "approved", "returned"]),
                name="lesson_plan_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "returned"])
                & Q(decided_at__isnull=False, decided_by__isnull=False)
                | Q(state__in=["draft", "sent"])
                & Q(decided_at__isnull=True, decided_by__isnull=True),
                name="lesson_plan_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(remark=""),
                name="lesson_plan_is_returned_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """May be edited by its teacher."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)


class LessonPlanSection(Record):
    """The plan serves this journal."""

    plan = models.ForeignKey(
        LessonPlan, models.PROTECT, related_name="plan_sections", verbose_name="план"
    )
    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="plan_sections")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "section"], name="lesson_plan_serves_a_journal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.section}"


class LessonPlanItem(Record):
    """A line of the plan: the head of a part, or a topic with its hours."""

    class Kind(models.TextChoices):
        PART = "part", "раздел"
        LESSON = "lesson", "урок"
        CONTROL = "control", "контрольная"
        PRACTICE = "practice", "практическая"

    plan = models.ForeignKey(LessonPlan, models.PROTECT, related_name="items", verbose_name="план")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField("вид", max_length=20, choices=Kind, default=Kind.LESSON)
    topic = models.CharField("тема", max_length=500)
    # Halves of an hour are possible; the head of a part has none of its own.
    hours = models.DecimalField("часы", max_digits=4, decimal_places=1, default=1)
    homework = models.CharField("домашнее задание", max_length=1000, blank=True)
    note = models.CharField("примечание", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="lesson_plan_lines_stand_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["part", "lesson", "control", "practice"]),
                name="lesson_plan_line_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="part", hours=0) | ~Q(kind="part") & Q(hours__gt=0, hours__lte=99),
                name="lesson_plan_line_has_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.topic
