"""Whose journals a person may check. Nothing of a stranger's class exists here (404)."""

from datetime import date
from typing import Any

from accounts.models import User
from school.access import must_be_staff, sections_visible_to
from school.models import SchoolYear
from school.models.sections import CourseSectionQuerySet


def sections_to_check(
    user: User, *, roles: frozenset[str], year: SchoolYear | None, on: date
) -> CourseSectionQuerySet:
    """All journals of the school, of a deputy's grades, of the homeroom teacher's class, and one's own."""
    must_be_staff(roles)
    sections: Any = sections_visible_to(user, on=on)
    return sections.filter(year=year)
