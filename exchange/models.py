"""Imports through the browser: the file that was given, what it would change, who let it in."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from accounts.models import User

# A worker that has been at it for so long is taken for dead; its transaction has changed nothing.
SILENCE = timedelta(minutes=10)
# Lists of people do not lie on the disk longer than it takes to look at the preview.
KEPT = timedelta(days=7)
# Parts of a report that name people.
TOLD_OF_PEOPLE = ["lines", "differences", "problems"]


class ImportJobQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-uploaded_at", "-pk")

    def with_people(self):
        return self.select_related("uploaded_by", "applied_by", "undone_by")

    def forgotten(self, now):
        """Uploads nobody has let in for a week: with their file, or refused and still told of line by line."""
        is_told = Q(status=ImportJob.Status.FAILED, report__has_any_keys=TOLD_OF_PEOPLE)
        return self.filter(~Q(path="") | is_told, uploaded_at__lt=now - KEPT)


class ImportJob(models.Model):
    """A file with lists or a timetable: checked first, written only when a person says so."""

    class Kind(models.TextChoices):
        LISTS = "lists", "Списки школы"
        TIMETABLE = "timetable", "Расписание"
        STAFF = "staff", "Список сотрудников"
        PUPILS = "pupils", "Список учеников"
        PARENTS = "parents", "Список родителей"
        LOAD = "load", "Нагрузка"

    class Status(models.TextChoices):
        CHECKING = "checking", "проверяется"
        CHECKED = "checked", "проверен, ждёт решения"
        APPLYING = "applying", "загружается"
        APPLIED = "applied", "загружен"
        FAILED = "failed", "не читается"
        FORGOTTEN = "forgotten", "не загружен, файл удалён"
        UNDOING = "undoing", "отменяется"
        UNDONE = "undone", "отменён"

    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.CHECKING)
    file_name = models.CharField(max_length=200)
    # Under MEDIA_ROOT, never served; empty once the file is no longer kept.
    path = models.CharField(max_length=200, blank=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    starts_on = models.DateField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    # What it has written, by which it is taken back (exchange.traces); empty of an import older than that.
    traces = models.JSONField(default=dict, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["lists", "timetable", "staff", "pupils", "parents", "load"]),
                name="import_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "checking",
                        "checked",
                        "applying",
                        "applied",
                        "failed",
                        "forgotten",
                        "undoing",
                        "undone",
                    ]
                ),
                name="import_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="timetable") | Q(starts_on__isnull=False),
                name="import_of_timetable_has_its_first_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="applied")
                | Q(applied_by__isnull=False, applied_at__isnull=False),
                name="import_applied_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="undone") | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="import_undone_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_list(self) -> bool:
        """A list from a spreadsheet: told of line by line."""
        return self.kind in (self.Kind.STAFF, self.Kind.PUPILS, self.Kind.PARENTS, self.Kind.LOAD)

    @property
    def is_under_way(self) -> bool:
        return self.status in (self.Status.CHECKING, self.Status.APPLYING, self.Status.UNDOING)
