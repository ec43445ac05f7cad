"""What one row of history changed, as people read it: the value's name, what was, what became. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils import timezone

from accounts.records import DELETED
from school.words import DASH, clock, date_dots


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    was: str
    became: str


def value_in_words(field: Field, value: Any) -> str:
    """A field's own value (not a key of another record), as a person reads it; nothing is a dash."""
    if value in (None, "", {}):
        return DASH
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{date_dots(local.date())} {clock(local.time())}"
    if isinstance(value, date):
        return date_dots(value)
    if isinstance(value, time):
        return clock(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value)


def differences(
    fields: Iterable[Field],
    row: Any,
    before: Any,
    *,
    label: Callable[[Field], str],
    in_words: Callable[[Field, Any], str] = value_in_words,
) -> Iterable[Difference]:
    """A new record (`before` is None) tells what it holds, a changed one what differs, one taken away what it held."""
    is_gone = row.history_type == DELETED
    for field in fields:
        new = None if is_gone else getattr(row, field.attname)
        old = getattr(before or row, field.attname) if before or is_gone else None
        if old == new:
            continue
        was, became = in_words(field, old), in_words(field, new)
        if was != became:
            yield Difference(label(field), was, became)
