"""A word to families, the pupils it is about, who has read it, what was answered."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.records import Record
from journal.models import Lesson
from school.models import CourseSection, SchoolClass, Student


class Kind(models.TextChoices):
    MESSAGE = "message", "сообщение"
    REMARK = "remark", "замечание"
    PRAISE = "praise", "благодарность"
    RECOMMENDATION = "recommendation", "рекомендация"


# Of one pupil, on a lesson or a day; the others may be to a whole class or group.
OF_A_PUPIL = (Kind.REMARK, Kind.PRAISE, Kind.RECOMMENDATION)


class Letter(Record):
    """A word of a teacher to the pupils of a journal or a class, to their parents, or both (JRN-12, DIA-10).

    Families see it from `visible_from` on: at once, or after quiet hours. Whatever carries words further (mail, SMS)
    takes those whose `visible_from` has come, never earlier.
    """

    Kind = Kind

    author = models.ForeignKey(User, models.PROTECT, related_name="letters", verbose_name="автор")
    kind = models.CharField("вид", max_length=20, choices=Kind)
    section = models.ForeignKey(
        CourseSection, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    # The day of the diary it stands on.
    day = models.DateField("день")
    text = models.TextField("текст")
    to_parents = models.BooleanField("родителям", default=True)
    to_pupils = models.BooleanField("ученикам", default=False)
    is_urgent = models.BooleanField("срочно", default=False)
    written_at = models.DateTimeField("написано")
    visible_from = models.DateTimeField("видно с")
    # Words that are surnames of other children and, as the author has said, are not about them here.
    not_names = models.TextField("не о других детях", blank=True)
    # The form it was written in: sent twice, it is one.
    form = models.UUIDField(unique=True)
    withdrawn_at = models.DateTimeField("отозвано", null=True, blank=True)
    withdrawal_reason = models.CharField("причина отзыва", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="letter_says_something"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="letter_kind_is_known"),
            models.CheckConstraint(
                condition=Q(to_parents=True) | Q(to_pupils=True), name="letter_is_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=False, school_class=None)
                | Q(section=None, school_class__isnull=False),
                name="letter_is_of_a_section_or_a_class",
            ),
            models.CheckConstraint(
                condition=Q(lesson=None) | Q(section__isnull=False),
                name="letter_of_a_lesson_is_of_its_section",
            ),
            models.CheckConstraint(
                condition=Q(visible_from__gte=F("written_at")), name="letter_is_seen_after_writing"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="withdrawn_letter_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%d.%m.%Y}"

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def is_of_a_pupil(self) -> bool:
        return self.kind in OF_A_PUPIL

    @property
    def title(self) -> str:
        """«Замечание»."""
        return self.get_kind_display().capitalize()


class LetterPupil(Record):
    """The letter is to the family of this pupil, or to the pupil."""

    letter = models.ForeignKey(
        Letter, models.PROTECT, related_name="pupils", verbose_name="сообщение"
    )
    student = models.ForeignKey(Student, models.PROTECT, related_name="letters")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "student"], name="letter_is_to_a_pupil_once"),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.letter}"


class Medium(models.TextChoices):
    SCREEN = "screen", "в дневнике"
    PAPER = "paper", "на бумаге"


class LetterReading(Record):
    """Somebody of the family has read it, or was given it on paper, as the author has noted."""

    Medium = Medium

    of = models.ForeignKey(
        LetterPupil, models.PROTECT, related_name="readings", verbose_name="сообщение"
    )
    reader = models.ForeignKey(
        User, models.PROTECT, related_name="letters_read", verbose_name="кто прочитал"
    )
    read_at = models.DateTimeField("прочитано")
    medium = models.CharField("как", max_length=10, choices=Medium, default=Medium.SCREEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "reader"], name="letter_is_read_once"),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="letter_reading_medium_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.of}"


class LetterAnswer(Record):
    """What somebody of the family wrote back to the author; only the two of them see it."""

    of = models.ForeignKey(
        LetterPupil, models.PROTECT, related_name="answers", verbose_name="сообщение"
    )
    writer = models.ForeignKey(
        User, models.PROTECT, related_name="letter_answers", verbose_name="кто ответил"
    )
    text = models.TextField("текст")
    answered_at = models.DateTimeField("отвечено")
    # When the author of the letter has read the answer.
    read_at = models.DateTimeField("прочитано", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="letter_answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.writer}: {self.of}"
