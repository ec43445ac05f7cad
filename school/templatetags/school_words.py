"""Template filters over `school.words`. An empty value gives an empty string."""

from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.utils import timezone

from school import words
from school.hours import plain_hours

register = template.Library()


def _of_day(write):
    def filter_(value: date | None) -> str:
        if not value:
            return ""
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        return write(value)

    return filter_


for _write in (
    words.weekday,
    words.weekday_short,
    words.weekday_when,
    words.month_name,
    words.month_of,
    words.month_in,
    words.day_month,
    words.weekday_day,
    words.date_words,
    words.date_dots,
):
    register.filter(_write.__name__, _of_day(_write))


@register.filter
def clock(value: time | datetime | None) -> str:
    """{{ lesson.starts_at|clock }} → 8:30"""
    return _of_day(words.clock)(value)


@register.filter
def room(name: str | None) -> str:
    """{{ lesson.room.name|room }} → каб. 12; a name in words stays as it is"""
    return words.room(name) if name else ""


@register.filter
def date_clock(value: datetime | None) -> str:
    """{{ closed_at|date_clock }} → 24.10.2025, 16:40"""
    return _of_day(lambda at: f"{words.date_dots(at)}, {words.clock(at)}")(value)


@register.filter
def plural(n: int, forms: str) -> str:
    """{{ n }} {{ n|plural:"урок,урока,уроков" }}: the word alone."""
    return words.plural(int(n or 0), *forms.split(","))


@register.filter
def of_days(counted: list[tuple[date, int]]) -> str:
    """«50 уроков, 22 января – 26 мая 2026 года» of lessons counted by day, in order."""
    lessons = words.count_of(sum(number for _, number in counted), "урок", "урока", "уроков")
    return f"{lessons}, {words.days_span(counted[0][0], counted[-1][0])}"


@register.filter
def count_of(n: int, forms: str) -> str:
    """{{ n|count_of:"урок,урока,уроков" }} → 5 уроков"""
    return words.count_of(int(n or 0), *forms.split(","))


@register.filter
def number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """{{ average|number:2 }} → 4,35; — where there is none."""
    if value == "":
        return ""
    return words.number(value, places)


@register.filter
def hours(value: Decimal | None) -> str:
    """{{ line.hours|hours }} → 3 or 2,5; empty where there is none."""
    return plain_hours(value) if value is not None else ""


@register.filter
def percent(share: Decimal | float | None, places: int = 0) -> str:
    """{{ share|percent }} → 87 %"""
    if share == "":
        return ""
    return words.percent(share, places)


@register.simple_tag
def days_span(first: date, last: date) -> str:
    """{% days_span week.first week.last %} → 24–28 ноября"""
    return words.days_span(first, last)


register.filter("weight_words", words.weight_words)
