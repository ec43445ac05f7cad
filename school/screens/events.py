"""Events as people read them: a month as a list; of one day, of a pupil's week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from school.calendar import is_for
from school.events import EVENTS_OF_PUPIL, may_write, whom_words
from school.models import CalendarDay, EventAudience, SchoolClass, SchoolEvent, SchoolYear
from school.words import clock, days_span, month_name

ONE_DAY = timedelta(days=1)
IN_ORDER = ("starts_on", "starts_at", "pk")


@dataclass(frozen=True)
class EventRow:
    """An event in words; `is_taught`: lessons are to fall out, and the calendar still has them."""

    event: SchoolEvent
    days: str
    hours: str
    whom: str
    is_over: bool
    may_write: bool
    is_taught: bool = False


@dataclass(frozen=True)
class EventsScreen:
    year: SchoolYear
    month: date
    title: str
    rows: tuple[EventRow, ...]
    previous: date | None
    next: date | None


def month_in(text: str, year: SchoolYear, today: date) -> date:
    """First day of the month asked for («2025-11») where it is of the year, else of the nearest to today."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = year.clamp(today)
    return year.clamp(month).replace(day=1)


def events_screen(
    events: QuerySet[SchoolEvent],
    *,
    year: SchoolYear,
    month: date,
    today: date,
    rights: frozenset[str],
    own: Sequence[SchoolClass],
) -> EventsScreen:
    """Events of the month among these. Three queries."""
    following = (month + timedelta(days=31)).replace(day=1)
    found = with_people(
        events.filter(year=year, starts_on__lt=following, ends_on__gte=month)
    ).order_by(*IN_ORDER)
    off = list(CalendarDay.objects.filter(year=year).exclude(kind=CalendarDay.Kind.WORKING))
    rows = tuple(
        _row(event, off, today, may_write(event, rights=rights, own=list(own))) for event in found
    )
    last = (month - ONE_DAY).replace(day=1)
    return EventsScreen(
        year=year,
        month=month,
        title=f"{month_name(month)} {month.year}",
        rows=rows,
        previous=last if last >= year.starts_on.replace(day=1) else None,
        next=following if following <= year.ends_on else None,
    )


def audience_of(event: SchoolEvent) -> list[EventAudience]:
    return list(event.audience.order_by("pk"))


def with_people(events: QuerySet[SchoolEvent]) -> QuerySet[SchoolEvent]:
    return events.select_related("school_class", "responsible__user").prefetch_related(
        "audience__school_class", "audience__section__subject"
    )


def event_row(event: SchoolEvent, *, today: date, writes: bool) -> EventRow:
    """One event as the list shows it. At most five queries."""
    off = CalendarDay.objects.filter(year=event.year_id, date__range=(event.starts_on, event.ends_on))  # fmt: skip
    return _row(event, list(off.exclude(kind=CalendarDay.Kind.WORKING)), today, writes)


def _row(event: SchoolEvent, off: list[CalendarDay], today: date, writes: bool) -> EventRow:
    return EventRow(
        event=event,
        days=days_span(event.starts_on, event.ends_on),
        hours=hours_of(event),
        whom=whom_words(list(event.audience.all())),
        is_over=event.ends_on < today,
        may_write=writes and event.ends_on >= today and event.cancelled_at is None,
        is_taught=event.cancels_lessons and event.cancelled_at is None and not _is_off(event, off),
    )


def hours_of(event: SchoolEvent) -> str:
    """«12:30–14:00», «с 12:30»; empty of a whole day."""
    if not event.starts_at:
        return ""
    if event.ends_at:
        return f"{clock(event.starts_at)}–{clock(event.ends_at)}"
    return f"с {clock(event.starts_at)}"


def _is_off(event: SchoolEvent, off: Iterable[CalendarDay]) -> bool:
    """Whether every day of the event is without lessons for somebody of those it is for.

    Groups of a class are of its grade; Sundays have no lessons anyway.
    """
    grades = _grades_of(event)
    days = [
        event.starts_on + timedelta(days=n)
        for n in range((event.ends_on - event.starts_on).days + 1)
    ]
    return all(
        day.isoweekday() == 7
        or any(
            one.date == day and all(is_for(one, grade) for grade in grades if grade) for one in off
        )
        for day in days
    )


def _grades_of(event: SchoolEvent) -> set[int]:
    """Grades the event is for; of the whole school its first and its last."""
    found: set[int] = set()
    for row in event.audience.all():
        if row.school_class:
            found.add(row.school_class.grade)
        elif row.section:
            found.add(row.section.grade)
        elif row.grade_from is not None and row.grade_to is not None:
            found |= {max(row.grade_from, 1), min(row.grade_to, 11)}
    return found


# --- Of a day, for those it concerns -------------------------------------------------------------
@dataclass(frozen=True)
class EventShown:
    """An event beside the lessons of a day; `reason` is why it is cancelled, empty of one that goes on."""

    title: str
    purpose: str
    hours: str
    place: str
    responsible: str
    instead_of_lessons: bool
    reason: str

    @classmethod
    def of(cls, event: SchoolEvent) -> "EventShown":
        return cls(
            event.title,
            event.purpose,
            hours_of(event),
            event.place,
            event.responsible.user.short_name,
            event.cancels_lessons,
            event.cancel_reason if event.cancelled_at else "",
        )


def events_of_pupil(student: int, first: date, last: date) -> dict[date, tuple[EventShown, ...]]:
    """Events of these days that concern the pupil, by day. One query, two where there are any."""
    found = EVENTS_OF_PUPIL.rows(student=student, first=first, last=last)
    keys = [pk for (pk,) in found]
    return events_by_day(SchoolEvent.objects.filter(pk__in=keys), first, last) if keys else {}


def events_by_day(
    events: QuerySet[SchoolEvent], first: date, last: date
) -> dict[date, tuple[EventShown, ...]]:
    """Events of these days by day, as they stand now. One query."""
    found: dict[date, tuple[EventShown, ...]] = {}
    chosen = events.filter(starts_on__lte=last, ends_on__gte=first).order_by(*IN_ORDER)
    for event in chosen.select_related("responsible__user"):
        shown = EventShown.of(event)
        day = max(event.starts_on, first)
        while day <= min(event.ends_on, last):
            found[day] = (*found.get(day, ()), shown)
            day += ONE_DAY
    return found
