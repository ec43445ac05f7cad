"""Movement of pupils between two days: start + came − left = end, for a class, a grade, a level and the school. Pure.

A pupil comes in the morning of the first day. Who moves to another class leaves the old one that same morning, so that
classes always add up to the school; who leaves the school does so in the evening of the last day (regulation § 13).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
MORNING, EVENING = 0, 1
# A day and a half of it; they come one after another.
Moment = tuple[date, int]
EVER_BEFORE: Moment = (date.min, MORNING)
NEVER: Moment = (date.max, EVENING)


@dataclass(frozen=True)
class Stay:
    """A pupil in a class from one moment to another; by which movements, or None where no order is known."""

    student: int
    school_class: int
    came: Moment
    left: Moment
    came_by: Any = None
    left_by: Any = None


@dataclass(frozen=True)
class Flow:
    """Stays at the start, those that began and ended between, those at the end."""

    start: tuple[Stay, ...]
    came: tuple[Stay, ...]
    left: tuple[Stay, ...]
    end: tuple[Stay, ...]

    @property
    def adds_up(self) -> bool:
        return len(self.start) + len(self.came) - len(self.left) == len(self.end)


def stays_of(
    places: Iterable[tuple[int, int, date, date | None]], first: date, last: date
) -> list[Stay]:
    """Of terms (pupil, class, first day, last day) in a year that lasts from `first` to `last`.

    Who begins the year was there before it; who is there on its last day stays on, until an order says otherwise.
    """
    by_pupil: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for student, school_class, begins, ends in places:
        by_pupil[student].append((school_class, begins, ends))
    found = []
    for student, terms in by_pupil.items():
        terms.sort(key=lambda term: term[1])
        following = [begins for _, begins, _ in terms[1:]]
        for (school_class, begins, ends), after in zip(terms, [*following, None], strict=True):
            came = (begins, MORNING) if begins > first else EVER_BEFORE
            found.append(Stay(student, school_class, came, _leaving(ends, after, last)))
    return found


def _leaving(ends: date | None, after: date | None, last: date) -> Moment:
    if ends is None or (ends >= last and after is None):
        return NEVER
    return (after, MORNING) if after == ends + ONE_DAY else (ends, EVENING)


def flow(stays: Iterable[Stay], first: date, last: date) -> Flow:
    """Of the stays of some classes from the morning of the first day to the evening of the last.

    A move from one of these classes to another is neither a coming nor a leaving.
    """
    begins, ends = (first, MORNING), (last, EVENING)
    joined = list(_joined(stays))
    return Flow(
        start=tuple(one for one in joined if one.came < begins <= one.left),
        came=tuple(one for one in joined if begins <= one.came <= ends),
        left=tuple(one for one in joined if begins <= one.left <= ends),
        end=tuple(one for one in joined if one.came <= ends < one.left),
    )


def _joined(stays: Iterable[Stay]) -> Iterable[Stay]:
    """Stays of a pupil that follow one another without a break are one: it began as the first and ended as the last."""
    by_pupil: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_pupil[stay.student].append(stay)
    for own in by_pupil.values():
        own.sort(key=lambda stay: stay.came)
        current = own[0]
        for stay in own[1:]:
            if stay.came == current.left:
                current = replace(
                    current, left=stay.left, left_by=stay.left_by, school_class=stay.school_class
                )
            else:
                yield current
                current = stay
        yield current


LEVELS = (
    ("Начальное общее", range(0, 5)),
    ("Основное общее", range(5, 10)),
    ("Среднее общее", range(10, 13)),
)


def units(classes: Sequence[Any]) -> list[tuple[str, str, frozenset[int]]]:
    """(kind, title, keys of classes) of every line: classes of a grade and the grade, a level after its grades, all.

    `classes` have a grade, a name and a key, and come in order. A grade of one class has no line of its own.
    """
    found: list[tuple[str, str, frozenset[int]]] = []
    for title, grades in LEVELS:
        of_level = [one for one in classes if one.grade in grades]
        for grade in dict.fromkeys(one.grade for one in of_level):
            own = [one for one in of_level if one.grade == grade]
            found += [("class", one.name, frozenset({one.pk})) for one in own]
            if len(own) > 1:
                found.append(("grade", f"{grade}-е классы", frozenset(one.pk for one in own)))
        if of_level:
            found.append(("level", title, frozenset(one.pk for one in of_level)))
    return found
