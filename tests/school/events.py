"""An event of a class, and of the school, for tests."""

from datetime import date, time

from school.actions.events import EventFacts, Whom, add_event
from school.models import SchoolEvent, SchoolYear
from tests.factories import LESSON_DAY, NOW, StaffFactory, clerk


def facts(title="Спектакль", day=LESSON_DAY, **other):
    """A play of one hour on the day of the lesson."""
    usual = {"ends_on": day, "starts_at": time(13), "ends_at": time(14), "place": "Актовый зал"}
    responsible = other.pop("responsible", None) or StaffFactory()
    return EventFacts(title=title, starts_on=day, responsible=responsible, **usual | other)


def event_of(whom: Whom, *, school_class=None, year=None, day: date = LESSON_DAY, **other):
    return add_event(
        year=year or SchoolYear.objects.get(), facts=facts(day=day, **other), whom=whom,
        school_class=school_class, by=clerk(), now=NOW,
    )  # fmt: skip


def kept_event(school_class):
    """An event of the class; made once."""
    found = SchoolEvent.objects.filter(school_class=school_class).first()
    return found or event_of(
        Whom(classes=(school_class,)), school_class=school_class, year=school_class.year
    )
