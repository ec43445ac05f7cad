"""Hours a week of a curriculum: its lines and their sums, for a pupil and for the teachers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .federal_plan import weeks_of
from .words import number

FEDERAL, SCHOOL = "federal", "school"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """Hours a week of a subject in a grade. A pupil learns one of the lines with the same `choice` above zero."""

    subject: str
    grade: int
    hours: Decimal
    part: str = FEDERAL
    choice: int = 0
    groups: int = 1


@dataclass(frozen=True)
class Sum:
    """Hours a week of a grade: of a pupil by parts of the plan, and of the teachers, with groups and courses of choice."""

    grade: int
    federal: Decimal
    school: Decimal
    teachers: Decimal

    @property
    def pupil(self) -> Decimal:
        return self.federal + self.school

    @property
    def year(self) -> Decimal:
        return self.pupil * weeks_of(self.grade)


def least_hours(lines: Iterable[Line]) -> Decimal:
    """What every pupil has of these lines, whatever he chooses: of one choice the shortest."""
    total, chosen = ZERO, dict[int, Decimal]()
    for line in lines:
        if line.choice:
            chosen[line.choice] = min(chosen.get(line.choice, line.hours), line.hours)
        else:
            total += line.hours
    return total + sum(chosen.values(), ZERO)


def told_hours(hours: Decimal) -> str:
    """«3 ч», «2,5 ч»."""
    return f"{plain_hours(hours)}\N{NO-BREAK SPACE}ч"


def plain_hours(hours: Decimal) -> str:
    """«3», «2,5», «1 156»: without needless zeros."""
    whole = hours == hours.to_integral_value()
    return number(hours.to_integral_value() if whole else hours.normalize())


def sums_of(lines: Iterable[Line], grades: Iterable[int]) -> tuple[Sum, ...]:
    """Sums of each grade, courses of one choice counted once for a pupil: the longest of them."""
    lines = list(lines)
    return tuple(_sum(grade, [line for line in lines if line.grade == grade]) for grade in grades)


def _sum(grade: int, lines: Sequence[Line]) -> Sum:
    parts = {FEDERAL: ZERO, SCHOOL: ZERO}
    chosen: dict[int, Line] = {}
    for line in lines:
        if not line.choice:
            parts[line.part] += line.hours
        elif line.choice not in chosen or chosen[line.choice].hours < line.hours:
            chosen[line.choice] = line
    for line in chosen.values():
        parts[line.part] += line.hours
    teachers = sum((line.hours * line.groups for line in lines), ZERO)
    return Sum(grade, parts[FEDERAL], parts[SCHOOL], teachers)
