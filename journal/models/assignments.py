"""More homework of a lesson than one task for all: further assignments, whom they are for, files to them (B 2.8)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.records import Record, RecordQuerySet
from school.models import CourseSection, SectionEnrollment, Student

from .lessons import HomeworkKind, Lesson


class AssignmentQuerySet(RecordQuerySet):
    def meant_for(self, student: Student):
        """For all of the lesson's list, for a subgroup the pupil was in that day, or for the pupil by name."""
        in_group = SectionEnrollment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=OuterRef("lesson__date")),
            section=OuterRef("group"),
            student=student,
            starts_on__lte=OuterRef("lesson__date"),
        )
        by_name = AssignmentPupil.objects.filter(assignment=OuterRef("pk"), student=student)
        return self.filter(
            Q(audience=Assignment.Audience.ALL)
            | Q(audience=Assignment.Audience.GROUP) & Exists(in_group)
            | Q(audience=Assignment.Audience.PUPILS) & Exists(by_name)
        )


class Assignment(Record):
    """One more assignment of a lesson: of another kind, for another day, for a subgroup or for pupils by name.

    The lesson has its `Homework`, what is set to all or «не задано», before it has these. One for pupils by name whose
    names are gone is for nobody.
    """

    class Audience(models.TextChoices):
        ALL = "all", "всем"
        GROUP = "group", "подгруппе"
        PUPILS = "pupils", "отдельным ученикам"

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=20, choices=HomeworkKind, blank=True)
    text = models.TextField(max_length=2000)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.ALL)
    # A journal in which some of the pupils of this one are, as of one language group.
    group = models.ForeignKey(
        CourseSection, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="assignment_says_what"),
            models.CheckConstraint(
                condition=Q(kind__in=["", *HomeworkKind.values]), name="assignment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience="group", group__isnull=False)
                | Q(audience__in=["all", "pupils"], group=None),
                name="assignment_is_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AssignmentPupil(Record):
    """The assignment is for this pupil: no other family sees it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="pupils")
    student = models.ForeignKey(Student, models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student"], name="assignment_names_a_pupil_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.student}"


class HomeworkFile(Record):
    """A file to the homework of a lesson, or to one of its assignments: then only for whom that is.

    The bytes lie under their hash (journal/homework_files.py); here are the name they came with, size and hash.
    """

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="homework_files")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="files"
    )
    name = models.CharField(max_length=150)
    path = models.CharField(max_length=120)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(path="") & Q(bytes__gt=0) & ~Q(sha256=""),
                name="homework_file_is_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name
