"""Conditions on lessons: which are held by a moment, and what they lack."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from journal.models import Mark
from school.models import extracurricular


def held_by(now: datetime) -> Q:
    return Q(ends_at__lte=now)


def has_no_marks() -> Q:
    """Outside the curriculum none are awaited."""
    marks = Mark.objects.filter(item__lesson=OuterRef("pk")).exclude(code="")
    return Q(~Exists(marks)) & ~extracurricular("section__")


def has_no_homework() -> Q:
    """Neither set nor said to be none; outside the curriculum none is awaited."""
    return Q(homework__isnull=True) & ~extracurricular("section__")
