"""Events of the demo school around its today, and how ready it was on some evenings of September."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from reports.actions import keep_readiness
from reports.models import ReadinessDay
from school.actions.events import EventFacts, Whom, add_event, cancel_event
from school.days import SchoolDay
from school.models import Homeroom, SchoolEvent, SchoolYear, StaffMember

EVENINGS = (date(2025, 9, 1), date(2025, 9, 5), date(2025, 9, 10), date(2025, 9, 12))
DAY = timedelta(days=1)


@transaction.atomic
def hold_events(*, now: datetime) -> None:
    """Once a school: one for everybody, one of a class, one cancelled. Only days of the year have them."""
    today = timezone.localdate(now)
    year = SchoolYear.objects.current(today)
    if SchoolEvent.objects.exists() or today >= year.ends_on:
        return
    deputy = StaffMember.objects.get(user__username="deputy")
    by = deputy.user
    health = EventFacts(
        "День здоровья", today, today, deputy, "спортивные игры параллелей", "Стадион", time(14), time(15, 30)
    )  # fmt: skip
    add_event(year=year, facts=health, whom=Whom(grades=((0, 12),)), by=by, now=now)
    contest = EventFacts("Конкурс чтецов", today + DAY, today + DAY, deputy, "", "Актовый зал")
    added = add_event(year=year, facts=contest, whom=Whom(grades=((5, 9),)), by=by, now=now)
    cancel_event(event=added, reason="перенесён на следующий месяц", by=by, now=now)
    leads = Homeroom.objects.on(today).select_related("school_class", "teacher__user")
    own = leads.filter(school_class__year=year).order_by("-school_class__grade", "pk").first()
    if own:
        trip = EventFacts(
            "Поход в музей", today, today, own.teacher, "", "Краеведческий музей", time(15)
        )
        add_event(
            year=year, facts=trip, whom=Whom(classes=(own.school_class,)),
            school_class=own.school_class, by=own.teacher.user, now=now,
        )  # fmt: skip


def keep_evenings(*, now: datetime) -> None:
    """Once a school: figures of the evenings there have been, counted by what held on each."""
    today = timezone.localdate(now)
    year = SchoolYear.objects.current(today)
    if ReadinessDay.objects.exists():
        return
    for day in sorted({one for one in EVENINGS if one < today} | {today}):
        on = SchoolDay.of(year.clamp(day), calendar=day)
        keep_readiness(year=year, on=on, day=day)
