"""What is wrong in a calendar, each thing named by its row. Pure; rows need not be saved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from .calendar import Calendar, is_for
from .counts import grades_words
from .models import CalendarDay, GradingPeriod, HolidayBreak
from .words import count_of, date_dots, day_month, weekday

YEAR, PERIODS, BREAKS, DAYS = "year", "periods", "breaks", "days"
# «Каникулы не менее 7 календарных дней» (СП 2.4.3648-20).
SHORTEST_BREAK = 7
LONG_PERIODS = frozenset({GradingPeriod.Kind.HALF_YEAR, GradingPeriod.Kind.TRIMESTER})
Span = GradingPeriod | HolidayBreak


@dataclass(frozen=True)
class Fault:
    """`row` is the place in the table, from 0; None is about the table. What does not `stop` is only told.

    `about` tells that it is the same fault as before, though its days may be others.
    """

    table: str
    row: int | None
    text: str
    stops: bool = True
    about: str = ""

    @property
    def key(self) -> str:
        return self.about or self.text


def faults_of(calendar: Calendar, learners: Iterable[tuple[int, int]] = ()) -> list[Fault]:
    """Everything wrong; `learners` are pairs of grade and days a week of the classes there are."""
    learners = sorted(set(learners))
    return [
        *_outside(calendar),
        *_periods(calendar.periods),
        *_gaps(calendar, learners),
        *_breaks(calendar),
        *_days(calendar),
        *_grades(calendar, learners),
    ]


def _outside(calendar: Calendar) -> Iterator[Fault]:
    """Rows that end before they start, or stand outside the year."""
    year = calendar.year
    if year.starts_on >= year.ends_on:
        yield Fault(YEAR, None, "Учебный год кончается раньше, чем начинается.")
        return
    term = f"с {date_dots(year.starts_on)} по {date_dots(year.ends_on)}"
    tables: tuple[tuple[str, Sequence[Span]], ...] = (
        (PERIODS, calendar.periods),
        (BREAKS, calendar.breaks),
    )
    for table, rows in tables:
        for place, row in enumerate(rows):
            if row.starts_on > row.ends_on:
                yield Fault(table, place, f"{row.title}: последний день раньше первого.")
            elif table == PERIODS and (
                row.starts_on < year.starts_on or row.ends_on > year.ends_on
            ):
                yield Fault(table, place, f"{row.title}: выходит за учебный год ({term}).")
            if row.grade_from > row.grade_to:
                yield Fault(table, place, f"{row.title}: классы «с» больше, чем «по».")
    for place, day in enumerate(calendar.days):
        if not year.starts_on <= day.date <= year.ends_on:
            yield Fault(DAYS, place, f"{date_dots(day.date)}: день вне учебного года ({term}).")
        if day.grade_from > day.grade_to:
            yield Fault(DAYS, place, f"{date_dots(day.date)}: классы «с» больше, чем «по».")


def _periods(periods: Sequence[GradingPeriod]) -> Iterator[Fault]:
    """Two periods of a kind for one grade overlap, or have one number."""
    for (_, first), (place, second) in combinations(enumerate(periods), 2):
        grades = _common(first, second)
        if first.kind != second.kind or not grades:
            continue
        of = grades_words(grades)
        if first.starts_on <= second.ends_on and second.starts_on <= first.ends_on:
            both = max(first.starts_on, second.starts_on), min(first.ends_on, second.ends_on)
            text = f"{second.title} ({of}) накладывается на «{first.title}»: {_span(*both)}."
            yield Fault(PERIODS, place, text)
        elif first.number == second.number:
            text = f"{second.title} ({of}): номер {second.number} уже есть у «{first.title}»."
            yield Fault(PERIODS, place, text)
        elif (first.number < second.number) != (first.starts_on < second.starts_on):
            text = f"{second.title} ({of}): номера идут не по порядку дней – сверьте с «{first.title}»."
            yield Fault(PERIODS, place, text)


def _gaps(calendar: Calendar, learners: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    """School days between two periods that belong to neither: their marks would be of no period."""
    weeks = {grade: days for grade, days in learners}  # noqa: C416 - the longer week is told last
    told: dict[tuple[int, tuple[date, ...]], list[int]] = {}
    for grade in range(1, 13):
        own = [(place, one) for place, one in enumerate(calendar.periods) if is_for(one, grade)]
        days = calendar.study_days(grade, weeks.get(grade, 5))
        for kind in GradingPeriod.Kind:
            of_kind = sorted(
                ((place, one) for place, one in own if one.kind == kind),
                key=lambda row: row[1].starts_on,
            )
            for (_, first), (place, second) in pairwise(of_kind):
                lost = tuple(day for day in days if first.ends_on < day < second.starts_on)
                if lost:
                    told.setdefault((place, lost), []).append(grade)
    for (place, lost), grades in told.items():
        period = calendar.periods[place]
        number = count_of(len(lost), "учебный день", "учебных дня", "учебных дней")
        text = (
            f"Перед «{period.title}» ({grades_words(grades)}) {number} вне периодов: "
            f"{_span(lost[0], lost[-1])}. Начните период раньше, добавьте каникулы или нерабочие дни."
        )
        about = f"gap before {period.title}, {grades_words(grades)}"
        yield Fault(PERIODS, place, text, about=about)


def _breaks(calendar: Calendar) -> Iterator[Fault]:
    for place, rest in enumerate(calendar.breaks):
        if rest.starts_on > rest.ends_on:
            continue
        for other in calendar.breaks[:place]:
            grades = _common(other, rest)
            if grades and other.starts_on <= rest.ends_on and rest.starts_on <= other.ends_on:
                text = f"{rest.title} ({grades_words(grades)}) накладываются на «{other.title}»."
                yield Fault(BREAKS, place, text)
        for period in calendar.periods:
            why = _over(rest, period)
            if why:
                yield Fault(BREAKS, place, why)
        length = (rest.ends_on - rest.starts_on).days + 1
        if length < SHORTEST_BREAK:
            told = count_of(length, "день", "дня", "дней")
            text = f"{rest.title}: {told}. Каникулы длятся не меньше 7 дней (СП 2.4.3648-20)."
            yield Fault(BREAKS, place, text, stops=False)


def _over(rest: HolidayBreak, period: GradingPeriod) -> str:
    """Why holidays may not lie so over the period; empty where they may.

    Inside a period stand the extra holidays of some of its grades, and any holidays of a long period.
    """
    grades = _common(rest, period)
    if not grades or rest.ends_on < period.starts_on or period.ends_on < rest.starts_on:
        return ""
    both = _span(max(rest.starts_on, period.starts_on), min(rest.ends_on, period.ends_on))
    is_inside = period.starts_on < rest.starts_on and rest.ends_on < period.ends_on
    of = grades_words(grades)
    if not is_inside:
        return f"{rest.title} ({of}) заходят на «{period.title}»: {both}. Сдвиньте период или каникулы."
    if period.kind in LONG_PERIODS or rest.kind == HolidayBreak.Kind.EXTRA:
        return ""
    whole = rest.grade_from <= period.grade_from and period.grade_to <= rest.grade_to
    if not whole:
        return ""
    return (
        f"{rest.title} ({of}) лежат внутри «{period.title}»: {both}. Разделите период "
        "или назовите каникулы дополнительными."
    )


def _days(calendar: Calendar) -> Iterator[Fault]:
    for place, day in enumerate(calendar.days):
        told = f"{date_dots(day.date)}, {weekday(day.date)}"
        for other in calendar.days[:place]:
            grades = _common(other, day)
            weeks = {other.days_a_week, day.days_a_week}
            if other.date == day.date and grades and weeks != {5, 6}:
                text = f"{told}: этот день уже назван ({grades_words(grades)})."
                yield Fault(DAYS, place, text)
        is_working = day.kind == CalendarDay.Kind.WORKING
        if is_working and day.date.isoweekday() >= 6 and not day.follows_weekday:
            text = f"{told}: укажите, по расписанию какого дня учатся, иначе уроки возьмутся из расписания этого дня."
            yield Fault(DAYS, place, text, stops=False)
        if day.follows_weekday and not is_working:
            text = f"{told}: «по расписанию дня» бывает только у учебного дня по переносу."
            yield Fault(DAYS, place, text)
        rest = next(
            (
                one
                for one in calendar.breaks
                if one.starts_on <= day.date <= one.ends_on
                and one.grade_from <= day.grade_from
                and day.grade_to <= one.grade_to
            ),
            None,
        )
        if rest and is_working:
            text = f"{told}: учебный день попал на каникулы «{rest.title}», уроков в нём не будет."
            yield Fault(DAYS, place, text, stops=False)


def _grades(calendar: Calendar, learners: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    """Grades that learn and have no period; what is asked of the first grade."""
    without = sorted(
        {grade for grade, _ in learners if not any(is_for(p, grade) for p in calendar.periods)}
    )
    if without:
        text = f"{grades_words(without)}: нет ни четвертей, ни полугодий. Добавьте периоды."
        yield Fault(PERIODS, None, text, stops=False)
    if (1, 6) in learners:
        text = "1 класс учится шесть дней в неделю, а положено пять (СП 2.4.3648-20). Измените неделю на странице «Звонки»."
        yield Fault(YEAR, None, text, stops=False)
    if any(grade == 1 for grade, _ in learners) and not any(
        _is_third_quarter_break(rest) for rest in calendar.breaks
    ):
        text = "У 1 класса нет дополнительных каникул в III четверти (обычно неделя в феврале)."
        yield Fault(BREAKS, None, text, stops=False)


def _is_third_quarter_break(rest: HolidayBreak) -> bool:
    """The extra holidays of the first grade, however they are called."""
    return is_for(rest, 1) and (rest.kind == HolidayBreak.Kind.EXTRA or rest.starts_on.month == 2)


def _common(first: Span | CalendarDay, second: Span | CalendarDay) -> range:
    return range(max(first.grade_from, second.grade_from), min(first.grade_to, second.grade_to) + 1)


def _span(first: date, last: date) -> str:
    """«24 октября», «24 октября – 2 ноября»."""
    return day_month(first) if first == last else f"{day_month(first)} – {day_month(last)}"
