"""The year drawn month by month, on the server: only places and kinds of days for inline SVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import Calendar, is_for
from .models import CalendarDay
from .words import count_of, days_span, month_name

CELL, NAMES = 22, 18
WIDTH = 7 * CELL
STUDY, BREAK, OFF, SUSPENDED, MOVED, REST = "study", "break", "off", "suspended", "moved", "rest"


@dataclass(frozen=True)
class DayDrawn:
    """`kind` is a shape of the legend: state is never told by colour alone."""

    number: int
    kind: str
    x: int
    y: int
    text_x: int
    text_y: int


@dataclass(frozen=True)
class MonthDrawn:
    title: str
    told: str
    days: tuple[DayDrawn, ...]
    height: int


@dataclass(frozen=True)
class YearDrawn:
    months: tuple[MonthDrawn, ...]
    cell: int = CELL
    width: int = WIDTH


def year_plan(calendar: Calendar, grade: int, days_a_week: int) -> YearDrawn:
    """Months of the year from its first to its last, for a grade and a length of the week."""
    kinds = _kinds(calendar, grade, days_a_week)
    year = calendar.year
    months = []
    first = year.starts_on.replace(day=1)
    while first <= year.ends_on:
        following = (first + timedelta(days=31)).replace(day=1)
        months.append(_month(first, following, kinds))
        first = following
    return YearDrawn(tuple(months))


def _kinds(calendar: Calendar, grade: int, days_a_week: int) -> dict[date, str]:
    """What every day of the year is; days of the months outside the year are absent."""
    study = calendar.study_days(grade, days_a_week)
    special = {
        day.date: day
        for day in calendar.days
        if is_for(day, grade) and day.days_a_week in (None, days_a_week)
    }
    found = {}
    day = calendar.year.starts_on
    while day <= calendar.year.ends_on:
        named = special.get(day)
        if day in study:
            found[day] = MOVED if named else STUDY
        elif any(
            rest.starts_on <= day <= rest.ends_on for rest in calendar.breaks if is_for(rest, grade)
        ):
            found[day] = BREAK
        elif named:
            found[day] = SUSPENDED if named.kind == CalendarDay.Kind.SUSPENDED else OFF
        else:
            found[day] = REST
        day += timedelta(days=1)
    return found


def _month(first: date, following: date, kinds: dict[date, str]) -> MonthDrawn:
    days = []
    row = 0
    for number in range((following - first).days):
        day = first + timedelta(days=number)
        if number and day.isoweekday() == 1:
            row += 1
        x, y = (day.isoweekday() - 1) * CELL, NAMES + row * CELL
        kind = kinds.get(day, REST)
        days.append(DayDrawn(day.day, kind, x, y, x + CELL // 2, y + CELL // 2 + 4))
    title = f"{month_name(first)} {first.year}".capitalize()
    own = {day: kind for day, kind in kinds.items() if first <= day < following}
    return MonthDrawn(title, _told(title, own), tuple(days), NAMES + (row + 1) * CELL)


WORDS = {
    BREAK: "каникулы",
    OFF: "нерабочие дни",
    SUSPENDED: "актированные дни",
    MOVED: "учебные дни по переносу",
}


def _told(title: str, kinds: dict[date, str]) -> str:
    """The month in words, for who does not see the drawing."""
    study = sum(kind in (STUDY, MOVED) for kind in kinds.values())
    parts = [count_of(study, "учебный день", "учебных дня", "учебных дней")]
    for kind, words in WORDS.items():
        spans = list(_spans([day for day, found in kinds.items() if found == kind]))
        if spans:
            parts.append(f"{words}: " + ", ".join(days_span(*span) for span in spans))
    return f"{title}: " + "; ".join(parts)


def _spans(days: list[date]) -> Iterator[tuple[date, date]]:
    start = None
    for place, day in enumerate(days):
        start = start or day
        if place + 1 == len(days) or days[place + 1] - day > timedelta(days=1):
            yield start, day
            start = None
