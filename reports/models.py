"""Documents made from the journal: what was asked for, how far it is, the file and its hash."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from school.models import SchoolClass, SchoolYear

# A worker reports after every part; one that has been silent for so long is taken for dead.
SILENCE = timedelta(minutes=5)
# How long a paper waits for the worker, and then for the person who asked for it; after that it is wiped.
PAPER_WAITS = PAPER_KEPT = timedelta(minutes=15)
# How long the blank sheets of a past day are kept.
BLANKS_KEPT = timedelta(days=14)


class QueuedQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def waiting(self):
        """Queued, or left half-way by a worker that has died."""
        return self.filter(
            Q(status=Queued.Status.QUEUED)
            | Q(status=Queued.Status.RUNNING, heard_at__lt=Now() - SILENCE)
        )


class Queued(models.Model):
    """Work for the worker: the row is the order, the queue only makes it sooner."""

    class Status(models.TextChoices):
        QUEUED = "queued", "ждёт очереди"
        RUNNING = "running", "готовится"
        DONE = "done", "готов"
        FAILED = "failed", "не сделан"

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    # How many workers have begun it, and the database's clock when the last of them was heard.
    attempt = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


UNFINISHED = (Queued.Status.QUEUED, Queued.Status.RUNNING)


class DocumentQuerySet(QueuedQuerySet):
    def done(self):
        return self.filter(status=Document.Status.DONE)

    def newest_first(self):
        return self.order_by("-requested_at", "-pk")

    def with_people(self):
        return self.select_related("school_class__year", "requested_by")


class Document(Queued):
    """One printed volume of a class. Its bytes are kept as they were made and never rendered again."""

    class Kind(models.TextChoices):
        CLASS_JOURNAL = "class_journal", "Классный журнал"
        SUMMARY_SHEET = "summary_sheet", "Сводная ведомость учёта успеваемости"

    kind = models.CharField(max_length=20, choices=Kind)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="documents")
    # The worker's progress: which part of how many.
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=0)
    part_title = models.CharField(max_length=200, blank=True)
    # The result: a file under MEDIA_ROOT. `sha256` is of its bytes, `content_sha256` of the data in it.
    path = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    bytes = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["class_journal", "summary_sheet"]),
                name="document_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "done", "failed"]),
                name="document_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (
                    ~Q(path="")
                    & ~Q(sha256="")
                    & Q(pages__gt=0, bytes__gt=0, finished_at__isnull=False)
                ),
                name="document_done_has_its_file_and_hash",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error=""), name="document_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(parts_done__lte=F("parts")), name="document_parts_add_up"
            ),
            models.UniqueConstraint(
                fields=["kind", "school_class"],
                condition=Q(status__in=["queued", "running"]),
                name="document_is_made_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.school_class}"

    @property
    def file_name(self) -> str:
        """What the file is called on the reader's computer; asks for the class and its year."""
        year = self.school_class.year.title.replace("/", "-")
        return f"{self.get_kind_display()} {self.school_class.name} {year}.pdf"


class PaperQuerySet(QueuedQuerySet):
    def out_of_term(self, now: datetime):
        """Not made in time, or made and not wiped yet though its time is over."""
        return self.filter(
            Q(status__in=UNFINISHED, requested_at__lte=now - PAPER_WAITS)
            | Q(finished_at__lte=now - PAPER_KEPT, wiped_at=None)
        )


class Paper(Queued):
    """A file for one person and a short while: slips with codes, forms with names, a sheet to sign.

    It is made in the worker and closed with the key of the browser that asked (`envelopes`); nobody else opens it,
    and nothing of it stays: neither what it was made of, once it is made, nor the file, once its time is over.
    """

    class Kind(models.TextChoices):
        SLIPS = "slips", "листки для входа"
        SHEET = "sheet", "лист для печати"
        BLANKS = "blanks", "бланки уроков"

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    # The page it was asked for on: the way back.
    page = models.CharField(max_length=200)
    # What it is made of: for slips who gets one and till when, for a sheet its text, laid out already in words,
    # for blanks the keys of lessons.
    order = models.JSONField(default=dict, blank=True)
    # Of a file with personal data of many: the number that stands on it, and how many they are.
    export_number = models.PositiveBigIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    public_key = models.BinaryField(max_length=32)
    envelope = models.BinaryField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["slips", "sheet", "blanks"]), name="paper_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "done", "failed"]),
                name="paper_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error=""), name="paper_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running"]) | Q(order={}),
                name="paper_made_keeps_nothing_it_was_made_of",
            ),
            models.CheckConstraint(
                condition=Q(status="done", wiped_at=None) | Q(envelope=None),
                name="paper_lies_in_its_envelope_till_it_is_wiped",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kept_until(self) -> datetime | None:
        return self.finished_at + PAPER_KEPT if self.finished_at else None


class ReadinessDay(models.Model):
    """How ready the year was at the end of a day, in percent, and each section of its set-up (SCH-16).

    A figure counted of records, not a record: the same day counted again is written over.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="readiness")
    day = models.DateField()
    percent = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "day"], name="readiness_is_counted_once_a_day"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="readiness_is_a_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}: {self.percent} %"


class DayBlanks(models.Model):
    """Blank sheets of all the lessons of a day, one file for the school, made before the first lesson (ARC-6).

    Made again when the timetable of the day has changed; gone with its file when the day is past (`BLANKS_KEPT`).
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    sheets = models.PositiveIntegerField()
    # The file under MEDIA_ROOT. `sha256` is of its bytes, `content_sha256` of what stands on the sheets.
    path = models.CharField(max_length=200)
    pages = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(sha256="") & Q(pages__gt=0, bytes__gt=0, sheets__gt=0),
                name="day_blanks_have_their_file",
            ),
        ]

    def __str__(self) -> str:
        return f"Бланки уроков, {self.day:%d.%m.%Y}"
