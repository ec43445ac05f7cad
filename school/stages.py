"""By which days the year is to be set up: what the regulation says, and what the school decided instead (SCH-16). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .models import ReadinessDeadline, SchoolYear

Stage = ReadinessDeadline.Stage
# Day of September and the clause, as long as the school has not named its own (B dep. 5, dir. 10, 2.2; A 10).
USUAL = {
    Stage.FORMED: (5, "Обязанности заместителя директора, п. 5"),
    Stage.CHECKED: (10, "Обязанности директора, п. 10"),
    Stage.WORKING: (15, "Регламент ведения журнала, п. 2.2"),
}
SEPTEMBER = 9


@dataclass(frozen=True)
class Deadline:
    """`is_own`: set by the school itself."""

    stage: str
    title: str
    day: date
    source: str
    is_own: bool

    def days_late(self, today: date) -> int:
        return max(0, (today - self.day).days)


def usual_day(year: SchoolYear, day: int) -> date:
    """That day of September; of a year that begins later than the first of it, as many days from its beginning."""
    first = max(year.starts_on, date(year.starts_on.year, SEPTEMBER, 1))
    return first + timedelta(days=day - 1)


def deadlines_of(year: SchoolYear, rows: Iterable[ReadinessDeadline]) -> dict[str, Deadline]:
    """Deadlines by stage, in their order."""
    own = {row.stage: row for row in rows}
    found = {}
    for stage, (day, source) in USUAL.items():
        row = own.get(stage)
        found[str(stage)] = Deadline(
            stage=str(stage),
            title=str(stage.label),
            day=row.date if row else usual_day(year, day),
            source=row.source if row else source,
            is_own=row is not None,
        )
    return found
