"""A teacher of the demo school who is ill today: one lesson given to a colleague, one cancelled, the rest to decide."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ejournal.demo_accounts import ACCOUNTS
from journal.access import lessons_to_order
from journal.actions import Decision, Ground, decide_lessons
from journal.models import Lesson
from journal.screens import substitutions_screen
from school.actions import record_absence
from school.models import StaffAbsence, StaffMember, TeachingLoad


@transaction.atomic
def send_somebody_home(*, now: datetime) -> None:
    """Once a school, where somebody has lessons to come today; else nothing."""
    deputy = User.objects.get(username="deputy")
    today = timezone.localdate(now)
    if StaffAbsence.objects.exists():
        return
    coming = list(
        lessons_to_order(deputy, on=today).filter(date=today, topic="", starts_at__gt=now)
    )
    teacher = _busiest(coming, today)
    if teacher is None:
        return
    record_absence(
        teacher=teacher, starts_on=today, ends_on=today + timedelta(days=3), reason="illness",
        by=deputy, now=now,
    )  # fmt: skip
    screen = substitutions_screen(lessons_to_order(deputy, on=today), today)
    (away,) = screen.away
    free = [
        one for one in away.lessons if one.lesson in coming and one.offers and one.offers[0].is_free
    ]
    decisions = [Decision(one.lesson.pk, teacher=one.offers[0].colleague.pk) for one in free[:1]]
    decisions += [Decision(one.lesson.pk, is_cancelled=True) for one in free[2:3]]
    decide_lessons(
        decisions=decisions,
        lessons=[one.lesson for one in free],
        absent=teacher,
        ground=Ground("болезнь учителя", "112", today),
        by=deputy,
        now=now,
    )


def _busiest(lessons: list[Lesson], today: date) -> StaffMember | None:
    """Who of those without an account on the first page has most of the lessons; the first by key of such."""
    held: dict[StaffMember, int] = defaultdict(int)
    loads = TeachingLoad.objects.on(today).filter(section__in=[one.section_id for one in lessons])
    shown = [login for login, *_ in ACCOUNTS]
    for load in loads.exclude(teacher__user__username__in=shown).select_related("teacher__user"):
        held[load.teacher] += 1
    return max(held, key=lambda one: (held[one], -one.pk), default=None)
