"""A timetable as FET says it, as values."""

import re
from dataclasses import dataclass, field
from datetime import time

from exchange.problems import Problem

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
    """`duration` lessons in a row from `hour` on `weekday` (1 to 7); both None while not placed."""

    id: str
    teachers: tuple[str, ...]
    subject: str
    students: tuple[str, ...]
    duration: int
    line: int
    weekday: int | None = None
    hour: int | None = None
    room: str = ""


@dataclass
class Timetable:
    """The file as values; `sets` by name, `weekdays` in the file's order of days."""

    file: str
    school_name: str = ""
    weekdays: tuple[int, ...] = ()
    hours: tuple[Hour, ...] = ()
    subjects: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    sets: dict[str, StudentSet] = field(default_factory=dict)
    activities: tuple[Activity, ...] = ()
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
