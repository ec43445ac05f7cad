"""A teacher's own journals with their subjects and years, as the pages of journals open them. One query."""

from datetime import date
from typing import Any

from accounts.models import User
from accounts.prepared import Columns, Prepared

from .days import today_of
from .models import CourseSection, SchoolYear, Subject
from .work import AT_WORK

_SECTION, _SUBJECT, _YEAR = (
    Columns(CourseSection, "c"),
    Columns(Subject, "b"),
    Columns(SchoolYear, "y"),
)
# school.access.sections_taught_by in the order of `in_order`, said once in SQL: it stands before every page of a
# journal and every mark that is saved.
_TAUGHT = f"""\
SELECT {_SECTION}, {_SUBJECT}, {_YEAR}
FROM school_teachingload f JOIN school_staffmember s ON s.id = f.teacher_id
    JOIN school_coursesection c ON c.id = f.section_id
    JOIN school_subject b ON b.id = c.subject_id JOIN school_schoolyear y ON y.id = c.year_id
WHERE s.user_id = %(user)s AND {AT_WORK} AND f.starts_on <= %(on)s
    AND (f.ends_on IS NULL OR f.ends_on >= %(on)s) AND y.ends_on >= %(on)s
ORDER BY c.grade, c.classes_text, b.position, b.name, c.name, c.id
"""  # noqa: S608 - put together of constants
TAUGHT = Prepared("taught", _TAUGHT, user="bigint", on="date", today="date")


def journals_of(user: User, *, on: date) -> list[CourseSection]:
    """Sections that are the user's load on that day, in their order."""
    rows = TAUGHT.rows(user=user.pk, on=on, today=today_of(on))
    return [_section(row) for row in rows]


def _section(row: tuple) -> CourseSection:
    subject_at, year_at = len(_SECTION), len(_SECTION) + len(_SUBJECT)
    section: Any = _SECTION.object(row[:subject_at])
    section.subject = _SUBJECT.object(row[subject_at:year_at])
    section.year = _YEAR.object(row[year_at:])
    return section
