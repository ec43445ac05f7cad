"""Documents made from the journal: what was asked for, how far it is, the file and its hash."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import User
from school.models import SchoolClass

# A worker reports after every part; one that has been silent for so long is taken for dead.
SILENCE = timedelta(minutes=5)


class DocumentQuerySet(models.QuerySet):
    def done(self):
        return self.filter(status=Document.Status.DONE)

    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def waiting(self):
        """Queued, or left half-way by a worker that has died."""
        return self.filter(
            Q(status=Document.Status.QUEUED)
            | Q(status=Document.Status.RUNNING, heard_at__lt=Now() - SILENCE)
        )

    def newest_first(self):
        return self.order_by("-requested_at", "-pk")

    def with_people(self):
        return self.select_related("school_class__year", "requested_by")


class Document(models.Model):
    """One printed volume of a class. Its bytes are kept as they were made and never rendered again."""

    class Kind(models.TextChoices):
        CLASS_JOURNAL = "class_journal", "Классный журнал"
        SUMMARY_SHEET = "summary_sheet", "Сводная ведомость учёта успеваемости"

    class Status(models.TextChoices):
        QUEUED = "queued", "ждёт очереди"
        RUNNING = "running", "готовится"
        DONE = "done", "готов"
        FAILED = "failed", "не сделан"

    kind = models.CharField(max_length=20, choices=Kind)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="documents")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    # The worker's progress: which part of how many, and the database's clock when it last said so.
    attempt = models.PositiveSmallIntegerField(default=0)
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=0)
    part_title = models.CharField(max_length=200, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
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

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


UNFINISHED = (Document.Status.QUEUED, Document.Status.RUNNING)
