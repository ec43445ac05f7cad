"""Marks that the family sees when the teacher says so."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journal.models import Lesson, LineItem

PUBLISHED = "показано семьям"


@transaction.atomic
def publish_marks(*, lesson: Lesson, by: User, now: datetime) -> int:
    """All hidden columns of the lesson at once; how many they were. A closed period stands in no way: no mark changes."""
    hidden = list(
        LineItem.objects.select_for_update().filter(lesson=lesson, is_hidden=True).order_by("pk")
    )
    for item in hidden:
        item.is_hidden = False
    if hidden:
        LineItem.objects.write(hidden, by=by, now=now, reason=PUBLISHED)
    return len(hidden)
