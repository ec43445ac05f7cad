"""What a OneRoster bundle says, as values: rows that hold together, and all that does not."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from exchange.problems import Problem
from exchange.tables import Row


@dataclass(frozen=True)
class Session:
    """A school year, grading period, term or semester."""

    key: str
    title: str
    type: str
    starts_on: date
    ends_on: date
    parent: str
    row: Row


@dataclass(frozen=True)
class Course:
    key: str
    title: str
    subject: str
    code: str
    row: Row


@dataclass(frozen=True)
class Group:
    """A `class` of OneRoster: a homeroom class or a teaching group; `course` may be unknown."""

    key: str
    title: str
    code: str
    is_homeroom: bool
    course: str
    subject: str
    grades: tuple[int, ...]
    terms: tuple[str, ...]
    location: str
    weekly_hours: Decimal | None
    row: Row


@dataclass(frozen=True)
class Person:
    """One user with every role the files give; `agents` are the pupils of a parent or back."""

    key: str
    username: str
    family_name: str
    given_name: str
    middle_name: str
    identifier: str
    email: str
    phone: str
    roles: tuple[str, ...]
    agents: tuple[str, ...]
    grades: tuple[int, ...]
    is_enabled: bool
    born_on: date | None
    sex: str
    row: Row


@dataclass(frozen=True)
class Enrollment:
    key: str
    group: str
    person: str
    role: str
    is_primary: bool
    begins_on: date | None
    ends_on: date | None
    row: Row


@dataclass
class Bundle:
    """`refused` rows are left out; `warnings` are rows read with an assumption that is told.

    `metadata` names the `metadata.*` columns that are kept, by file.
    """

    name: str
    version: str
    is_delta: bool = False
    school_key: str = ""
    school_name: str = ""
    sessions: list[Session] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    enrollments: list[Enrollment] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    metadata: dict[str, tuple[str, ...]] = field(default_factory=dict)
