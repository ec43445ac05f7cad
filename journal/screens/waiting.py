"""Answers that were waited for until a day that is over: the teacher is reminded until a mark stands there or the point is taken away."""

from collections.abc import Sequence
from datetime import date

from accounts.models import User
from accounts.names import alphabetical
from journal.models import Mark
from school.access import sections_taught_by
from school.days import today_of
from school.models import SchoolYear

AT_MOST = 30


def waited_in_vain(user: User, *, year: SchoolYear, on: date) -> Sequence[Mark]:
    """Points in the person's journals of the year whose day is over, the longest waited for first. One query."""
    own = sections_taught_by(user, on=on).filter(year=year)
    points = Mark.objects.filter(waits_until__lt=today_of(on), item__lesson__section__in=own)
    told = points.select_related("student__user", "item__lesson__section__subject")
    return list(told.order_by("waits_until", *alphabetical("student__user__"), "pk")[:AT_MOST])
