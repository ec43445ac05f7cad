"""Drafts of the timetable: made, changed slot by slot, thrown away. In force they come by journal.actions.versions."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from school.models import CourseSection, Room, SchoolYear, Timetable, TimetableEntry

from .refusals import Refused

NOT_A_DRAFT = "Это расписание уже действует. Изменения вносят в новый черновик."
TAKEN_OFF = "снято с расписания"


@dataclass(frozen=True)
class Place:
    """Where a lesson stands in the week: weekday 1 to 7, number of the lesson, its weeks, room and kind."""

    weekday: int
    number: int
    weeks: str = TimetableEntry.Weeks.EVERY
    room: Room | None = None
    kind: str = TimetableEntry.Kind.MAIN


@transaction.atomic
def new_draft(
    *,
    year: SchoolYear,
    title: str,
    starts_on: date,
    copy_of: Timetable | None,
    by: User,
    now: datetime,
) -> Timetable:
    """A draft, empty or with the lessons of another version, but of journals that have ended by then.

    `starts_on` is only what is supposed so far.
    """
    draft = Timetable(year=year, title=title, starts_on=starts_on, ends_on=year.ends_on)
    draft.save(by=by, now=now)
    if copy_of is not None:
        entries = TimetableEntry.objects.filter(timetable=copy_of).going_on(starts_on)
        copies = [
            TimetableEntry(
                timetable=draft,
                section_id=row.section_id,
                weekday=row.weekday,
                number=row.number,
                room_id=row.room_id,
                weeks=row.weeks,
                kind=row.kind,
            )
            for row in entries.order_by("pk")
        ]
        TimetableEntry.objects.write(copies, by=by, now=now)
    return draft


@transaction.atomic
def drop_draft(*, timetable: Timetable, by: User, now: datetime) -> None:
    """Take the draft away with all its slots; what it was stays in history. Raises Refused."""
    draft = _draft(timetable)
    entries = list(TimetableEntry.objects.filter(timetable=draft))
    TimetableEntry.objects.erase(entries, by=by, reason="черновик удалён", now=now)
    draft.delete(by=by, reason="черновик удалён", now=now)


@transaction.atomic
def put_in_slot(
    *, timetable: Timetable, section: CourseSection, place: Place, by: User, now: datetime
) -> TimetableEntry:
    """A lesson of the section in that hour; one that stands there already gets the room and the kind. Raises Refused."""
    draft = _draft(timetable)
    if section.year_id != draft.year_id:
        raise Refused("Эта группа другого учебного года.")
    there = TimetableEntry.objects.filter(
        timetable=draft, section=section, weekday=place.weekday, number=place.number
    )
    rows = {row.weeks: row for row in there}
    entry = rows.get(place.weeks)
    every = TimetableEntry.Weeks.EVERY
    if entry is None and (every in rows or (place.weeks == every and rows)):
        raise Refused("Этот урок в этот час уже стоит. Сначала снимите его.")
    entry = entry or TimetableEntry(
        timetable=draft,
        section=section,
        weekday=place.weekday,
        number=place.number,
        weeks=place.weeks,
    )
    room = place.room.pk if place.room else None
    if entry.pk is None or (entry.room_id, entry.kind) != (room, place.kind):
        entry.room, entry.kind = place.room, place.kind
        entry.save(by=by, now=now)
    return entry


@transaction.atomic
def clear_slot(*, entry: TimetableEntry, by: User, now: datetime) -> None:
    """Take the lesson off the draft. Raises Refused."""
    _draft(entry.timetable)
    found = TimetableEntry.objects.filter(pk=entry.pk).first()
    if found is not None:
        found.delete(by=by, reason=TAKEN_OFF, now=now)


def _draft(timetable: Timetable) -> Timetable:
    """Locked: a version that comes into force this moment is no longer changed."""
    found: Timetable = Timetable.objects.select_for_update().get(pk=timetable.pk)
    if found.status != Timetable.Status.DRAFT:
        raise Refused(NOT_A_DRAFT)
    return found
