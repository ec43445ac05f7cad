"""What readiness is judged by: classes, journals, staff, curricula of a school on a day. Rows need not be saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.models import ReadinessDay
from school.calendar import Calendar
from school.calendar_rules import Fault
from school.models import ReadinessDeadline, School, SchoolYear

from .rules import Office, Person


@dataclass(frozen=True)
class SectionFacts:
    """A journal of the year on the day: who teaches it, whether it has hours of a timetable and an approved plan."""

    pk: int
    title: str
    subject: str
    teachers: tuple[Person, ...]
    is_timed: bool
    is_planned: bool


@dataclass(frozen=True)
class ClassFacts:
    """A class on the day; `gaps` and `unasked` are pupils whose cards lack something, whose families decided nothing."""

    pk: int
    name: str
    grade: int
    has_bells: bool
    curricula: tuple[int, ...]
    homerooms: tuple[Person, ...] = ()
    pupils: int = 0
    gaps: int = 0
    unasked: int = 0
    unplaced: int = 0
    sections: tuple[int, ...] = ()


@dataclass(frozen=True)
class MemberFacts:
    """One of the staff: whether the card says the position, and whether the rules of use are accepted."""

    pk: int
    person: Person
    has_position: bool
    has_accepted: bool


@dataclass(frozen=True)
class CurriculumFacts:
    pk: int
    title: str
    wrong: int


@dataclass(frozen=True)
class Facts:
    school: School | None
    year: SchoolYear | None = None
    calendar: Calendar | None = None
    calendar_faults: tuple[Fault, ...] = ()
    classes: tuple[ClassFacts, ...] = ()
    sections: Mapping[int, SectionFacts] = field(default_factory=dict)
    staff: tuple[MemberFacts, ...] = ()
    curricula: tuple[CurriculumFacts, ...] = ()
    offices: tuple[Office, ...] = ()
    has_subjects: bool = False
    has_rooms: bool = False
    has_works: bool = False
    has_regulation: bool = False
    draft: int | None = None
    deadlines: tuple[ReadinessDeadline, ...] = ()
    history: tuple[ReadinessDay, ...] = ()
