"""A weekly timetable without clashes: filled greedily, then repaired by swaps within a class.

A class's hours fill its days without windows, so pupils never clash; what is left to the search is that a teacher
is in one place at a time, and that a subject is not taught twice a day. The two shifts do not overlap.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from .plan import Block, ClassPlan
from .staff import Post

CLASH, TWICE_A_DAY, EARLY = 100, 4, 1
COOLING, STEPS = 3_000, 20_000  # swaps a class
# Subjects that should not open the day.
NOT_FIRST = {"Физическая культура", "Музыка", "Изобразительное искусство", "Труд (технология)"}


class NoTimetable(Exception):
    """The search found no timetable without clashes for this load."""


@dataclass(frozen=True, order=True)
class Hour:
    """A place of the week: weekday (1 is Monday), shift, number of the lesson."""

    weekday: int
    shift: int
    number: int


def day_lengths(hours: int, days: int) -> list[int]:
    """Lessons on each day of the week; the longer days are in the middle, Friday is light."""
    least, longer = divmod(hours, days)
    order = [1, 2, 3, 0, 4, 5]
    lengths = [least] * days
    for day in [d for d in order if d < days][:longer]:
        lengths[day] += 1
    return lengths


class Search:
    """The week of every class as it is being arranged."""

    def __init__(
        self,
        classes: tuple[ClassPlan, ...],
        blocks: list[Block],
        teachers: dict[str, Post],
        random: Random,
    ) -> None:
        self.random = random
        self.classes = classes
        self.blocks = blocks
        self.teachers = [tuple(teachers[s.key] for s in block.sections) for block in blocks]
        self.week: dict[str, dict[Hour, int]] = {}
        self.pinned: set[tuple[str, Hour]] = set()
        self.busy: dict[tuple[Post, Hour], int] = defaultdict(int)
        self.taught: dict[tuple[str, int, str], int] = defaultdict(int)
        self.hours: dict[str, list[Hour]] = {}
        for one in classes:
            need = sum(block.hours for block in blocks if one.name in block.classes)
            lengths = day_lengths(need, one.days)
            self.hours[one.name] = [
                Hour(day, one.shift, number)
                for day, length in enumerate(lengths, 1)
                for number in range(1, length + 1)
            ]
            self.week[one.name] = {}

    def put(self, name: str, hour: Hour, block: int) -> None:
        self.week[name][hour] = block
        self._count(name, hour, block, 1)

    def _count(self, name: str, hour: Hour, block: int, by: int) -> None:
        self.taught[name, hour.weekday, self.blocks[block].subject] += by
        if self.blocks[block].classes[0] == name:  # a stream is one lesson, not one a class
            for teacher in self.teachers[block]:
                self.busy[teacher, hour] += by

    def cost(self, name: str, hour: Hour, block: int) -> int:
        """What it would cost to put the block there, besides what is there now."""
        found = CLASH * sum(self.busy[teacher, hour] for teacher in self.teachers[block])
        found += TWICE_A_DAY * self.taught[name, hour.weekday, self.blocks[block].subject]
        if hour.number == 1 and self.blocks[block].subject in NOT_FIRST:
            found += EARLY
        return found

    def pin(self, block: int, hour: Hour) -> None:
        for name in self.blocks[block].classes:
            self.put(name, hour, block)
            self.pinned.add((name, hour))

    def pin_streams(self) -> None:
        """Hours of choice stand at the end of a day that all classes of the stream have."""
        for index, block in enumerate(self.blocks):
            if len(block.classes) < 2 and block.sections[0].kind != "elective":
                continue
            common = set.intersection(*(set(self.hours[name]) for name in block.classes))
            free = [h for h in common if all(h not in self.week[name] for name in block.classes)]
            last = max(hour.number for hour in free)
            places = sorted(h for h in free if h.number == last)
            self.pin(index, min(places, key=lambda h: (self.cost(block.classes[0], h, index), h)))

    def fill(self) -> None:
        """Put every remaining hour somewhere, the cheapest place first; tight blocks go first."""
        for one in self.classes:
            name = one.name
            left = [
                index
                for index, block in enumerate(self.blocks)
                if name in block.classes
                for _ in range(block.hours - sum(b == index for b in self.week[name].values()))
            ]
            left.sort(
                key=lambda index: (-len(self.teachers[index]), -self.blocks[index].hours, index)
            )
            for index in left:
                free = [hour for hour in self.hours[name] if hour not in self.week[name]]
                self.random.shuffle(free)
                self.put(name, min(free, key=lambda hour: self.cost(name, hour, index)), index)

    def trouble(self) -> int:
        """Pairs of lessons of one teacher at one time."""
        return sum(count * (count - 1) // 2 for count in self.busy.values())

    def swap(self, name: str, one: Hour, other: Hour, heat: float) -> None:
        """Exchange two lessons of a class where that is better, or not much worse while it is hot."""
        first, second = self.week[name][one], self.week[name][other]
        if first == second:
            return
        self._count(name, one, first, -1)
        self._count(name, other, second, -1)
        now = self.cost(name, one, first) + self.cost(name, other, second)
        then = self.cost(name, one, second) + self.cost(name, other, first)
        if then <= now or self.random.random() < math.exp((now - then) / heat):
            first, second = second, first
        self.put(name, one, first)
        self.put(name, other, second)

    def repair(self) -> None:
        movable = {
            name: [hour for hour in hours if (name, hour) not in self.pinned]
            for name, hours in self.hours.items()
        }
        names = [name for name, hours in movable.items() if len(hours) > 1]
        cooling = COOLING * len(names)
        for step in range(STEPS * len(names)):
            if step % 2000 == 0 and step >= cooling and not self.trouble():
                return
            name = self.random.choice(names)
            one, other = self.random.sample(movable[name], 2)
            self.swap(name, one, other, heat=max(8 * (1 - step / cooling), 0) + 0.2)
        if self.trouble():
            raise NoTimetable(f"{self.trouble()} clashes are left")


def arrange_week(
    classes: tuple[ClassPlan, ...],
    blocks: list[Block],
    teachers: dict[str, Post],
    seed: int,
    pins: dict[tuple[str, str], tuple[int, int]],
) -> dict[str, list[Hour]]:
    """Section key → its hours. `pins` puts an hour of (class, subject) on (weekday, number).

    The same input and seed give the same timetable. Raises NoTimetable.
    """
    search = Search(classes, blocks, teachers, Random(f"timetable {seed}"))
    shifts = {one.name: one.shift for one in classes}
    for index, block in enumerate(blocks):
        place = pins.get((block.classes[0], block.subject))
        if place and len(block.classes) == 1:
            search.pin(index, Hour(place[0], shifts[block.classes[0]], place[1]))
    search.pin_streams()
    search.fill()
    search.repair()
    found: dict[str, list[Hour]] = {}
    for index, block in enumerate(blocks):
        hours = sorted(h for h, placed in search.week[block.classes[0]].items() if placed == index)
        for section in block.sections:
            found[section.key] = hours
    return found
