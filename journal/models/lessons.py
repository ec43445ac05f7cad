"""Dated lessons: topic, homework, whether the register was taken."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.records import Record, RecordQuerySet
from school.models import CourseSection, Room, StaffMember, TimetableEntry, extracurricular

from .locks import PeriodLock


class LessonQuerySet(RecordQuerySet):
    def held_by(self, now):
        """Lessons that have ended and were not cancelled: what should be in the journal by then."""
        return self.filter(ends_at__lte=now).exclude(status=Lesson.Status.CANCELLED)

    def without_topic(self):
        return self.filter(topic="")

    def without_attendance(self):
        return self.filter(attendance_taken_at__isnull=True)

    def without_homework(self):
        """But of circles: none is set there."""
        return self.filter(homework__isnull=True).exclude(extracurricular("section__"))

    def with_closing(self, now):
        """Each with `is_closed`: its day is of a period closed to its teacher now."""
        over = PeriodLock.objects.closed_at(now).filter(
            section=OuterRef("section"),
            starts_on__lte=OuterRef("date"),
            ends_on__gte=OuterRef("date"),
        )
        return self.annotate(is_closed=Exists(over))

    def taught_by(self, teacher: StaffMember | None):
        """Lessons of the sections that were this teacher's on the day of the lesson."""
        return self.filter(
            Q(section__loads__ends_on__isnull=True) | Q(section__loads__ends_on__gte=F("date")),
            section__loads__teacher=teacher,
            section__loads__starts_on__lte=F("date"),
        ).distinct()


class Lesson(Record):
    """A dated lesson of a section. «All present» is a fact of its own: attendance was taken, then, by whom."""

    class Status(models.TextChoices):
        PLANNED = "planned", "по расписанию"
        CANCELLED = "cancelled", "отменён"

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="lessons")
    entry = models.ForeignKey(
        TimetableEntry, models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    date = models.DateField()
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="lessons")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    topic = models.CharField(max_length=500, blank=True)
    attendance_taken_at = models.DateTimeField(null=True, blank=True)
    attendance_taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = LessonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "date", "number"], name="lesson_is_unique"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="lesson_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "cancelled"]), name="lesson_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(attendance_taken_at__isnull=True, attendance_taken_by__isnull=True)
                | Q(attendance_taken_at__isnull=False, attendance_taken_by__isnull=False),
                name="attendance_is_taken_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["date"], name="lesson_by_date")]

    def __str__(self) -> str:
        return f"{self.section}, {self.date:%d.%m.%Y}, {self.number}-й урок"


class HomeworkKind(models.TextChoices):
    """The character of an assignment (B 2.8). Only words to the family: nothing is counted by it, so it is not dated."""

    ORAL = "oral", "устно"
    WRITTEN = "written", "письменно"
    READING = "reading", "чтение"
    REVISION = "revision", "повторение"
    PRACTICAL = "practical", "практическая работа"
    CREATIVE = "creative", "творческая работа"
    PROJECT = "project", "проект"


class Homework(Record):
    """What a lesson sets to its whole list. «Не задано» is said explicitly (`is_none`), not by silence.

    More of it, for another day, a subgroup or single pupils, are its `Assignment`s.
    """

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="homework")
    kind = models.CharField(max_length=20, choices=HomeworkKind, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    is_none = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(is_none=True) & Q(text="")) | (Q(is_none=False) & ~Q(text="")),
                name="homework_is_given_or_said_to_be_none",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *HomeworkKind.values]) & (Q(is_none=False) | Q(kind="")),
                name="homework_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return "не задано" if self.is_none else self.text

    @property
    def terms(self) -> str:
        """All but the text, in a line: what a form compares to notice somebody else's change."""
        terms = f"{self.is_none:d}|{self.minutes or ''}|{self.due_on or ''}"
        return f"{terms}|{self.kind}" if self.kind else terms
