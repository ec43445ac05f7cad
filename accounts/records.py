"""Official records: every change is signed, one or many, and kept in history for ever.

django-simple-history gives the history tables; the rows are written here, because it does not see
`update()`, `bulk_create()` and raw SQL. There is one way to write: `write`, which puts rows and their
history into the database in the same transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from .models import User

BATCH = 2000
# When a change was made: one moment for all rows, or a row's own where they were made at different times.
Moment = datetime | Callable[[Any], datetime] | None
CREATED, CHANGED, DELETED = "+", "~", "-"


class ChangeRefused(TypeError):
    """The change would leave no trace, or no author, in the history of an official record."""


class RecordQuerySet(models.QuerySet):
    """A queryset whose only way to change rows is the signed `write`."""

    def write(
        self,
        rows: Iterable[models.Model],
        *,
        by: "User",
        reason: str = "",
        now: Moment = None,
    ) -> list[Any]:
        """Write new and changed rows with their history: one statement each.

        The caller has compared the rows with the database (and locked them where it races):
        an unchanged row written here gets a history row that says nothing.
        """
        rows = list(rows)
        with transaction.atomic(savepoint=False):
            new = [row for row in rows if row._state.adding]
            changed = [row for row in rows if not row._state.adding]
            if new:
                super().bulk_create(new, batch_size=BATCH)
            if changed:
                super().bulk_create(
                    changed,
                    batch_size=BATCH,
                    update_conflicts=True,
                    unique_fields=["pk"],
                    update_fields=[
                        f.name for f in self.model._meta.concrete_fields if not f.primary_key
                    ],
                )
            self._trace(
                [*((row, CREATED) for row in new), *((row, CHANGED) for row in changed)],
                by,
                reason,
                now,
            )
        return rows

    def erase(
        self, rows: Iterable[models.Model], *, by: "User", reason: str, now: datetime | None = None
    ) -> None:
        """Take rows away; what they were, and who took them away and why, stays in history."""
        rows = list(rows)
        with transaction.atomic(savepoint=False):
            gone = models.QuerySet(self.model, using=self.db).filter(pk__in=[r.pk for r in rows])
            # Past the signals: simple-history would write a second, unsigned row. First the rows, which locks
            # them: in history their end comes after whatever another transaction has just made of them.
            gone._raw_delete(self.db)
            self._trace([(row, DELETED) for row in rows], by, reason, now)

    def _trace(
        self,
        rows: Sequence[tuple[Any, str]],
        by: "User",
        reason: str,
        now: Moment,
    ) -> None:
        if by is None:
            raise ChangeRefused(f"{self.model.__name__}: an official record is always signed")
        history = self.model.history.model
        fields = [field.attname for field in self.model._meta.concrete_fields]
        about = {
            "history_user_id": by.pk,
            "history_author": by.full_name,
            "history_change_reason": reason,
        }
        one = timezone.now() if now is None else now
        moment = one if callable(one) else lambda row: one
        history._base_manager.bulk_create(
            [
                history(
                    **{name: getattr(row, name) for name in fields},
                    **about,
                    history_type=kind,
                    history_date=moment(row),
                )
                for row, kind in rows
            ],
            batch_size=BATCH,
        )

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ChangeRefused(f"{self.model.__name__}: write records through an action, with write()")

    update = bulk_create = bulk_update = delete = _refuse  # type: ignore[assignment]


class AppendOnlyQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ChangeRefused(f"{self.model.__name__}: rows are only ever added")

    update = bulk_update = delete = _refuse  # type: ignore[assignment]


class AppendOnly(models.Model):
    """A row that is written once and never changed; PostgreSQL refuses it too (`guards`)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ChangeRefused(f"{type(self).__name__}: rows are only ever added")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ChangeRefused(f"{type(self).__name__}: rows are only ever added")


class Transaction(models.Func):
    """The number of the running transaction, the same inside every savepoint (`numbering`)."""

    template = "public.record_transaction()"
    output_field = models.BigIntegerField()


class AuthoredHistory(models.Model):
    """The author's name is kept beside the key: it outlives the account. PostgreSQL notes the transaction itself."""

    history_author = models.CharField(max_length=250)
    history_transaction = models.BigIntegerField(db_default=Transaction(), editable=False)

    class Meta:
        abstract = True


class Record(models.Model):
    """An official row. `save` and `delete` ask who does it and, for corrections, why."""

    objects = RecordQuerySet.as_manager()
    history = HistoricalRecords(
        inherit=True,
        bases=[AuthoredHistory],
        history_change_reason_field=models.TextField(blank=True),
    )

    class Meta:
        abstract = True

    def save(
        self, *args: Any, by: "User | None" = None, reason: str = "", now: datetime | None = None
    ) -> None:  # type: ignore[override]
        if by is None:
            raise ChangeRefused(f"{type(self).__name__}: an official record is always signed")
        type(self)._default_manager.write([self], by=by, reason=reason, now=now)

    def delete(  # type: ignore[override]
        self, *args: Any, by: "User | None" = None, reason: str = "", now: datetime | None = None
    ) -> None:
        if by is None:
            raise ChangeRefused(f"{type(self).__name__}: an official record is always signed")
        type(self)._default_manager.erase([self], by=by, reason=reason, now=now)


class DatedQuerySet(RecordQuerySet):
    def on(self, day: Any) -> Self:
        """Rows in force on that day; both ends are included, an open end lasts."""
        return self.filter(starts_on__lte=day).exclude(ends_on__lt=day)


class DatedRecord(Record):
    """A fact with a term: it holds from `starts_on` to `ends_on`, both days included."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
        ]

    def holds_on(self, day: Any) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
