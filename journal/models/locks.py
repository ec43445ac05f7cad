"""Periods whose marks are set: closed to their teacher, and opened again by the deputy for a term (B 2.14)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import User
from accounts.prepared import Columns, Prepared
from accounts.records import Record, RecordQuerySet
from journal import locks
from school.models import CourseSection, GradingPeriod


class PeriodLockQuerySet(RecordQuerySet):
    def of(self, section: CourseSection | int) -> list["PeriodLock"]:
        """Locks of a section or of its key, each with its period, author and `open_until`: one query."""
        key = section.pk if isinstance(section, CourseSection) else section
        return [_lock(row) for row in LOCKS.rows(section=key)]

    def closed_at(self, now):
        """Those in force and not opened again then: `journal.locks.is_closed` as a filter."""
        opened = PeriodReopening.objects.filter(lock=OuterRef("pk"), until__gt=now)
        return self.filter(~Exists(opened), locks_at__lte=now)

    def with_terms(self):
        last = PeriodReopening.objects.filter(lock=OuterRef("pk")).order_by("-until")
        return self.select_related("period", "locked_by").annotate(
            open_until=Subquery(last.values("until")[:1])
        )


class PeriodLock(Record):
    """The section's journal of these days is closed to its teacher from `locks_at`: the marks of the period are set.

    The days are kept as they were when it was closed. Of a year, `period` is None and the days are all of the year's.
    """

    class Kind(models.TextChoices):
        PERIOD = "period", "за период"
        YEAR = "year", "за год"

    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="locks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERIOD)
    period = models.ForeignKey(
        GradingPeriod, models.PROTECT, null=True, blank=True, related_name="locks"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The last mark was set, by whom; the lock holds from the end of that day, or of the period's last day.
    set_at = models.DateTimeField()
    locked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    locks_at = models.DateTimeField()
    clause = models.CharField(max_length=60)
    # Read by `with_terms`: the end of the last reopening.
    open_until: datetime | None = None

    objects = PeriodLockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "kind", "period"],
                nulls_distinct=False,
                name="period_is_locked_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="period", period__isnull=False)
                | Q(kind="year", period__isnull=True),
                name="only_a_period_lock_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="locked_days_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(set_at__lte=F("locks_at")), name="lock_follows_the_last_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.title}"

    @property
    def title(self) -> str:
        return self.period.title if self.period else "учебный год"

    @property
    def why(self) -> str:
        """The sentence of a refusal and of a page; asks for the period and the author."""
        return locks.why_closed(
            self.title, author=self.locked_by.short_name, set_at=self.set_at, clause=self.clause
        )


class PeriodReopening(Record):
    """The deputy's act: a closed period is open again until a moment, for a reason. It closes by itself."""

    lock = models.ForeignKey(PeriodLock, models.PROTECT, related_name="reopenings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__lte=F("until")), name="reopening_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason"),
        ]
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.lock}: до {self.until:%d.%m.%Y}"


_LOCK, _PERIOD, _AUTHOR = Columns(PeriodLock, "l"), Columns(GradingPeriod, "p"), Columns(User, "u")
# `with_terms` of one section, said once in SQL: every page of a journal tells whether it is closed.
_LOCKS = f"""\
SELECT {_LOCK}, {_PERIOD}, {_AUTHOR},
    (SELECT max(r.until) FROM journal_periodreopening r WHERE r.lock_id = l.id)
FROM journal_periodlock l JOIN accounts_user u ON u.id = l.locked_by_id
    LEFT JOIN school_gradingperiod p ON p.id = l.period_id
WHERE l.section_id = %(section)s
"""  # noqa: S608 - put together of constants
LOCKS = Prepared("locks_of_section", _LOCKS, section="bigint")


def _lock(row: tuple) -> PeriodLock:
    period_at, author_at = len(_LOCK), len(_LOCK) + len(_PERIOD)
    lock: Any = _LOCK.object(row[:period_at])
    lock.period = _PERIOD.object(row[period_at:author_at])
    lock.locked_by = _AUTHOR.object(row[author_at:-1])
    lock.open_until = row[-1]
    return lock
