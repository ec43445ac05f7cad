"""Groups of a class's subjects: who is left without one, who is in two. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .models import CourseSection

Kind = CourseSection.Kind
# Kinds that share a class between them: each pupil is in one of them.
SHARING = frozenset({Kind.LANGUAGE, Kind.PROFILE, Kind.GROUP})
# Who is on such a list learns the subject, whatever groups there are.
COVERING = frozenset({Kind.WHOLE_CLASS, Kind.INDIVIDUAL})
# More than one room of a usual school holds.
STREAM_LIMIT = 30


@dataclass(frozen=True)
class Group:
    """A section as its lists see it. `unit` is what a pupil learns once: the subject, or all foreign languages."""

    pk: int
    unit: int
    kind: str


@dataclass(frozen=True)
class Fault:
    """A pupil of a shared subject who is in none of its groups, or in several."""

    student: int
    unit: int
    groups: tuple[int, ...]


def unit_of(section: CourseSection) -> int:
    """The subject; of a language group the subject whose course it is: who learns German learns no English."""
    if section.kind == Kind.LANGUAGE and section.subject.parent_id:
        return section.subject.parent_id
    return section.subject_id


def group_of(section: CourseSection) -> Group:
    return Group(section.pk, unit_of(section), section.kind)


def shared_units(groups: Iterable[Group]) -> set[tuple[int, str]]:
    """Subjects that two groups or more of one kind share the class for: hours of a profile come beside the groups."""
    counted: dict[tuple[int, str], int] = {}
    for group in groups:
        if group.kind in SHARING:
            key = (group.unit, str(group.kind))
            counted[key] = counted.get(key, 0) + 1
    return {key for key, number in counted.items() if number > 1}


def combined_by_section(links: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """The set of classes taught together, by section whose classes are all of one set.

    `links` are sections with the set of each of their classes, or None where it is in none.
    """
    sets: dict[int, set[int | None]] = {}
    for section, combined in links:
        sets.setdefault(section, set()).add(combined)
    only = {section: next(iter(found)) for section, found in sets.items() if len(found) == 1}
    return {section: combined for section, combined in only.items() if combined is not None}


def faults(
    pupils: Sequence[int], groups: Sequence[Group], members: Mapping[int, Collection[int]]
) -> list[Fault]:
    """Every pupil of a shared subject who is not in exactly one of its groups. `members` are pupils by section.

    A pupil on the list of the whole class, in a group of another kind, or with lessons of his own, needs no group.
    """
    found = []
    for unit, kind in sorted(shared_units(groups)):
        sharing = [one.pk for one in groups if one.unit == unit and one.kind == kind]
        others = (COVERING | SHARING) - {kind}
        covering = [one.pk for one in groups if one.unit == unit and one.kind in others]
        for student in pupils:
            inside = tuple(pk for pk in sharing if student in members.get(pk, ()))
            is_covered = any(student in members.get(pk, ()) for pk in covering)
            if len(inside) > 1 or not (inside or is_covered):
                found.append(Fault(student, unit, inside))
    return found
