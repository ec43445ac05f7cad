from datetime import date

from django.db import models
from django.db.models import Q

from accounts.records import DatedRecord, Record, RecordQuerySet

from .bases import SourcedRecord, never_twice_at_once
from .calendar import SchoolYear
from .classes import SchoolClass
from .grading import GradingSystem, ScaleKind, scale_names_its_system
from .individual import IndividualPlan
from .people import StaffMember, Student


class Subject(SourcedRecord):
    """A subject of the plan, or a course of one: algebra is taught as a part of mathematics (SCH-5)."""

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="courses"
    )

    class Meta(SourcedRecord.Meta):
        constraints = [
            *SourcedRecord.Meta.constraints,
            models.UniqueConstraint(fields=["name"], name="subject_name_is_unique"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")),
                name="subject_is_no_course_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return self.short_name or self.name


def extracurricular(section: str = "") -> Q:
    """Condition on what leads to a section by that path («lesson__section__»): `CourseSection.is_extracurricular`."""
    return Q(**{f"{section}kind": "circle", f"{section}scale": "ungraded"})


class CourseSectionQuerySet(RecordQuerySet):
    def held_on(self, day):
        """Sections neither to come nor ended on that day of their year."""
        return self.exclude(starts_on__gt=day).exclude(ends_on__lt=day)

    def in_order(self):
        return self.order_by(
            "grade", "classes_text", "subject__position", "subject__name", "name", "pk"
        )


class CourseSection(SourcedRecord):
    """One subject taught to one list of pupils: a page of the journal.

    The list is a whole class, a group of a class, or a group over several classes; `name` tells groups
    apart («английский, 1 группа») and is empty for a whole class. `classes_text` is the classes as a
    person writes them («7А, 7Б»), kept so that lists need no second query.
    """

    class Kind(models.TextChoices):
        WHOLE_CLASS = "class", "весь класс"
        LANGUAGE = "language", "языковая группа"
        PROFILE = "profile", "профильная группа"
        ELECTIVE = "elective", "курс по выбору"
        GROUP = "group", "группа"
        STREAM = "stream", "поток"
        CIRCLE = "circle", "кружок, секция"
        PROJECT = "project", "проект"
        INDIVIDUAL = "individual", "индивидуальный план"

    Scale = ScaleKind

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="sections")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.WHOLE_CLASS)
    scale = models.CharField(max_length=20, choices=Scale, default=Scale.FIVE_POINT)
    # The school's own system where the scale is its own.
    grading = models.ForeignKey(
        GradingSystem, models.PROTECT, null=True, blank=True, related_name="sections"
    )
    grade = models.PositiveSmallIntegerField()
    classes_text = models.CharField(max_length=200, blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # First and last day where they are not those of the year: a group made or ended in its middle.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Lessons of one pupil by an order (kind "individual").
    plan = models.ForeignKey(
        IndividualPlan, models.PROTECT, null=True, blank=True, related_name="sections"
    )

    objects = CourseSectionQuerySet.as_manager()

    class Meta(SourcedRecord.Meta):
        permissions = [
            ("read_journal", "читать журнал"),
            ("fill_journal", "вести журнал"),
        ]
        constraints = [
            *SourcedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "class",
                        "language",
                        "profile",
                        "elective",
                        "group",
                        "stream",
                        "circle",
                        "project",
                        "individual",
                    ]
                ),
                name="section_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=models.F("starts_on")),
                name="section_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(scale__in=["five_point", "pass_fail", "ungraded", "own"]),
                name="section_scale_is_known",
            ),
            scale_names_its_system("section_names_its_system"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_held_on(self, day: date) -> bool:
        """Taught on that day of its year: neither to come nor ended."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )

    @property
    def is_extracurricular(self) -> bool:
        """A journal of lessons outside the curriculum: attendance and topics, nothing else (JRN-18).

        A subject without marks (grade 1) is another thing: its pupils have homework, periods and «безотм».
        """
        return self.kind == self.Kind.CIRCLE and self.scale == self.Scale.UNGRADED

    @property
    def title(self) -> str:
        """«7А, Алгебра» or «7А, 7Б, Английский язык (1 группа)»; asks for the subject."""
        group = f" ({self.name})" if self.name else ""
        return f"{self.classes_text}, {self.subject.name}{group}".lstrip(", ")


class SectionClass(Record):
    """Pupils of this class learn in the section."""

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="section_classes")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="section_classes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "school_class"], name="section_class_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.school_class}"


class SectionEnrollment(DatedRecord):
    """The pupil is on the section's list for a term (OneRoster enrollment)."""

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="enrollments")
    student = models.ForeignKey(Student, models.PROTECT, related_name="section_enrollments")

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("section", "student", name="student_is_on_a_list_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.student}"


class TeachingLoad(DatedRecord):
    """Who teaches the section, for which term, how many hours a week."""

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="loads")
    teacher = models.ForeignKey(StaffMember, models.PROTECT, related_name="loads")
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_primary = models.BooleanField(default=True)
    # The load of the teacher before, whose unfilled lessons this one may write down.
    taken_over_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="handed_to"
    )

    class Meta(DatedRecord.Meta):
        constraints = [
            *DatedRecord.Meta.constraints,
            never_twice_at_once("section", "teacher", name="load_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.teacher}"
