"""The school's regulation (положение) as settings: names, words, units, ranges and the clause of each.

Pure. The two model regulations contradict each other and themselves, so a school decides, by an order, from a day
on. `Regulation` holds what is in force on one day; its fields are the defaults.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from itertools import pairwise
from typing import Any

from .words import count_of, day_month

# A setting's name, the day a value is in force from, the value as it is stored.
Dated = tuple[str, date, str]
# A day of every year: month and day.
DayOfYear = tuple[int, int]
LEAP_YEAR = 2024


class Unfit(ValueError):
    """What was typed is no value of the setting; the text says why, to a person."""


@dataclass(frozen=True)
class Regulation:
    """What the school has decided, as in force on one day."""

    print_until: DayOfYear = (6, 30)
    attendance_soon: int = 10
    attendance_late: int = 20
    homework_mode: str = "earlier"
    homework_until: time = time(17)
    homework_after_lessons: int = 90
    homework_suspended: time = time(10)
    marks_days: int = 0
    terms_in: str = "calendar"
    period_marks_days: int = 7
    exam_hours: int = 24
    least_marks: tuple[int, ...] = (3, 5, 6, 8, 10)
    least_marks_half_year: Decimal = Decimal("1.5")
    fewest_marks: int = 3
    few_marks_told_before: int = 21
    ungraded_grades: int = 1
    overstated_percent: int = 20
    reopening_days: int = 14
    reopening_usual: int = 3
    substitute_days: int = 7
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    quiet_days_off: str = "quiet"


class Unit(Enum):
    """What a value is counted in; the words are those of `count_of`."""

    MINUTES = ("минута", "минуты", "минут")
    HOURS = ("час", "часа", "часов")
    DAYS = ("день", "дня", "дней")
    MARKS = ("отметка", "отметки", "отметок")
    GRADES = ("класс", "класса", "классов")
    PERCENT = "%"
    TIMES = "раз"
    TABLE = "table"
    TIME = "time"
    DAY_OF_YEAR = "day of year"
    CHOICE = "choice"


@dataclass(frozen=True)
class Setting:
    """One row: `low` and `high` bound a number, `choices` name what may be chosen.

    `is_applied`: the program already goes by it; the others are kept for the control of terms.
    """

    name: str
    group: str
    title: str
    unit: Unit
    clause: str
    low: Any = None
    high: Any = None
    choices: Mapping[str, str] | None = None
    is_applied: bool = False

    @property
    def default(self) -> Any:
        return getattr(USUAL, self.name)

    def read(self, text: str) -> Any:
        """The value that was typed or stored. Raises Unfit."""
        typed = " ".join(text.split())
        if not typed:
            raise Unfit("Напишите значение.")
        return _READ.get(self.unit, _whole)(self, typed)

    def stored(self, value: Any) -> str:
        """As it is kept in the database and typed in the form; `read` gives the value back."""
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        if self.unit is Unit.DAY_OF_YEAR:
            return f"{value[1]:02}.{value[0]:02}"
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def told(self, value: Any) -> str:
        """As a person reads it: «20 минут», «5 сентября», «до 17:00»."""
        if self.choices:
            return self.choices[value]
        if self.unit is Unit.DAY_OF_YEAR:
            return day_month(date(LEAP_YEAR, *value))
        if isinstance(self.unit.value, tuple):
            return count_of(value, *self.unit.value)
        end = {Unit.PERCENT: "\u00a0%", Unit.TIMES: "\u00a0раза"}.get(self.unit, "")
        return self.stored(value) + end

    @property
    def hint(self) -> str:
        """What may be typed."""
        if self.unit is Unit.TIME:
            return "Часы и минуты, например 17:00"
        if self.unit is Unit.DAY_OF_YEAR:
            return "День и месяц, например 05.09"
        if self.unit is Unit.TABLE:
            return "Пять чисел: при 1, 2, 3, 4 и при 5 и более часах в неделю"
        if self.choices:
            return ""
        return f"От {self.stored(self.low)} до {self.stored(self.high)}"


def _whole(setting: Setting, typed: str) -> int:
    return _within(setting, _digits(typed))


def _digits(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        raise Unfit("Напишите целое число.")
    return int(typed)


def _decimal(setting: Setting, typed: str) -> Decimal:
    try:
        number = Decimal(typed.replace(",", "."))
    except InvalidOperation as error:
        raise Unfit("Напишите число, например 1,5.") from error
    # What is far out of bounds is only compared: arithmetic with it may fail.
    is_near = number.is_finite() and -100_000 < number < 100_000
    if not number.is_finite() or (is_near and number * 100 % 1):
        raise Unfit("Напишите число не больше чем с двумя знаками после запятой, например 1,5.")
    return _within(setting, number)


def _within(setting: Setting, number: Any) -> Any:
    if not setting.low <= number <= setting.high:
        raise Unfit(f"{setting.hint}.")
    return number


def _table(setting: Setting, typed: str) -> tuple[int, ...]:
    numbers = tuple(
        _whole(setting, part) for part in typed.replace(";", ",").replace(",", " ").split()
    )
    if len(numbers) != len(setting.default):
        raise Unfit(f"{setting.hint}.")
    if any(later < earlier for earlier, later in pairwise(numbers)):
        raise Unfit("Чем больше часов, тем больше отметок: числа не убывают.")
    return numbers


def _time(setting: Setting, typed: str) -> time:
    try:
        return time.fromisoformat(typed.replace(".", ":").zfill(5))
    except ValueError as error:
        raise Unfit(f"{setting.hint}.") from error


def _day_of_year(setting: Setting, typed: str) -> DayOfYear:
    day, _, month = typed.partition(".")
    try:
        found = date(LEAP_YEAR, _digits(month.rstrip(".")), _digits(day))
    except ValueError as error:
        raise Unfit(f"{setting.hint}.") from error
    return found.month, found.day


def _choice(setting: Setting, typed: str) -> str:
    if typed not in (setting.choices or {}):
        raise Unfit("Выберите из списка.")
    return typed


_READ: Mapping[Unit, Any] = {
    Unit.TIMES: _decimal,
    Unit.TABLE: _table,
    Unit.TIME: _time,
    Unit.DAY_OF_YEAR: _day_of_year,
    Unit.CHOICE: _choice,
}
USUAL = Regulation()
NAMES = frozenset(field.name for field in fields(Regulation))


def as_of(dated: Iterable[Dated], day: date, settings: Mapping[str, Setting]) -> Regulation:
    """The regulation in force on that day: of each setting the latest value that has begun, else the default."""
    latest: dict[str, tuple[date, str]] = {}
    for name, starts_on, text in dated:
        if name in settings and starts_on <= day and latest.get(name, (date.min,))[0] <= starts_on:
            latest[name] = (starts_on, text)
    return replace(USUAL, **{name: settings[name].read(text) for name, (_, text) in latest.items()})
