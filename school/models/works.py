from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.records import Record, RecordQuerySet

from .calendar import SchoolYear
from .classes import SchoolClass
from .curriculum import Curriculum
from .sections import CourseSection, Subject


class ControlWorkQuerySet(RecordQuerySet):
    def agreed(self):
        return self.filter(status=ControlWork.Status.AGREED)

    def published(self):
        """Of a part of the year whose schedule is published now, or moved out of one."""
        now, first = OuterRef("date"), OuterRef("moved_from")
        here = ControlWorkSchedule.objects.filter(
            Q(starts_on__lte=now, ends_on__gte=now) | Q(starts_on__lte=first, ends_on__gte=first),
            year=OuterRef("year"),
            withdrawn_at=None,
        )
        return self.filter(Exists(here))


class ControlWork(Record):
    """A work of at least half an hour that a whole class or group writes at once (оценочная процедура, SCH-11).

    Of a journal where its teacher asks for the day; of a class and a subject where the school, the region or the
    country sets it. A work moved by the deputy keeps the day it was agreed on first.
    """

    class Level(models.TextChoices):
        SCHOOL = "school", "школьный"
        REGIONAL = "regional", "региональный"
        FEDERAL = "federal", "федеральный"

    class Form(models.TextChoices):
        CONTROL = "control", "контрольная работа"
        DICTATION = "dictation", "диктант"
        ESSAY = "essay", "сочинение, изложение"
        TEST = "test", "проверочная работа, тест"
        DIAGNOSTIC = "diagnostic", "диагностическая работа"
        VPR = "vpr", "всероссийская проверочная работа"
        TRIAL = "trial", "пробный экзамен"
        OTHER = "other", "другая работа"

    class Control(models.TextChoices):
        ENTRY = "entry", "стартовый"
        TOPIC = "topic", "тематический"
        MILESTONE = "milestone", "рубежный"
        FINAL = "final", "итоговый"
        ADMINISTRATIVE = "administrative", "административный"

    class Status(models.TextChoices):
        ASKED = "asked", "ждёт решения"
        AGREED = "agreed", "согласована"
        REFUSED = "refused", "отказано"
        CANCELLED = "cancelled", "отменена"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="control_works")
    section = models.ForeignKey(
        CourseSection, models.PROTECT, null=True, blank=True, related_name="control_works"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="control_works"
    )
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="control_works")
    date = models.DateField("день")
    # The first of its lessons; empty where the timetable does not say yet.
    number = models.PositiveSmallIntegerField("номер урока", null=True, blank=True)
    lessons = models.PositiveSmallIntegerField("сколько уроков", default=1)
    level = models.CharField("уровень", max_length=20, choices=Level, default=Level.SCHOOL)
    work_form = models.CharField("вид работы", max_length=20, choices=Form, default=Form.CONTROL)
    control = models.CharField(
        "форма контроля", max_length=20, choices=Control, default=Control.TOPIC
    )
    topic = models.CharField("тема", max_length=200, blank=True)
    source = models.CharField("основание", max_length=200, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    moved_from = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused, cancelled, moved, or agreed beyond the recommendations.
    reason = models.CharField("причина", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ControlWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, school_class__isnull=True)
                | Q(section__isnull=True, school_class__isnull=False),
                name="control_work_is_of_a_journal_or_a_class",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["school", "regional", "federal"]),
                name="control_work_level_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "agreed", "refused", "cancelled"]),
                name="control_work_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(status="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="control_work_is_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "agreed"]) | ~Q(reason=""),
                name="control_work_is_not_refused_without_words",
            ),
            models.CheckConstraint(
                condition=Q(lessons__range=(1, 6)), name="control_work_takes_a_few_lessons"
            ),
        ]
        indexes = [models.Index(fields=["date"], name="control_work_by_date")]

    def __str__(self) -> str:
        whose = self.section or f"{self.school_class}, {self.subject}"
        return f"{whose}, {self.date:%d.%m.%Y}: {self.get_work_form_display()}"


class ControlWorkSchedule(Record):
    """The schedule of a part of the year was published on a day, by an order: from then on families see it.

    Published anew after changes it is a new row; a withdrawn one is seen by nobody.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="work_schedules")
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField()
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=models.F("ends_on")),
                name="work_schedule_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"с {self.starts_on:%d.%m.%Y}, опубликован {self.published_at:%d.%m.%Y}"


class ControlWorkLimits(Record):
    """How often the classes of a level write control works, from a day on until the next row of that level.

    An empty limit is not kept. Where the school has set none, those of the ministry's letter are in force
    (school.control_work_rules).
    """

    level = models.CharField("уровень", max_length=20, choices=Curriculum.Level)
    starts_on = models.DateField("с какого дня")
    weeks_between = models.DecimalField(
        "недель между работами", max_digits=3, decimal_places=1, null=True, blank=True
    )
    a_day = models.PositiveSmallIntegerField("работ в день", null=True, blank=True)
    spares_edges = models.BooleanField("не на первом и последнем уроке", default=True)
    percent = models.PositiveSmallIntegerField("процентов часов", null=True, blank=True)
    source = models.CharField("основание", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "starts_on"], name="work_limits_begin_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["primary", "basic", "secondary"]),
                name="work_limits_level_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(a_day=None) | Q(a_day__gte=1))
                & (Q(percent=None) | Q(percent__range=(1, 100)))
                & (Q(weeks_between=None) | Q(weeks_between__gt=0)),
                name="work_limits_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, с {self.starts_on:%d.%m.%Y}"
