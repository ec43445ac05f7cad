"""The calendar of a year as everybody reads it: counts, the year drawn, days that are not as their weekday."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from school.calendar import Calendar, calendar_of, learners_of
from school.calendar_rules import Fault, faults_of
from school.counts import Count, counts_of, grades_words
from school.holidays import SUNDAY, OfficialDay
from school.models import CalendarDay, HolidayBreak, SchoolYear
from school.pictures import YearDrawn, year_plan
from school.words import WEEKDAYS_SHORT

# «по понедельнику»: by whose timetable a day is taught.
WEEKDAYS_BY = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


def not_named(calendar: Calendar, official: Iterable[OfficialDay]) -> list[OfficialDay]:
    """Official days inside the year that the calendar does not name and holidays of everybody do not hold."""
    named = {day.date for day in calendar.days}
    year = calendar.year
    return [
        day
        for day in official
        if year.starts_on <= day.date <= year.ends_on
        and day.date not in named
        and day.date.isoweekday() < SUNDAY
        and not any(
            rest.starts_on <= day.date <= rest.ends_on
            and rest.grade_from <= 1
            and rest.grade_to >= 11
            for rest in calendar.breaks
        )
    ]


@dataclass(frozen=True)
class BreakRow:
    rest: HolidayBreak
    days: int
    grades: str


@dataclass(frozen=True)
class DayRow:
    day: CalendarDay
    kind: str
    follows: str
    grades: str


@dataclass(frozen=True)
class CalendarScreen:
    """`chosen` is the place of the count whose year is drawn; `faults` are told to who may mend them."""

    year: SchoolYear
    years: tuple[SchoolYear, ...]
    counts: tuple[Count, ...]
    chosen: int
    plan: YearDrawn | None
    weekdays: tuple[str, ...]
    breaks: tuple[BreakRow, ...]
    days: tuple[DayRow, ...]
    faults: tuple[Fault, ...]

    @property
    def count(self) -> Count | None:
        return self.counts[self.chosen] if self.counts else None

    @property
    def disagreements(self) -> list[str]:
        return [text for count in self.counts for text in count.disagreements]


def calendar_screen(
    year: SchoolYear,
    years: Sequence[SchoolYear],
    *,
    grade: int | None = None,
    days_a_week: int | None = None,
) -> CalendarScreen:
    """Four queries. The year is drawn for that grade and week, else for the first there are most grades of."""
    calendar = calendar_of(year)
    learners = learners_of(year)
    counts = tuple(counts_of(calendar, learners))
    chosen = _chosen(counts, grade, days_a_week)
    count = counts[chosen] if counts else None
    return CalendarScreen(
        year=year,
        years=tuple(years),
        counts=counts,
        chosen=chosen,
        plan=year_plan(calendar, count.grades[0], count.days_a_week) if count else None,
        weekdays=WEEKDAYS_SHORT[: max((len(one.by_weekday) for one in counts), default=5)],
        breaks=tuple(_breaks(calendar)),
        days=tuple(_days(calendar)),
        faults=tuple(faults_of(calendar, learners)),
    )


def _chosen(counts: Sequence[Count], grade: int | None, days_a_week: int | None) -> int:
    def fits(count: Count) -> tuple[bool, bool, int]:
        return grade in count.grades, days_a_week == count.days_a_week, len(count.grades)

    return max(range(len(counts)), key=lambda place: fits(counts[place]), default=0)


def _breaks(calendar: Calendar) -> list[BreakRow]:
    return [
        BreakRow(rest, (rest.ends_on - rest.starts_on).days + 1, _grades(rest))
        for rest in calendar.breaks
    ]


def _days(calendar: Calendar) -> list[DayRow]:
    return [
        DayRow(
            day,
            day.get_kind_display(),
            f"по расписанию {WEEKDAYS_BY[day.follows_weekday - 1]}" if day.follows_weekday else "",
            ", ".join(filter(None, [_grades(day), WEEK[day.days_a_week]])),
        )
        for day in calendar.days
    ]


WEEK = {None: "", 5: "пятидневка", 6: "шестидневка"}


def _grades(row: HolidayBreak | CalendarDay) -> str:
    if row.grade_from <= 1 and row.grade_to >= 11:
        return "все классы"
    return grades_words(range(row.grade_from, row.grade_to + 1))
