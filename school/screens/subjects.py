"""Subjects of the school and its rooms, as tables to edit."""

from dataclasses import dataclass

from school.federal_subjects import FederalSubject, not_there_yet
from school.models import Room, Subject
from school.tables import (
    ROOM_FIELDS,
    SUBJECT_FIELDS,
    rooms_as_listed,
    seal_of_rows,
    subjects_as_listed,
)


@dataclass(frozen=True)
class SubjectsScreen:
    """`parents` are choices: subjects that are no courses themselves."""

    rows: tuple[Subject, ...]
    shown: str
    offered: tuple[FederalSubject, ...]

    @property
    def parents(self) -> list[tuple[int, str]]:
        return [(row.pk, row.name) for row in self.rows if row.parent_id is None]


def subjects_screen() -> SubjectsScreen:
    """One query."""
    rows = tuple(subjects_as_listed())
    offered = tuple(not_there_yet(row.name for row in rows))
    return SubjectsScreen(rows, seal_of_rows(rows, SUBJECT_FIELDS), offered)


@dataclass(frozen=True)
class RoomsScreen:
    rows: tuple[Room, ...]
    shown: str


def rooms_screen() -> RoomsScreen:
    """One query."""
    rows = tuple(rooms_as_listed())
    return RoomsScreen(rows, seal_of_rows(rows, ROOM_FIELDS))
