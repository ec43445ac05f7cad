"""A class's year as plain values: everything its volumes print, read in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from journal.scales import Presence

Marks = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """Both days are included; an open end lasts."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def holds(terms: tuple[Term, ...], day: date) -> bool:
    return any(term.holds(day) for term in terms)


def is_over(terms: tuple[Term, ...], day: date) -> bool:
    """None of the terms holds on the day, and none will."""
    return all(term.last is not None and term.last < day for term in terms)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A line of the class list. `notes` say when and by which order the pupil came or left; `decision` is the council's."""

    pk: int
    number: int
    list_name: str
    full_name: str
    terms: tuple[Term, ...]
    notes: tuple[str, ...]
    left: str
    sex: str
    birth_date: date | None
    file_number: str
    address: str
    entered: str
    guardians: tuple[tuple[str, str], ...]
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    pk: int
    title: str
    short: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """A lesson that was held. `marks` and `attendance` are of this class's pupils, by their keys.

    Attendance is (status, reason); only what differs from «present» is here.
    """

    date: date
    number: int
    topic: str
    homework: str
    note: str
    controls: int
    marks: Marks
    attendance: Mapping[int, Presence]


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """One subject page of the class: a course section cut to the pupils of this class.

    `planned` holds the dates of all lessons of the timetable, held or not. `by_plan` is hours by the curriculum for
    each period, and for the year (None); periods of which it says nothing are not there.
    `period_marks` is by (pupil, kind, period or None). `brought` tells of marks a pupil came with from the journal
    before, `periods_before` are marks of periods given there, by (pupil, period).
    """

    pk: int
    subject: str
    short: str
    group: str
    is_elective: bool
    teachers: tuple[str, ...]
    teacher_names: tuple[str, ...]
    terms: Mapping[int, tuple[Term, ...]]
    period_marks: Mapping[tuple[int, str, int | None], str]
    lessons: tuple[LessonFacts, ...] = ()
    planned: tuple[date, ...] = ()
    by_plan: Mapping[int | None, int] = field(default_factory=dict)
    brought: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    periods_before: Mapping[tuple[int, int], str] = field(default_factory=dict)
    # By period, the last signature under its page.
    signed: Mapping[int | None, str] = field(default_factory=dict)
    # Whether marks are given at all, and whether it has lessons of its own: mathematics may have marks of the year alone.
    is_graded: bool = True
    is_taught: bool = True
    # Outside the curriculum: attendance and topics, so no column of the summary sheet.
    is_extracurricular: bool = False

    @property
    def title(self) -> str:
        return f"{self.subject} ({self.group})" if self.group else self.subject


@dataclass(frozen=True, slots=True)
class Signatories:
    """Initials and surname of those who sign; empty where nobody is appointed."""

    director: str
    deputy: str
    homeroom: str


@dataclass(frozen=True, slots=True)
class ClassYear:
    school: str
    school_full: str
    locality: str
    class_name: str
    grade: int
    letter: str
    year: str
    first: date
    last: date
    made_at: datetime
    homeroom: tuple[str, ...]
    signatories: Signatories
    periods: tuple[Period, ...]
    pupils: tuple[Pupil, ...]
    sections: tuple[SectionFacts, ...]

    @property
    def today(self) -> date:
        return self.made_at.date()

    def is_over(self, period: Period) -> bool:
        return period.last <= self.today

    def pupils_of(self, section: SectionFacts) -> tuple[Pupil, ...]:
        return tuple(pupil for pupil in self.pupils if pupil.pk in section.terms)


def belongs(pupil: Pupil, section: SectionFacts, day: date) -> bool:
    """The pupil was in the class and on the section's list on that day."""
    return holds(pupil.terms, day) and holds(section.terms.get(pupil.pk, ()), day)


def has_left(pupil: Pupil, section: SectionFacts, day: date) -> bool:
    """The pupil was gone from the class or from the section's list by that day, for good."""
    return is_over(pupil.terms, day) or is_over(section.terms.get(pupil.pk, ()), day)
