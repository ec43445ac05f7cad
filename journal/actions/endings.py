"""Journals end or are split, classes end: lessons that stand after the last day go where nothing is written in them."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from journal.models import Lesson
from school.models import CourseSection, SchoolYear

from .closing import closed_days
from .effects import Effect, ToConfirm
from .planning import LessonPlan, is_filled, is_within

REASON = "журнал закончен"
T = TypeVar("T")
BEYOND = Q(date__gt=F("section__ends_on")) | Q(date__lt=F("section__starts_on"))


@transaction.atomic
def end_journals(
    change: Callable[[], T],
    *,
    year: SchoolYear | None,
    journals: QuerySet[CourseSection],
    confirmed: str | None,
    by: User,
    now: datetime,
) -> T:
    """Do the change that ends these journals of the year, and take away their empty lessons outside their terms.

    `year` None is any year that goes on. `journals` are found when the change is made; lessons of others stay. Lessons that are filled or closed stay. `confirmed` is the stamp of the
    lessons that were shown, None where they are one pupil's own and nobody is asked. Raises ToConfirm where others
    go; what the change itself raises.
    """
    last = SchoolYear.objects.filter(ends_on__gte=timezone.localdate(now))
    about = SchoolYear.objects.filter(pk=year.pk) if year else last
    # After the year, as versions and the calendar do: nobody plans lessons of the journal meanwhile.
    years = list(about.select_for_update(of=("self",), no_key=True).order_by("pk"))
    made = change()
    plan = _beyond(journals.filter(year__in=years), now)
    effect = Effect((plan,))
    if plan.gone and confirmed is not None and effect.stamp != confirmed:
        raise ToConfirm(effect)
    plan.carry_out(by=by, reason=REASON, now=now)
    return made


def _beyond(journals: QuerySet[CourseSection], now: datetime) -> LessonPlan:
    """Lessons outside the terms of their journals, also those that an order has moved there. Locks them."""
    beyond = Lesson.objects.filter(BEYOND, section__in=journals.values("pk"))
    keys = list(beyond.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    plan = LessonPlan()
    if not keys:
        return plan
    closed = closed_days(journals, now=now)
    # Locked first and asked then: an entry made this moment is seen, not taken away with its lesson.
    found = Lesson.objects.filter(pk__in=keys).select_related("section__subject")
    for lesson in found.annotate(
        is_filled=ExpressionWrapper(is_filled(), output_field=BooleanField())
    ).order_by("pk"):
        is_closed = is_within(lesson.date, closed.get(lesson.section_id, ()))
        (plan.kept if lesson.is_filled or is_closed else plan.gone).append(lesson)
    return plan
