"""Russian words for dates, numbers and counts, as a school writes them. Pure functions, no locale needed."""

from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\N{NO-BREAK SPACE}"
DASH = "—"

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
WEEKDAYS_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
# «в понедельник», «во вторник»: the day something is done on.
WEEKDAYS_WHEN = (
    "в понедельник",
    "во вторник",
    "в среду",
    "в четверг",
    "в пятницу",
    "в субботу",
    "в воскресенье",
)
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
MONTHS_OF = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTHS_IN = (
    "январе",
    "феврале",
    "марте",
    "апреле",
    "мае",
    "июне",
    "июле",
    "августе",
    "сентябре",
    "октябре",
    "ноябре",
    "декабре",
)


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that goes with n: 1 урок, 2 урока, 5 уроков, 11 уроков, 21 урок."""
    n = abs(n)
    if n % 100 in range(11, 15):
        return many
    if n % 10 == 1:
        return one
    return few if n % 10 in (2, 3, 4) else many


def count_of(n: int, one: str, few: str, many: str) -> str:
    """The number with its word, kept on one line: «1 229 учеников»."""
    return f"{number(n)}{NBSP}{plural(n, one, few, many)}"


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    return WEEKDAYS_SHORT[day.weekday()]


def weekday_when(day: date) -> str:
    """«во вторник»."""
    return WEEKDAYS_WHEN[day.weekday()]


def month_name(day: date) -> str:
    return MONTHS[day.month - 1]


def month_of(day: date) -> str:
    """The genitive: (24) «октября»."""
    return MONTHS_OF[day.month - 1]


def month_in(day: date) -> str:
    """The prepositional: (в) «октябре»."""
    return MONTHS_IN[day.month - 1]


def day_month(day: date) -> str:
    """«24 ноября»."""
    return f"{day.day}{NBSP}{month_of(day)}"


def weekday_day(day: date) -> str:
    """«пн, 24 ноября»."""
    return f"{weekday_short(day)}, {day_month(day)}"


def date_words(day: date) -> str:
    """«24 октября 2025 года», as acts and title pages write it."""
    return f"{day_month(day)} {day.year}{NBSP}года"


def date_dots(day: date) -> str:
    """«24.10.2025»."""
    return f"{day:%d.%m.%Y}"


def days_span(first: date, last: date) -> str:
    """«24–28 ноября», «29 сентября – 3 октября», with years only where they differ."""
    if first == last:
        return day_month(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_month(last)}"
    if first.year == last.year:
        return f"{day_month(first)} – {day_month(last)}"
    return f"{day_month(first)} {first.year} – {day_month(last)} {last.year}"


def room(name: str) -> str:
    """«каб. 12», and «Спортивный зал» as it is."""
    return f"каб.{NBSP}{name}" if name[:1].isdigit() else name


def clock(at: time) -> str:
    """«8:30»: hours without a leading zero; times and datetimes alike (already in the school's zone)."""
    return f"{at.hour}:{at:%M}"


def number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """A comma for the point, thousands parted («1 229», «4,35»); half up when `places` is given; — for None."""
    if value is None:
        return DASH
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "−" if exact < 0 else ""
    whole, _, fraction = format(abs(exact), "f").partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


def percent(share: Decimal | float | None, places: int = 0) -> str:
    """A share from 0 to 1 as «87 %»."""
    if share is None:
        return DASH
    return f"{number(Decimal(str(share)) * 100, places)}{NBSP}%"


def weight_words(weight: int | None) -> str:
    """«вес 5», or that marks of the work are not in the mean."""
    return f"вес {weight}" if weight else "не идёт в средний балл"
