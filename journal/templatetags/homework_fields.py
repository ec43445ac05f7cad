"""Fields of homework: the day it is for, with what others have given for that day; whom it is for."""

from datetime import date
from typing import Any

from django import template

from journal.homework_load import duration

register = template.Library()


@register.inclusion_tag("journal/_due_field.html")
def due_field(form: Any, tasks: Any, prefix: str) -> dict[str, Any]:
    """A choice among the next lessons, each with the minutes that pupils already have for that day."""
    chosen = form["due_on"].value() or ""
    chosen = chosen.isoformat() if isinstance(chosen, date) else str(chosen)
    following = tasks.next_day
    # A day chosen before stays chosen though it is that of the next lesson: what is left alone is no change.
    usual = chosen if following and chosen == following.day.isoformat() else ""
    label = f"к следующему: {_told(following)}" if following else "к следующему"
    options = [(usual, label, following)]
    options += [(one.day.isoformat(), _told(one), one) for one in tasks.later_days]
    known = {value for value, _, _ in options}
    if chosen not in known:
        options.append((chosen, chosen, None))
    return {
        "field": form["due_on"],
        "id": f"{prefix}-due",
        "options": [(value, label, day, value == chosen) for value, label, day in options],
    }


def _told(one: Any) -> str:
    return f"{one.label}, уже {duration(one.minutes)}" if one.minutes else one.label
