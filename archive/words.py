"""How a change of an official record is told: what was changed, where it stands, which of its values.

Every official model and every field of it has its words (`labels`); a test asks for those of a new one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Field, Model

from accounts.models import User
from accounts.records import Record
from journal.models import Lesson, LineItem, PeriodLock, WorkType
from school.changes import value_in_words
from school.models import (
    CourseSection,
    GradingPeriod,
    GuardianLink,
    Room,
    SchoolClass,
    StaffMember,
    Student,
    TimetableEntry,
)
from school.words import date_dots

from .labels import LABELS
from .nouns import NOUNS

# How many times a row was changed says nothing to a person.
UNTOLD = frozenset({"id", "base"})
COUNTERS = frozenset({
    "journal.AttendanceRecord", "journal.Lesson", "journal.Mark", "journal.PeriodMark",
})  # fmt: skip

# What is fetched with the objects that records point at, so that their words need no further query.
FETCHED: Mapping[type[Model], tuple[str, ...]] = {
    CourseSection: ("subject",),
    Lesson: ("section__subject",),
    LineItem: ("lesson__section__subject", "work_type"),
    PeriodLock: ("section__subject", "period"),
    StaffMember: ("user",),
    Student: ("user",),
    GuardianLink: ("guardian", "student__user"),
    TimetableEntry: ("section__subject",),
}

WEEKDAYS = {1: "пн", 2: "вт", 3: "ср", 4: "чт", 5: "пт", 6: "сб", 7: "вс"}

WORDS: Mapping[type[Model], Callable[[Any], str]] = {
    CourseSection: lambda section: section.title,
    GradingPeriod: lambda period: period.title,
    Lesson: lambda lesson: (
        f"{lesson.section.title}, {date_dots(lesson.date)}, {lesson.number}-й урок"
    ),
    LineItem: lambda item: (
        f"{item.lesson.section.title}, {date_dots(item.lesson.date)}, {item.lesson.number}-й урок, "
        f"{item.title or item.work_type.name}"
    ),
    PeriodLock: lambda lock: ", ".join(
        filter(None, [lock.section.title, lock.period.title if lock.period else "год"])
    ),
    Permission: lambda permission: permission.name,
    Room: lambda room: room.name,
    SchoolClass: lambda school_class: school_class.name,
    StaffMember: lambda staff: staff.user.full_name,
    Student: lambda student: student.user.full_name,
    TimetableEntry: lambda entry: (
        f"{entry.section.title}, {WEEKDAYS[entry.weekday]}, {entry.number}-й урок"
    ),
    User: lambda user: user.full_name,
    WorkType: lambda work_type: work_type.name,
}


def noun_of(model: type[Record]) -> str:
    return NOUNS[model._meta.label]


def label_of(field: Field) -> str:
    """The field's own words where it has them, else those kept here."""
    own = str(field.verbose_name)
    return own if own != field.name.replace("_", " ") else LABELS[field.name]


def told_fields(model: type[Record]) -> list[Field]:
    """Fields whose change is told: all but the key and the counter of changes."""
    counter = {"version"} if model._meta.label in COUNTERS else set()
    return [f for f in model._meta.concrete_fields if f.name not in UNTOLD | counter]


def words_of(value: Any) -> str:
    """An object that a record points at."""
    return WORDS.get(type(value), str)(value)


class Names:
    """Words for the values of fields; of objects that records point at, read at once: one query a kind of object."""

    def __init__(self, values: Iterable[tuple[Field, Any]] = ()) -> None:
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for field, key in values:
            if field.is_relation and key is not None:
                wanted[_target(field)].add(key)
        self._words = {
            (target, found.pk): words_of(found)
            for target, keys in wanted.items()
            for found in target._base_manager.filter(pk__in=keys).select_related(
                *FETCHED.get(target, ())
            )
        }

    def of(self, field: Field, value: Any) -> str:
        if value is None or not field.is_relation:
            return value_in_words(field, value)
        return self._words.get((_target(field), value), f"№ {value}")


def _target(field: Field) -> type[Model]:
    return field.related_model  # type: ignore[return-value]
