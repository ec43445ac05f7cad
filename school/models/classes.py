from django.db import models
from django.db.models import Q

from accounts.records import DatedQuerySet, DatedRecord, Record, RecordQuerySet

from .bases import SourcedRecord, never_twice_at_once
from .calendar import BellSchedule, SchoolYear
from .people import StaffMember, Student


class CombinedClass(Record):
    """Small classes taught together by one teacher at one time (класс-комплект): hours are counted once."""

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="combined_classes")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="combined_class_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolClassQuerySet(RecordQuerySet):
    def going_on(self, day):
        """Classes that have not ended before that day."""
        return self.exclude(ends_on__lt=day)

    def in_order(self):
        return self.order_by("grade", "letter", "pk")


class SchoolClass(SourcedRecord):
    """A class of one year, such as «7 Б»."""

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="classes")
    grade = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=20)
    bells = models.ForeignKey(
        BellSchedule, models.PROTECT, null=True, blank=True, related_name="classes"
    )
    days_a_week = models.PositiveSmallIntegerField(default=5)
    combined = models.ForeignKey(
        CombinedClass, models.PROTECT, null=True, blank=True, related_name="classes"
    )
    # The last day of a class that ended before its year did, and by which order.
    ends_on = models.DateField(null=True, blank=True)
    ended_by_order = models.CharField(max_length=60, blank=True)

    objects = SchoolClassQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        permissions = [
            ("read_class", "читать журналы класса"),
            ("read_reports", "читать документы класса"),
        ]
        constraints = [
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(fields=["year", "name"], name="class_name_is_unique"),
            models.CheckConstraint(
                condition=Q(grade__range=(0, 12)), name="class_grade_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(days_a_week__in=[5, 6]), name="class_learns_5_or_6_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Homeroom(DatedRecord):
    """The homeroom teacher of a class for a term; some schools have two."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="homerooms")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="homerooms")
    is_primary = models.BooleanField(default=True)

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("school_class", "teacher", name="homeroom_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.teacher}"


class ClassEnrollmentQuerySet(DatedQuerySet):
    def of_year(self, year):
        return self.filter(school_class__year=year)


class ClassEnrollment(DatedRecord):
    """A pupil is in the class for a term; orders say by what he came and went."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="enrollments")
    student = models.ForeignKey(Student, models.PROTECT, related_name="class_enrollments")
    entered_by_order = models.CharField(max_length=60, blank=True)
    left_by_order = models.CharField(max_length=60, blank=True)

    objects = ClassEnrollmentQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("student", name="student_is_in_one_class_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.student}"
