"""How many days and lessons a calendar gives: by grade, length of the week, period and weekday. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .calendar import Calendar, is_for
from .models import GradingPeriod
from .words import count_of

SIX = 6


@dataclass(frozen=True)
class PeriodCount:
    """Study days of a period; `by_weekday` are those taught by the timetable of Monday, Tuesday and so on.

    `stated` is the school's own figure, None where it gave none.
    """

    title: str
    starts_on: date
    ends_on: date
    by_weekday: tuple[int, ...]
    stated: int | None = None

    @property
    def days(self) -> int:
        return sum(self.by_weekday)

    @property
    def disagrees(self) -> bool:
        return self.stated is not None and self.stated != self.days


@dataclass(frozen=True)
class Count:
    """Grades that learn by one calendar and one length of the week. `by_weekday` is of the whole year."""

    grades: tuple[int, ...]
    days_a_week: int
    periods: tuple[PeriodCount, ...]
    by_weekday: tuple[int, ...]

    @property
    def days(self) -> int:
        return sum(self.by_weekday)

    @property
    def title(self) -> str:
        return f"{grades_words(self.grades)}, {week_words(self.days_a_week)}"

    @property
    def disagreements(self) -> tuple[str, ...]:
        return tuple(
            f"{self.title}, {one.title}: школа заявила {count_of(one.stated or 0, 'день', 'дня', 'дней')}, "
            f"по датам выходит {one.days}."
            for one in self.periods
            if one.disagrees
        )


def counts_of(calendar: Calendar, learners: Iterable[tuple[int, int]]) -> list[Count]:
    """Counts for everybody who learns: pairs of a grade and days a week. Grades that agree in all stand together."""
    found: dict[tuple[int, object], tuple[Count, list[int]]] = {}
    for grade, days_a_week in sorted(set(learners)):
        count = _count(calendar, grade, days_a_week)
        key = (days_a_week, (count.periods, count.by_weekday))
        found.setdefault(key, (count, []))[1].append(grade)
    counts = [
        Count(tuple(grades), count.days_a_week, count.periods, count.by_weekday)
        for count, grades in found.values()
    ]
    return sorted(counts, key=lambda count: (count.grades, count.days_a_week))


def _count(calendar: Calendar, grade: int, days_a_week: int) -> Count:
    days = calendar.study_days(grade, days_a_week)
    periods = tuple(
        PeriodCount(
            period.title,
            period.starts_on,
            period.ends_on,
            _by_weekday(days, days_a_week, period),
            period.stated_days_6 if days_a_week == SIX else period.stated_days_5,
        )
        for period in sorted(calendar.periods, key=lambda one: (one.starts_on, one.kind))
        if is_for(period, grade)
    )
    return Count((grade,), days_a_week, periods, _by_weekday(days, days_a_week))


def _by_weekday(
    days: dict[date, int], days_a_week: int, period: GradingPeriod | None = None
) -> tuple[int, ...]:
    """A transferred day counts for the weekday it is taught by, as its lessons do."""
    counted = Counter(
        weekday
        for day, weekday in days.items()
        if period is None or period.starts_on <= day <= period.ends_on
    )
    last = max([days_a_week, *counted])
    return tuple(counted[weekday] for weekday in range(1, last + 1))


def grades_words(grades: Iterable[int]) -> str:
    """«1 класс», «2–9 классы», «5, 9 классы»."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    told = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    single = len(runs) == 1 and len(runs[0]) == 1
    return f"{told} {'класс' if single else 'классы'}"


def week_words(days_a_week: int) -> str:
    return "шестидневка" if days_a_week == SIX else "пятидневка"
