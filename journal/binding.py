"""Topics of a plan on the lessons of a journal, by order: computed, never stored (SCH-9). Pure.

Every lesson that is held takes one hour of the plan. A lesson whose topic is written keeps it: where the words are
those of the plan it takes that very hour, else the next one in order. What is left over is what the year is too
short for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

from school.plan_lines import PlanLine

# So many lessons after its place in the plan, or a quarter of those before it, a topic is given late.
LATE = 4


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the plan: `lines` are places of its lines, two where each is for half an hour."""

    lines: tuple[int, ...]
    topic: str
    homework: str


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson of the journal. One given to another subject does not `count`: it takes an hour only by its words."""

    key: int
    date: date
    number: int
    topic: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson with its hour of the plan, or without one."""

    lesson: Held
    hour: Hour | None

    @property
    def topic(self) -> str:
        """What was written, else what is planned."""
        return self.lesson.topic or (self.hour.topic if self.hour else "")

    @property
    def is_as_planned(self) -> bool:
        """Written in the words of the plan."""
        return self.hour is not None and plain_topic(self.lesson.topic) == plain_topic(
            self.hour.topic
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """`rest` are hours of the plan that no lesson is left for, in their order."""

    places: tuple[Place, ...]
    rest: tuple[Hour, ...]

    @property
    def extra(self) -> int:
        """Lessons that were held beside the plan: an hour more of what was finished."""
        return sum(
            bool(place.hour is None and place.lesson.topic and place.lesson.counts)
            for place in self.places
        )

    @property
    def free(self) -> int:
        """Lessons the plan has nothing for."""
        return sum(
            place.hour is None and not place.lesson.topic and place.lesson.counts
            for place in self.places
        )

    def of(self, key: int) -> Hour | None:
        """What the plan has for that lesson."""
        return next((place.hour for place in self.places if place.lesson.key == key), None)


@dataclass(frozen=True, slots=True)
class Shift:
    """An hour of the plan whose day changes; None is no lesson in the year."""

    topic: str
    was: date | None
    now: date | None


def hours_of(lines: Sequence[PlanLine]) -> list[Hour]:
    """Hours of a plan one after another; halves are put together, a half alone at the end takes a lesson."""
    found: list[Hour] = []
    half: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        if line.is_part:
            continue
        halves = int(line.hours * 2)
        homework = _parted(line.homework, (halves + 1) // 2)
        for number in range(halves):
            half.append((place, homework[number // 2]))
            if len(half) == 2:
                found.append(_hour(half, lines))
                half = []
    if half:
        found.append(_hour(half, lines))
    return found


def _hour(halves: Sequence[tuple[int, str]], lines: Sequence[PlanLine]) -> Hour:
    places = tuple(dict.fromkeys(place for place, _ in halves))
    homework = dict.fromkeys(text for _, text in halves if text)
    return Hour(places, ". ".join(lines[place].topic.rstrip(".") for place in places), "; ".join(homework))  # fmt: skip


def _parted(homework: str, hours: int) -> list[str]:
    """Homework of each hour: a part between semicolons, the last one all that is left; the same for all where parts are few."""
    parts = [part.strip() for part in homework.split(";") if part.strip()]
    if len(parts) < hours:
        return [homework] * hours
    return [*parts[: hours - 1], "; ".join(parts[hours - 1 :])]


@lru_cache(maxsize=20_000)
def plain_topic(text: str) -> str:
    """Words alone: how a topic is known again however it was typed."""
    words = text.casefold().replace("ё", "е").split()
    return " ".join(words).rstrip(". ")


def bind(hours: Sequence[Hour], lessons: Iterable[Held]) -> Binding:
    """Each hour of the plan to at most one lesson, in order; lessons are given in the order of the year."""
    lessons = list(lessons)
    taken = _by_words(hours, lessons)
    written = {plain_topic(hour.topic) for hour in hours}
    used = set(taken.values())
    free = [number for number in range(len(hours)) if number not in used]
    bounds = _bounds(taken, lessons, len(hours))
    following = 0
    for number, lesson in enumerate(lessons):
        is_extra = bool(lesson.topic) and plain_topic(lesson.topic) in written
        if number in taken or not lesson.counts or is_extra:
            continue
        if following < len(free) and free[following] < bounds[number]:
            taken[number] = free[following]
            following += 1
    places = tuple(
        Place(lesson, hours[taken[number]] if number in taken else None)
        for number, lesson in enumerate(lessons)
    )
    return Binding(places, tuple(hours[number] for number in free[following:]))


def _by_words(hours: Sequence[Hour], lessons: Sequence[Held]) -> dict[int, int]:
    """Lessons whose words are those of the plan: each takes the nearest hour after the last one, else the first."""
    where: dict[str, list[int]] = defaultdict(list)
    for number, hour in enumerate(hours):
        where[plain_topic(hour.topic)].append(number)
    taken: dict[int, int] = {}
    last = -1
    for number, lesson in enumerate(lessons):
        free = where.get(plain_topic(lesson.topic)) if lesson.topic else None
        if free:
            last = next((hour for hour in free if hour > last), free[0])
            free.remove(last)
            taken[number] = last
    return taken


def _bounds(taken: dict[int, int], lessons: Sequence[Held], hours: int) -> list[int]:
    """Before which hour each lesson stands: that of the next lesson known by its words.

    A topic given long after its place in the plan bounds nothing: what stands before it was not all beside the plan.
    """
    before = list(accumulate((lesson.counts for lesson in lessons), initial=0))
    bounds = [hours] * len(lessons)
    for number in range(len(lessons) - 2, -1, -1):
        hour = taken.get(number + 1, hours)
        is_late = before[number + 1] - hour > max(before[number + 1] // 4, LATE)
        bounds[number] = bounds[number + 1] if number + 1 not in taken or is_late else hour
    return bounds


def behind(binding: Binding, *, due: int, by: date) -> int:
    """Hours of the plan not given by that day, its end included, of so many lessons as were `due` by the timetable."""
    hours = sum(place.hour is not None for place in binding.places) + len(binding.rest)
    given = sum(place.hour is not None and place.lesson.date <= by for place in binding.places)
    return max(min(due, hours) - given, 0)


def shifts(before: Binding, after: Binding) -> list[Shift]:
    """Hours of the plan whose day is another one afterwards, in the order of the plan."""
    was, now = _days(before), _days(after)
    found = [
        Shift(topic, was.get((topic, nth)), now.get((topic, nth)))
        for topic, nth in was | now
        if was.get((topic, nth)) != now.get((topic, nth))
    ]
    return sorted(found, key=lambda shift: (shift.was or date.max, shift.now or date.max))


def _days(binding: Binding) -> dict[tuple[str, int], date | None]:
    """The day of every hour that is not given yet, by its topic and which hour of it it is."""
    found: dict[tuple[str, int], date | None] = {}
    counted: dict[str, int] = defaultdict(int)
    days: list[tuple[Hour, date | None]] = [
        (place.hour, place.lesson.date)
        for place in binding.places
        if place.hour and not place.lesson.topic
    ]
    for hour, day in [*days, *((hour, None) for hour in binding.rest)]:
        counted[hour.topic] += 1
        found[hour.topic, counted[hour.topic]] = day
    return found
