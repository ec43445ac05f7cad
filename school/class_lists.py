"""Who is in which group of a class from a day on: what a page shows and an action is given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .cards import seal_of
from .models import CourseSection, SchoolClass, Student


@dataclass(frozen=True)
class Lists:
    """Who is to be in which group of the class from that day: pairs of section and pupil, among `sections`.

    `sections` are those the person may edit, `pupils` the class on that day, `shown` the seal of what the page showed.
    """

    school_class: SchoolClass
    day: date
    sections: Mapping[int, CourseSection]
    pupils: Mapping[int, Student]
    wanted: Collection[tuple[int, int]]
    shown: str


def seal_of_lists(pairs: Iterable[tuple[int, int]]) -> str:
    """A short word for who is in which group."""
    return seal_of({f"{section}-{student}": "" for section, student in pairs})
