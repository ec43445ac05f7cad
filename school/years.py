"""A school year that does not exist yet: of the last one with its dates moved, or of a sample. Pure: rows are unsaved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import ONE_DAY, Calendar
from .holidays import holidays_by_law
from .models import CalendarDay, GradingPeriod, HolidayBreak, School, SchoolYear
from .next_year import LAST_GRADE

QUARTER, HALF_YEAR = GradingPeriod.Kind.QUARTER, GradingPeriod.Kind.HALF_YEAR
TRIMESTER = GradingPeriod.Kind.TRIMESTER
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
FIRST_SENIOR = 10
Span = tuple[date, date]
Grades = tuple[int, int]
# By which periods grades learn: how a person calls it, and what it is.
TERMS: dict[str, tuple[str, dict[str, Grades]]] = {
    "sample": (
        "четверти в 1–9 классах, полугодия в 10–11",
        {QUARTER: (1, FIRST_SENIOR - 1), HALF_YEAR: (FIRST_SENIOR, LAST_GRADE)},
    ),
    "quarters": ("четверти во всех классах", {QUARTER: (1, LAST_GRADE)}),
    "trimesters": (
        "триместры в 1–9 классах, полугодия в 10–11",
        {TRIMESTER: (1, FIRST_SENIOR - 1), HALF_YEAR: (FIRST_SENIOR, LAST_GRADE)},
    ),
    "all_trimesters": ("триместры во всех классах", {TRIMESTER: (1, LAST_GRADE)}),
    "half_years": ("полугодия во всех классах", {HALF_YEAR: (1, LAST_GRADE)}),
}
USUAL_TERMS = "sample"
PERIOD_WORDS = {QUARTER: "четверть", TRIMESTER: "триместр", HALF_YEAR: "полугодие"}
# The second and the third trimester begin on the Monday nearest to these days.
TRIMESTERS_FROM = ((12, 1), (3, 1))


@dataclass(frozen=True)
class Sample:
    """First and last days of the four quarters; holidays are what lies between. `extra` are those of grade 1.

    `decreed` are days off of the year that do not follow from the law alone.
    """

    quarters: tuple[Span, Span, Span, Span]
    extra: Span
    decreed: tuple[tuple[date, str, int | None], ...] = ()


def _span(first: str, last: str) -> Span:
    return date.fromisoformat(first), date.fromisoformat(last)


# By the calendar year of 1 September: the recommended dates of 2025/26, and dates to begin with for the year after.
SAMPLES = {
    2025: Sample(
        (
            _span("2025-09-01", "2025-10-24"),
            _span("2025-11-05", "2025-12-30"),
            _span("2026-01-12", "2026-03-27"),
            _span("2026-04-06", "2026-05-26"),
        ),
        _span("2026-02-16", "2026-02-22"),
        ((date(2025, 11, 3), "Выходной, перенесён с 01.11.2025", None),),
    ),
    2026: Sample(
        (
            _span("2026-09-01", "2026-10-30"),
            _span("2026-11-09", "2026-12-30"),
            _span("2027-01-11", "2027-03-26"),
            _span("2027-04-05", "2027-05-26"),
        ),
        _span("2027-02-15", "2027-02-21"),
    ),
}
BREAK_KINDS = (
    (HolidayBreak.Kind.AUTUMN, "Осенние каникулы"),
    (HolidayBreak.Kind.WINTER, "Зимние каникулы"),
    (HolidayBreak.Kind.SPRING, "Весенние каникулы"),
)


def year_title(year: int) -> str:
    return f"{year}/{year + 1}"


def moved_year(last: Calendar, year: int) -> Calendar:
    """The calendar of another year moved to the one that begins on 1 September of `year`.

    Weekdays stay; the first day is 1 September. A period that followed holidays follows them again. Days off are
    those of the law.
    """
    start = last.year.starts_on
    weeks = round((date(year, start.month, start.day) - start).days / 7)
    step = timedelta(weeks=weeks)
    first = date(year, 9, 1) if (start.month, start.day) == (9, 1) else start + step
    made = SchoolYear(
        school=last.year.school,
        title=year_title(year),
        starts_on=first,
        ends_on=last.year.ends_on + step,
    )
    breaks = [
        HolidayBreak(
            year=made, kind=one.kind, title=one.title, grade_from=one.grade_from, grade_to=one.grade_to,
            starts_on=one.starts_on + step, ends_on=one.ends_on + step,
        )
        for one in last.breaks
    ]  # fmt: skip
    periods = [
        GradingPeriod(
            year=made, kind=one.kind, number=one.number, title=one.title,
            grade_from=one.grade_from, grade_to=one.grade_to,
            starts_on=first if one.starts_on == start else _after(one, last, step),
            ends_on=one.ends_on + step,
        )
        for one in last.periods
    ]  # fmt: skip
    return Calendar(made, periods, breaks, _days_off(made, breaks))


def _after(period: GradingPeriod, last: Calendar, step: timedelta) -> date:
    """The day the period begins: right after the holidays it followed, or its own day moved."""
    before = [
        one.ends_on
        for one in last.breaks
        if one.ends_on < period.starts_on and one.grade_from <= period.grade_to
    ]
    nearest = max(before, default=None)
    if nearest is None or (period.starts_on - nearest).days > 7:
        return period.starts_on + step
    return nearest + ONE_DAY + step


def sample_year(school: School, year: int, terms: str = USUAL_TERMS) -> Calendar:
    """The sample's calendar with these TERMS, its holidays, days off of the law.

    A year without a sample has the nearest one moved.
    """
    nearest = min(SAMPLES, key=lambda known: (abs(known - year), -known))
    sample = SAMPLES[nearest]
    quarters = sample.quarters
    made = SchoolYear(
        school=school,
        title=year_title(nearest),
        starts_on=quarters[0][0],
        ends_on=quarters[-1][1],
    )
    periods, breaks = list(_periods(sample, made, terms)), _breaks(sample, made)
    days = [*_days_off(made, breaks), *(_day_off(made, *day) for day in sample.decreed)]
    found = Calendar(made, periods, breaks, sorted(days, key=lambda one: one.date))
    return found if nearest == year else moved_year(found, year)


def _periods(sample: Sample, made: SchoolYear, terms: str) -> Iterator[GradingPeriod]:
    """Periods of each kind for its grades."""
    for kind, (grade_from, grade_to) in TERMS[terms][1].items():
        for number, (first, last) in enumerate(_spans(sample, kind), 1):
            yield GradingPeriod(
                year=made, kind=kind, number=number, title=f"{ROMAN[number - 1]} {PERIOD_WORDS[GradingPeriod.Kind(kind)]}",
                starts_on=first, ends_on=last, grade_from=grade_from, grade_to=grade_to,
            )  # fmt: skip


def _spans(sample: Sample, kind: str) -> list[Span]:
    """Quarters as they are; a half-year is two of them; trimesters divide the year into thirds at weekends."""
    quarters = sample.quarters
    if kind == QUARTER:
        return list(quarters)
    if kind == HALF_YEAR:
        return [(quarters[0][0], quarters[1][1]), (quarters[2][0], quarters[3][1])]
    first, last = quarters[0][0], quarters[3][1]
    begins = [first, *(_monday(_in_year(first, *day)) for day in TRIMESTERS_FROM)]
    ends = [*(day - 2 * ONE_DAY for day in begins[1:]), last]
    return list(zip(begins, ends, strict=True))


def _in_year(first: date, month: int, day: int) -> date:
    """That day of the school year which begins on `first`."""
    return date(first.year + (month < first.month), month, day)


def _monday(day: date) -> date:
    """The Monday nearest to the day."""
    back = day.weekday()
    return day - back * ONE_DAY if back <= 3 else day + (7 - back) * ONE_DAY


def _breaks(sample: Sample, made: SchoolYear) -> list[HolidayBreak]:
    """Holidays between the quarters, and those of the first grade."""
    quarters, (extra_first, extra_last) = sample.quarters, sample.extra
    breaks = [
        HolidayBreak(
            year=made, kind=kind, title=title, starts_on=before[1] + ONE_DAY,
            ends_on=_last_of_break(after[0]), grade_from=1, grade_to=LAST_GRADE,
        )
        for (kind, title), before, after in zip(BREAK_KINDS, quarters, quarters[1:], strict=False)
    ]  # fmt: skip
    extra = HolidayBreak(
        year=made, kind=HolidayBreak.Kind.EXTRA, title="Дополнительные каникулы",
        starts_on=extra_first, ends_on=extra_last, grade_from=1, grade_to=1,
    )  # fmt: skip
    return sorted([*breaks, extra], key=lambda one: one.starts_on)


def _last_of_break(next_period: date) -> date:
    """The Sunday before the period, or the day before it."""
    return next_period - ONE_DAY * (next_period.isoweekday() if next_period.isoweekday() < 6 else 1)


def _days_off(year: SchoolYear, breaks: list[HolidayBreak]) -> list[CalendarDay]:
    """Days off of the law that no holidays of everybody hold already."""
    return [
        _day_off(year, day.date, day.title, day.days_a_week)
        for day in holidays_by_law(year.starts_on, year.ends_on)
        if not any(
            one.starts_on <= day.date <= one.ends_on and one.grade_to >= LAST_GRADE
            and one.grade_from <= 1
            for one in breaks
        )
    ]  # fmt: skip


def _day_off(
    year: SchoolYear, day: date, title: str, days_a_week: int | None = None
) -> CalendarDay:
    return CalendarDay(
        year=year, date=day, kind=CalendarDay.Kind.DAY_OFF, title=title, days_a_week=days_a_week
    )
