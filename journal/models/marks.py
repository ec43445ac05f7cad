"""Marks of a lesson and the kinds of work they are for."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.prepared import Columns, Prepared
from accounts.records import DatedQuerySet, DatedRecord, Record
from school.models import Student

from .lessons import Lesson

# Kinds of work that the school has always had are in force from here.
BEGINNING = date(2000, 1, 1)


class WorkTypeQuerySet(DatedQuerySet):
    def latest(self) -> "WorkTypeQuerySet":
        """Kinds that have no end: those in force, and those that begin on a day to come."""
        return self.filter(ends_on=None)

    def usual(self, on: date | None = None) -> "WorkType":
        """What a lesson's first mark is for unless told otherwise: work at the lesson. Of the day, or the latest.

        On a day before all kinds the earliest of them.
        """
        [row] = USUAL.rows(day=on)
        return _KIND.object(row)


class WorkType(DatedRecord):
    """What a mark is for. The school's own table; the first one is what a lesson has unless told otherwise.

    One that marks stand under is not changed: it ends, and another of the same name begins on the next day. Columns
    keep the weight they were made with.
    """

    name = models.CharField(max_length=60)
    letter = models.CharField(max_length=4)
    weight = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    is_control = models.BooleanField(default=False)
    # Marks of what does not count stand in the journal and weigh nothing in the mean.
    is_counted = models.BooleanField(default=True)
    # Days after the lesson in which marks are set; empty as the school's regulation says of all the others.
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = WorkTypeQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        ordering = ["position"]
        constraints = [
            *DatedRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["name", "starts_on"], name="work_type_begins_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(ends_on=None), name="work_type_name_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 10)), name="work_type_weight_is_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def weigh(self, asked: int | None = None) -> int:
        """Weight of a column of this kind: as asked for, else the usual one; 0 where it does not count."""
        return (asked or self.weight) if self.is_counted else 0


_KIND = Columns(WorkType, "w")
# Said once in SQL for the spread and for the first mark of a column.
_USUAL = f"""\
SELECT {_KIND} FROM journal_worktype w, LATERAL (SELECT CASE WHEN %(day)s IS NULL THEN w.ends_on IS NULL
    ELSE w.starts_on <= %(day)s AND (w.ends_on IS NULL OR w.ends_on >= %(day)s) END AS it_is) now
ORDER BY it_is DESC, CASE WHEN NOT it_is THEN w.starts_on END, w.position, w.id LIMIT 1
"""  # noqa: S608 - put together of constants
USUAL = Prepared("usual_work", _USUAL, day="date")


class LineItem(Record):
    """A column of a lesson: the work its marks are for. «5/4» is two columns."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="items")
    work_type = models.ForeignKey(WorkType, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    # Its marks are the teacher's alone until they are published: the family sees neither them nor what they weigh.
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "position"], name="line_item_position_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(0, 10)), name="line_item_weight_is_from_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.work_type}"


class Mark(Record):
    """A code on the section's scale. A mark that was taken back stays with an empty code.

    `waits_until` is a point: no mark yet, the answer is waited for until that day. It is no mark wherever marks are
    counted, as its code is empty.

    `version` grows by one with every change, so that a change made from an old sheet is noticed.
    """

    item = models.ForeignKey(LineItem, models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, models.PROTECT, related_name="marks")
    code = models.CharField(max_length=10, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    waits_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "student"], name="one_mark_in_a_cell"),
            models.CheckConstraint(condition=~Q(code__regex=r"\s"), name="mark_code_is_one_word"),
            models.CheckConstraint(
                condition=Q(waits_until=None) | Q(code=""),
                name="answer_is_waited_for_without_a_mark",
            ),
        ]
        indexes = [
            models.Index(fields=["student"], name="mark_by_student"),
            models.Index(
                fields=["waits_until"],
                condition=Q(waits_until__isnull=False),
                name="point_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.code}"
