"""How a change of an official record is told: what was changed, where it stands, which of its values.

Every official model and every field of it has its words (`labels`); a test asks for those of a new one.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import User
from accounts.records import Record
from journal.models import Lesson, LineItem, PeriodLock, WorkType
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
from school.words import clock, date_dots

from .labels import LABELS, NOUNS

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


def value_in_words(field: Field, value: Any) -> str:
    """A field's own value (not a key of another record), as a person reads it; nothing is a dash."""
    if value in (None, "", {}):
        return "—"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{date_dots(local.date())} {clock(local.time())}"
    if isinstance(value, date):
        return date_dots(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)
