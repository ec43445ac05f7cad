from django.db import models
from django.db.models import F, Q

from accounts.records import Record

from .calendar import SchoolYear
from .classes import SchoolClass
from .people import StaffMember
from .sections import CourseSection


class SchoolEvent(Record):
    """An event of the school or, with `school_class`, of a class by its homeroom teacher (SCH-15).

    A cancelled one stays where it was, with the reason. Whom it concerns stands in `audience`.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="events")
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="events"
    )
    title = models.CharField("название", max_length=120)
    purpose = models.CharField("для чего", max_length=300, blank=True)
    place = models.CharField("место", max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    responsible = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="events", verbose_name="отвечает"
    )
    # Those whom it concerns have no lessons; the day itself is suspended in the calendar.
    cancels_lessons = models.BooleanField("вместо уроков", default=False)
    cancelled_at = models.DateTimeField("отменено", null=True, blank=True)
    cancel_reason = models.CharField("причина отмены", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="event_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None)
                | Q(starts_at__isnull=False)
                & (Q(starts_on__lt=F("ends_on")) | Q(starts_at__lt=F("ends_at"))),
                name="event_hours_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="cancelled_event_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_on:%d.%m.%Y}"


_GRADES = Q(grade_from__isnull=False, grade_to__isnull=False, grade_from__lte=F("grade_to"))
_NO_GRADES = Q(grade_from__isnull=True, grade_to__isnull=True)
_CLASS, _SECTION = Q(school_class__isnull=False), Q(section__isnull=False)


class EventAudience(Record):
    """Whom the event concerns: pupils of these grades, of this class, or on the list of this group."""

    event = models.ForeignKey(
        SchoolEvent, models.PROTECT, related_name="audience", verbose_name="мероприятие"
    )
    grade_from = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(null=True, blank=True)
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="+"
    )
    section = models.ForeignKey(
        CourseSection, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(_GRADES & ~_CLASS & ~_SECTION)
                | (_NO_GRADES & _CLASS & ~_SECTION)
                | (_NO_GRADES & ~_CLASS & _SECTION),
                name="event_is_for_grades_a_class_or_a_group",
            ),
        ]

    def __str__(self) -> str:
        return str(self.school_class or self.section or f"{self.grade_from}–{self.grade_to}")


class ReadinessDeadline(Record):
    """By which day a stage of setting the year up is to be over, and which act of the school says so (SCH-16).

    Where there is no row the days of the regulation hold: `school.stages`.
    """

    class Stage(models.TextChoices):
        FORMED = "formed", "разделы сформированы"
        CHECKED = "checked", "директор проверил"
        WORKING = "working", "система готова к работе"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="deadlines")
    stage = models.CharField("что", max_length=20, choices=Stage)
    date = models.DateField("срок")
    source = models.CharField("основание", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "stage"], name="stage_has_one_deadline"),
            models.CheckConstraint(
                condition=Q(stage__in=["formed", "checked", "working"]), name="stage_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.date:%d.%m.%Y}"
