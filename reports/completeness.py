"""How full a journal should be by now, and shares of what is filled in."""

from dataclasses import dataclass
from decimal import Decimal


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
    # Of those held, lessons outside the curriculum: neither homework nor marks are missing there.
    outside: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.planned + other.planned,
            self.held + other.held,
            self.without_topic + other.without_topic,
            self.without_attendance + other.without_attendance,
            self.without_homework + other.without_homework,
            self.without_marks + other.without_marks,
            self.outside + other.outside,
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
        return 1 - Decimal(self.debts) / (3 * self.held - self.outside)
