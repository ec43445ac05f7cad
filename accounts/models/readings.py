"""Who looked at whose personal card, and which lists of people left the program as a file."""

from django.db import models
from django.db.models import Q

from accounts.records import AppendOnly, AppendOnlyQuerySet

from .users import User


class CardReadingQuerySet(AppendOnlyQuerySet):
    def newest_first(self):
        return self.order_by("-read_at", "-pk")

    def of(self, person):
        return self.filter(person=person)


class CardReading(AppendOnly):
    """One opening of a person's card: the reader's name stays as it was then (152-ФЗ, art. 19)."""

    reader = models.ForeignKey(User, models.PROTECT, related_name="cards_read", db_index=False)
    reader_name = models.CharField(max_length=250)
    person = models.ForeignKey(User, models.PROTECT, related_name="card_readings", db_index=False)
    page = models.CharField(max_length=100)
    read_at = models.DateTimeField()

    objects = CardReadingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-read_at"], name="card_reading_by_person")]

    def __str__(self) -> str:
        return f"{self.reader_name}: {self.page}, {self.person}"


class MassExportQuerySet(AppendOnlyQuerySet):
    def newest_first(self):
        return self.order_by("-made_at", "-pk")


class MassExport(AppendOnly):
    """A file with personal data of many people: its number stands on every sheet of it."""

    author = models.ForeignKey(User, models.PROTECT, related_name="mass_exports")
    author_name = models.CharField(max_length=250)
    title = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)

    objects = MassExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="mass_export_says_what"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.title}"
