from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateRangeField,
    IntegerRangeField,
)
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.records import Record


class Sourced(models.Model):
    """Came from, or goes to, another system: OneRoster's `sourcedId` and what else it said of the row."""

    sourced_id = models.CharField(max_length=255, blank=True)
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["sourced_id"],
                condition=~Q(sourced_id=""),
                name="%(app_label)s_%(class)s_sourced_id_is_unique",
            ),
        ]


class SourcedRecord(Sourced, Record):
    class Meta(Sourced.Meta):
        abstract = True


def never_twice_at_once(*keys: str, name: str) -> ExclusionConstraint:
    """No two terms of the same keys overlap. Written with ranges only: needs no extension."""
    point: Any = lambda key: Func(  # noqa: E731
        F(key), F(key), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    )
    term = Func(
        F("starts_on"),
        F("ends_on"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name, expressions=[*((point(key), "&&") for key in keys), (term, "&&")]
    )


def once_for_a_grade(key: str, day: str, *, name: str) -> ExclusionConstraint:
    """No two rows of the key and the day share a grade (`grade_from` to `grade_to`) and a length of the week.

    An empty `days_a_week` is both lengths. Judged at the end of the transaction.
    """
    point: Any = Func(
        F(key), F(key), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    )
    date = Func(F(day), F(day), Value("[]"), function="daterange", output_field=DateRangeField())
    grades = Func(
        F("grade_from"), F("grade_to"), Value("[]"), function="int4range", output_field=IntegerRangeField()
    )  # fmt: skip
    weeks = Func(
        Coalesce(F("days_a_week"), 5), Coalesce(F("days_a_week"), 6), Value("[]"),
        function="int4range", output_field=IntegerRangeField(),
    )  # fmt: skip
    return ExclusionConstraint(
        name=name,
        expressions=[(point, "&&"), (date, "&&"), (grades, "&&"), (weeks, "&&")],
        deferrable=Deferrable.DEFERRED,
    )
