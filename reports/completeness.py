"""How full a journal should be: usual numbers of marks for a period, and shares of what is filled in."""

from dataclasses import dataclass
from decimal import Decimal

from school.regulation import USUAL, Regulation


def usual_minimum(weekly_hours: Decimal | None, kind: str, decided: Regulation = USUAL) -> int:
    """Marks a pupil should have by the end of the period; 0 where the hours are not known.

    By hours a week, as the school's regulation says: local acts agree on the usual table, the law is silent
    (regulation § 8 point 9).
    """
    if not weekly_hours:
        return 0
    table = decided.least_marks
    least = table[min(max(int(weekly_hours), 1), len(table)) - 1]
    return int(least * decided.least_marks_half_year) if kind == "half_year" else least


def due_by_now(minimum: int, held: int, planned: int) -> int:
    """The part of the minimum that falls on the lessons already held, rounded down."""
    return minimum * held // planned if planned else 0


@dataclass(frozen=True)
class Counts:
    """Lessons held by now, and how many of them lack what should be in the journal."""

    planned: int = 0
    held: int = 0
    without_topic: int = 0
    without_attendance: int = 0
    without_homework: int = 0
    without_marks: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.planned + other.planned,
            self.held + other.held,
            self.without_topic + other.without_topic,
            self.without_attendance + other.without_attendance,
            self.without_homework + other.without_homework,
            self.without_marks + other.without_marks,
        )

    @property
    def debts(self) -> int:
        """What is missing of the three things every lesson must have; not every lesson has marks."""
        return self.without_topic + self.without_attendance + self.without_homework

    @property
    def filled(self) -> Decimal | None:
        """Share of topics, attendance and homework that are there; None before the first lesson."""
        if not self.held:
            return None
        return 1 - Decimal(self.debts) / (3 * self.held)
