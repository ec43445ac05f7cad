"""The official record: lessons, marks, attendance, homework, period marks."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.records import Record, RecordQuerySet
from school.models import CourseSection, GradingPeriod, Room, StaffMember, Student, TimetableEntry

from .scales import CODES, PERIOD_CODES


class LessonQuerySet(RecordQuerySet):
    def held_by(self, now):
        """Lessons that have ended and were not cancelled: what should be in the journal by then."""
        return self.filter(ends_at__lte=now).exclude(status=Lesson.Status.CANCELLED)

    def without_topic(self):
        return self.filter(topic="")

    def without_attendance(self):
        return self.filter(attendance_taken_at__isnull=True)

    def without_homework(self):
        return self.filter(homework__isnull=True)

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


class Homework(Record):
    """Homework given at a lesson. «Не задано» is said explicitly (`is_none`), not by silence."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="homework")
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
        ]

    def __str__(self) -> str:
        return "не задано" if self.is_none else self.text

    @property
    def terms(self) -> str:
        """All but the text, in a line: what a form compares to notice somebody else's change."""
        return f"{self.is_none:d}|{self.minutes or ''}|{self.due_on or ''}"


class WorkTypeQuerySet(models.QuerySet):
    def usual(self) -> "WorkType":
        """What a lesson's first mark is for unless told otherwise: work at the lesson."""
        return self.order_by("position").first()


class WorkType(models.Model):
    """What a mark is for. The school's own table; the first one is what a lesson has unless told otherwise."""

    name = models.CharField(max_length=60, unique=True)
    letter = models.CharField(max_length=4)
    weight = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    is_control = models.BooleanField(default=False)

    objects = WorkTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class LineItem(Record):
    """A column of a lesson: the work its marks are for. «5/4» is two columns."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="items")
    work_type = models.ForeignKey(WorkType, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "position"], name="line_item_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 10)), name="line_item_weight_is_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.work_type}"


class Mark(Record):
    """A code on the section's scale. A mark that was taken back stays with an empty code.

    `version` grows by one with every change, so that a change made from an old sheet is noticed.
    """

    item = models.ForeignKey(LineItem, models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="marks")
    code = models.CharField(max_length=10, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "student"], name="one_mark_in_a_cell"),
            models.CheckConstraint(condition=Q(code__in=["", *CODES]), name="mark_code_is_known"),
        ]
        indexes = [models.Index(fields=["student"], name="mark_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}"


class AttendanceRecord(Record):
    """What the teacher saw (status) and why it was so (reason): two facts, one code on the page."""

    class Status(models.TextChoices):
        PRESENT = "present", "присутствует"
        ABSENT = "absent", "отсутствует"
        LATE = "late", "опоздание"

    class Reason(models.TextChoices):
        UNKNOWN = "", "причина не указана"
        ILLNESS = "illness", "болезнь"
        EXCUSED = "excused", "уважительная причина"

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="attendance")
    student = models.ForeignKey(Student, models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=10, choices=Status)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "student"], name="one_attendance_in_a_cell"),
            models.CheckConstraint(
                condition=Q(status__in=["present", "absent", "late"]),
                name="attendance_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(status="absent", reason__in=["illness", "excused"]),
                name="only_absence_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["student"], name="attendance_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_status_display()}"


class PeriodMark(Record):
    """The mark of a period, the year, the exam or the final one; not only digits (осв, н/а, безотм)."""

    class Kind(models.TextChoices):
        PERIOD = "period", "за период"
        YEAR = "year", "годовая"
        EXAM = "exam", "экзаменационная"
        FINAL = "final", "итоговая"

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="period_marks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="period_marks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERIOD)
    period = models.ForeignKey(
        GradingPeriod, models.PROTECT, null=True, blank=True, related_name="period_marks"
    )
    code = models.CharField(max_length=10, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "student", "kind", "period"],
                nulls_distinct=False,
                name="one_period_mark_in_a_cell",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["", *PERIOD_CODES]), name="period_mark_code_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="period", period__isnull=False)
                | Q(kind__in=["year", "exam", "final"], period__isnull=True),
                name="only_a_period_mark_has_a_period",
            ),
        ]
        indexes = [models.Index(fields=["student"], name="period_mark_by_student")]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}"
