"""A draft of the timetable for tests of pages."""

from datetime import date

from school.actions.versions import Place, new_draft, put_in_slot
from school.models import Timetable, TimetableEntry
from tests.factories import NOW, clerk


def kept_draft(world) -> Timetable:
    """A draft of the year of the world's section, without lessons; made once."""
    draft = Timetable.objects.filter(status="draft").first()
    return draft or new_draft(
        year=world.section.year, title="Черновик", starts_on=date(2025, 9, 1), copy_of=None,
        by=clerk(), now=NOW,
    )  # fmt: skip


def kept_slot(world) -> TimetableEntry:
    """A lesson of the section in that draft."""
    return put_in_slot(
        timetable=kept_draft(world), section=world.section, place=Place(1, 2), by=clerk(), now=NOW
    )
