"""What the school has decided for its days: the regulation and the systems of marks. Asked on every page, read in one query.

The day that a request carries brings it along (`SchoolDay.book`); everybody else reads it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from .days import SchoolDay, today_of
from .grading import OWN, USUAL, Scale, codes_of
from .regulation import Dated, Regulation, as_of
from .regulation_settings import SETTINGS

# Two small tables, each as one text.
VALUES = """\
(SELECT json_agg(json_build_array(name, starts_on, value))::text FROM school_regulationvalue)"""
VERSIONS = """\
(SELECT json_agg(json_build_array(s.id, s.kind, s.name, v.starts_on, v.codes))::text
    FROM school_gradingversion v JOIN school_gradingsystem s ON s.id = v.system_id)"""


@dataclass(frozen=True)
class Version:
    """A system of marks from a day on; `system` is its key."""

    system: int
    starts_on: date
    scale: Scale


@dataclass(frozen=True)
class RuleBook:
    """All that was ever decided, each with its day."""

    values: tuple[Dated, ...] = ()
    versions: tuple[Version, ...] = ()

    def on(self, day: date) -> Regulation:
        return as_of(self.values, today_of(day), SETTINGS)

    def decided(self, name: str) -> list[tuple[date, Any]]:
        """Every value of one setting with the day it is in force from, in their order."""
        read = SETTINGS[name].read
        return sorted((day, read(text)) for one, day, text in self.values if one == name)

    def scale_of(self, section: Any, day: date) -> Scale:
        """Marks of the journal (`scale` and `grading_id` of it) on that day."""
        return self.scale(section.scale, section.grading_id, day)

    def scale(self, kind: str, system: int | None, day: date) -> Scale:
        """Before the first version of a school's own system its first one."""
        own = [
            one for one in self.versions
            if (one.system == system if kind == OWN else one.scale.kind == kind)
        ]  # fmt: skip
        begun = [one for one in own if one.starts_on <= day]
        if begun:
            return max(begun, key=lambda one: one.starts_on).scale
        if kind == OWN and own:
            return min(own, key=lambda one: one.starts_on).scale
        return USUAL.get(kind) or Scale(OWN, "")


def book_from(values: str | None, versions: str | None) -> RuleBook:
    """Of what VALUES and VERSIONS gave."""
    return RuleBook(
        tuple((name, date.fromisoformat(day), text) for name, day, text in _rows(values)),
        tuple(
            Version(key, date.fromisoformat(day), Scale(kind, name, codes_of(codes)))
            for key, kind, name, day, codes in _rows(versions)
        ),
    )


def _rows(text: str | None) -> Sequence[Any]:
    return json.loads(text) if text else ()


def book_of(on: date) -> RuleBook:
    """The one the day carries, else one query."""
    if isinstance(on, SchoolDay) and on.book is not None:
        return on.book
    return read_book()


def read_book() -> RuleBook:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {VALUES}, {VERSIONS}")
        return book_from(*cursor.fetchone())


def regulation_on(day: date) -> Regulation:
    """The regulation in force on that day of the calendar; no query where the day carries it, else one."""
    return book_of(day).on(day)
