"""Control works in the diary: on their day, where they were moved from, and those of the next two weeks (DIA-2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from school.models import ControlWork, Student

from . import reading

TOLD_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class WorkShown:
    """A work of the published schedule; `level` is told of what the school did not set itself.

    `moved_from` is the day it was on before, `moved_to` the day it is on now, told on the old one.
    """

    day: date
    subject: str
    group: str
    number: int | None
    form: str
    topic: str
    level: str
    moved_from: date | None = None
    moved_to: date | None = None


@dataclass(frozen=True)
class Works:
    """Works of a week and of the time to come."""

    rows: tuple[Any, ...]
    today: date

    def of_day(self, day: date) -> tuple[WorkShown, ...]:
        """Works of the day, and those that were moved from it."""
        return tuple(self._of_day(day))

    def _of_day(self, day: date) -> Iterator[WorkShown]:
        for row in self.rows:
            if row.date == day:
                yield _shown(row)
            elif row.moved_from == day:
                yield _shown(row, moved_to=row.date)

    @property
    def coming(self) -> tuple[WorkShown, ...]:
        last = self.today + TOLD_AHEAD
        return tuple(_shown(row) for row in self.rows if self.today <= row.date <= last)


def works_of(child: Student, monday: date, sunday: date, today: date) -> Works:
    """One query."""
    rows = reading.control_works(child, min(monday, today), max(sunday, today + TOLD_AHEAD))
    return Works(tuple(rows), today)


def _shown(row: Any, moved_to: date | None = None) -> WorkShown:
    return WorkShown(
        day=row.date,
        subject=row.subject_name,
        group=row.group_name or "",
        number=row.number,
        form=row.get_work_form_display(),
        topic=row.topic,
        level="" if row.level == ControlWork.Level.SCHOOL else row.get_level_display(),
        moved_from=None if moved_to else row.moved_from,
        moved_to=moved_to,
    )
