"""A timetable as FET says it, as values."""

import re
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from exchange.problems import Problem
from school.weeks import EVERY

MAIN = "main"
HIGHEST_GRADE = 11
YEAR, GROUP, SUBGROUP = "year", "group", "subgroup"


@dataclass(frozen=True)
class Hour:
    """A bell; `starts_at` is known when the name of the hour tells it."""

    number: int
    name: str
    starts_at: time | None
    ends_at: time | None


@dataclass(frozen=True)
class StudentSet:
    """A year, group or subgroup; a subgroup may stand in several groups."""

    name: str
    level: str
    parents: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Activity:
    """`duration` lessons in a row from `hour` on `weekday` (1 to 7); both None while not placed.

    `weeks` and `kind` are those of a TimetableEntry; `terms` says of each part of the year whether it is
    taught in it («10»), empty for all; `pupils` are named where the list of the group is in the file.
    """

    id: str
    teachers: tuple[str, ...]
    subject: str
    students: tuple[str, ...]
    duration: int
    line: int
    weekday: int | None = None
    hour: int | None = None
    room: str = ""
    weeks: str = EVERY
    kind: str = MAIN
    terms: str = ""
    pupils: tuple[str, ...] = ()

    @property
    def weekly_hours(self) -> Decimal:
        """Lessons a week on average: half of them where they are of odd or even weeks only."""
        return Decimal(self.duration) / (1 if self.weeks == EVERY else 2)


@dataclass
class Timetable:
    """The file as values; `sets` by name, `weekdays` in the file's order of days.

    `classes` are the classes where the file tells them from groups, and `grades` are theirs; `pupils` with
    their class, `buildings` by room, `terms` the names of the parts of the year.
    """

    file: str
    school_name: str = ""
    source: str = "fet"
    weekdays: tuple[int, ...] = ()
    hours: tuple[Hour, ...] = ()
    subjects: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    sets: dict[str, StudentSet] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
    classes: tuple[str, ...] = ()
    grades: dict[str, int] = field(default_factory=dict)
    pupils: dict[str, str] = field(default_factory=dict)
    buildings: dict[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def slots(self) -> int:
        """Weekly slots that have a time."""
        return sum(one.duration for one in self.activities if one.hour is not None)

    def is_whole(self, name: str) -> bool:
        """A whole class or a whole year, so that its pupils are known."""
        return self.sets[name].level == YEAR or name in self.class_names()

    def class_names(self) -> tuple[str, ...]:
        """Years when they are classes («8А»); their groups when years are grades («8»)."""
        if self.classes:
            return self.classes
        years = [one for one in self.sets.values() if one.level == YEAR]
        grades = {one.name for one in years if re.fullmatch(r"\d{1,2}", one.name)}
        named = [one.name for one in years if one.name not in grades]
        groups = [one for one in self.sets.values() if one.level == GROUP]
        return (*named, *(one.name for one in groups if grades & set(one.parents)))

    def classes_of(self, name: str) -> tuple[str, ...]:
        """Classes whose pupils a students set may hold, itself included when it is a class."""
        classes = set(self.class_names())
        up, seen = [name], {name}
        found: list[str] = []
        while up:
            one = up.pop(0)
            if one in classes:
                found.append(one)
                continue
            above = [parent for parent in self.sets[one].parents if parent not in seen]
            seen.update(above)
            up += above
        if not found:  # a whole year: every class under it
            found = [one for one in self.class_names() if name in self.sets[one].parents]
        return tuple(found)

    def guess_grades(self) -> None:
        """A class whose grade nothing tells gets the commonest one of the file, and a warning."""
        known = list(self.grades.values())
        usual = max(sorted(set(known)), key=known.count, default=HIGHEST_GRADE - 1)
        for name in self.classes:
            if name not in self.grades:
                self.grades[name] = usual
                text = (
                    f"у класса «{name}» не видна параллель: взята {usual}-я. Проверьте её в классе."
                )
                line = self.sets[name].line
                self.warnings.append(Problem(self.file, line, "grade", text, "classes"))
