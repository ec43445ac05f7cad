from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.records import Record, RecordQuerySet

from .bases import SourcedRecord
from .calendar import SchoolYear
from .sections import CourseSection


class Room(SourcedRecord):
    name = models.CharField(max_length=60, unique=True)
    building = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Timetable(Record):
    """A version of the timetable: in force from a day until the next version of the year."""

    class Status(models.TextChoices):
        DRAFT = "draft", "черновик"
        PUBLISHED = "published", "действует"

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="timetables")
    title = models.CharField(max_length=120)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="timetable_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published"]), name="timetable_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, с {self.starts_on:%d.%m.%Y}"

    def clamp(self, day: date) -> date:
        """The nearest day of the version: whose lists, load and journals it is shown with on that day."""
        return min(max(day, self.starts_on), self.ends_on)


class TimetableEntryQuerySet(RecordQuerySet):
    def going_on(self, day):
        """Without those whose journal has ended before that day."""
        return self.exclude(section__ends_on__lt=day)

    def held_on(self, day):
        """Those whose journal is taught on that day."""
        return self.going_on(day).exclude(section__starts_on__gt=day)


class TimetableEntry(Record):
    """One weekly slot of a section: weekday (1 is Monday), number of the lesson, room.

    Weeks are counted as in `school.weeks`: the week of the year's first day is odd.
    """

    class Weeks(models.TextChoices):
        EVERY = "every", "каждую неделю"
        ODD = "odd", "нечётные недели"
        EVEN = "even", "чётные недели"

    class Kind(models.TextChoices):
        MAIN = "main", "урок"
        EXTRACURRICULAR = "extracurricular", "внеурочное занятие"
        ADDITIONAL = "additional", "дополнительное занятие"

    timetable = models.ForeignKey(Timetable, models.PROTECT, related_name="entries")
    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="entries")
    weekday = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="entries")
    weeks = models.CharField(max_length=5, choices=Weeks, default=Weeks.EVERY)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MAIN)

    objects = TimetableEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timetable", "section", "weekday", "number", "weeks"],
                name="entry_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(weeks__in=["every", "odd", "even"]), name="entry_weeks_are_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["main", "extracurricular", "additional"]),
                name="entry_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)), name="weekday_is_from_1_to_7"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: день {self.weekday}, урок {self.number}"
