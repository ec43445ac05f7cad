"""Kinds of work of the school: those in force as rows to edit, and those before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal.models import WorkType
from journal.work_types import FIELDS, earlier_kinds, kinds_as_listed
from school.tables import seal_of_rows


@dataclass(frozen=True)
class WorkTypesScreen:
    """`starts_on` is the day a change is proposed from."""

    rows: Sequence[WorkType]
    shown: str
    earlier: Sequence[WorkType]
    starts_on: date


def work_types_screen(*, today: date) -> WorkTypesScreen:
    """Two queries."""
    rows = list(kinds_as_listed())
    tomorrow = today + timedelta(days=1)
    return WorkTypesScreen(rows, seal_of_rows(rows, FIELDS), list(earlier_kinds()), tomorrow)
