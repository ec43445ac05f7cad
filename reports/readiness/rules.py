"""How ready a school year is: sections of its set-up, what each lacks, whose that is, who is late (SCH-16). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from school.stages import Deadline

# How many of the things missing are named; the rest are counted.
SHOWN = 5


@dataclass(frozen=True, order=True)
class Person:
    """Who answers: the account and «Иванова А. И.»."""

    name: str
    user: int


@dataclass(frozen=True)
class Lack:
    """One thing missing, the page where it is put right, and whose it is; nobody's own is the section's owners'."""

    text: str
    page: str
    args: tuple[int, ...] = ()
    query: str = ""
    owners: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Part:
    """A section of set-up. `done` of `of` checks are passed; `waits` says what has to be there before it."""

    key: str
    title: str
    role: str
    owners: tuple[Person, ...]
    deadline: Deadline | None
    page: str
    done: int
    of: int
    lacks: tuple[Lack, ...] = ()
    waits: str = ""

    @property
    def percent(self) -> int:
        """Never 100 while anything is missing."""
        return 100 * self.done // self.of if self.of else 0

    @property
    def is_ready(self) -> bool:
        return self.of > 0 and self.done == self.of

    @property
    def shown(self) -> tuple[Lack, ...]:
        return self.lacks[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.lacks) - SHOWN)

    def debtors(self) -> list[Person]:
        """Those whose the missing things are, by name."""
        found = {person for lack in self.lacks for person in lack.owners or self.owners}
        return sorted(found or (set() if self.is_ready else set(self.owners)))

    def of_person(self, user: int) -> "Part | None":
        """What of it this person has to do; None where nothing."""
        own = tuple(
            lack
            for lack in self.lacks
            if any(one.user == user for one in lack.owners or self.owners)
        )
        if not own:
            return None
        return Part(
            self.key, self.title, self.role, self.owners, self.deadline, self.page, self.done, self.of, own,
            self.waits,
        )  # fmt: skip

    def days_late(self, today: date) -> int:
        if self.is_ready or self.deadline is None:
            return 0
        return self.deadline.days_late(today)


@dataclass(frozen=True)
class Late:
    """A person with what is overdue; `days` is the longest of it."""

    person: Person
    parts: tuple[str, ...]
    days: int


@dataclass(frozen=True)
class Readiness:
    parts: tuple[Part, ...]
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        """The sections alike; 100 only where every one is ready."""
        if not self.parts:
            return 0
        return sum(part.percent for part in self.parts) // len(self.parts)

    @property
    def is_ready(self) -> bool:
        return bool(self.parts) and all(part.is_ready for part in self.parts)

    def of_stage(self, stage: str) -> list[Part]:
        return [part for part in self.parts if part.deadline and part.deadline.stage == stage]

    def of_person(self, user: int) -> list[Part]:
        """The person's own, the nearest deadline first."""
        own = [found for part in self.parts if (found := part.of_person(user))]
        return sorted(own, key=lambda part: part.deadline.day if part.deadline else date.max)

    def late(self, today: date) -> list[Late]:
        """Who is late, the longest first."""
        overdue: dict[Person, list[Part]] = {}
        for part in self.parts:
            if part.days_late(today):
                for person in part.debtors():
                    overdue.setdefault(person, []).append(part)
        found = [
            Late(person, tuple(p.title for p in parts), max(p.days_late(today) for p in parts))
            for person, parts in overdue.items()
        ]
        return sorted(found, key=lambda late: (-late.days, late.person))


@dataclass(frozen=True)
class Office:
    """Somebody appointed to a role, for the grades of the order."""

    person: Person
    role: str
    grade_from: int
    grade_to: int


def owners_in(offices: Iterable[Office], roles: Sequence[str]) -> tuple[str, tuple[Person, ...]]:
    """The first of the roles somebody is appointed to, and who they are; the first role and nobody otherwise."""
    rows = list(offices)
    for role in roles:
        found = {one.person for one in rows if one.role == role}
        if found:
            return role, tuple(sorted(found))
    return roles[0], ()


def owners_for(offices: Iterable[Office], roles: Sequence[str], grade: int) -> tuple[Person, ...]:
    """Of those, who answers for the grade; all of them where nobody does."""
    rows = list(offices)
    role, everybody = owners_in(rows, roles)
    own = {
        one.person for one in rows if one.role == role and one.grade_from <= grade <= one.grade_to
    }
    return tuple(sorted(own)) or everybody
