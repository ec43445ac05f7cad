"""The year 2025/26 of the demo school: periods, holidays, days off, bells, and the days of its stages.

Dates of the periods and holidays are those recommended for 2025/26; days off are the production calendar's.
The suspended day and the Saturday that makes up for it are invented.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")
TITLE = "2025/2026"
STARTS_ON, ENDS_ON = date(2025, 9, 1), date(2026, 5, 26)

# Number, title, first and last day.
QUARTERS = [
    (1, "I четверть", date(2025, 9, 1), date(2025, 10, 24)),
    (2, "II четверть", date(2025, 11, 5), date(2025, 12, 30)),
    (3, "III четверть", date(2026, 1, 12), date(2026, 3, 27)),
    (4, "IV четверть", date(2026, 4, 6), date(2026, 5, 26)),
]
HALF_YEARS = [
    (1, "I полугодие", date(2025, 9, 1), date(2025, 12, 30)),
    (2, "II полугодие", date(2026, 1, 12), date(2026, 5, 26)),
]
HALF_YEAR_GRADES = (10, 11)

# Title, first and last day, grades.
BREAKS = [
    ("Осенние каникулы", date(2025, 10, 25), date(2025, 11, 2), (1, 11)),
    ("Зимние каникулы", date(2025, 12, 31), date(2026, 1, 11), (1, 11)),
    ("Дополнительные каникулы", date(2026, 2, 16), date(2026, 2, 22), (1, 1)),
    ("Весенние каникулы", date(2026, 3, 28), date(2026, 4, 5), (1, 11)),
]

BREAK_KINDS = {
    "Осенние каникулы": "autumn",
    "Зимние каникулы": "winter",
    "Дополнительные каникулы": "extra",
    "Весенние каникулы": "spring",
}
# The school's own count of study days, for five and for six days a week. It counted before the frost of January
# took a day from who learns six days, so the third quarter does not agree with its dates.
STATED = {
    "quarter": [(40, 47), (40, 48), (53, 63), (35, 42)],
    "half_year": [(80, 95), (88, 104)],
}

DAY_OFF, SUSPENDED, WORKING = "day_off", "suspended", "working"
# Date, kind, title, whose weekday's timetable a working day follows, of which length of the week only.
SPECIAL_DAYS = [
    (date(2025, 11, 3), DAY_OFF, "Выходной, перенесён с 1 ноября", None, None),
    (date(2025, 11, 4), DAY_OFF, "День народного единства", None, None),
    (date(2026, 1, 21), SUSPENDED, "Актированный день: мороз −33 °C", None, None),
    (date(2026, 2, 14), WORKING, "Учебный день вместо 21 января", 3, None),
    (date(2026, 2, 23), DAY_OFF, "День защитника Отечества", None, None),
    (date(2026, 3, 9), DAY_OFF, "Выходной, перенесён с 8 марта", None, None),
    (date(2026, 5, 1), DAY_OFF, "Праздник Весны и Труда", None, None),
    (date(2026, 5, 9), DAY_OFF, "День Победы", None, None),
    (date(2026, 5, 11), DAY_OFF, "Выходной, перенесён с 9 мая", None, 5),
]

# Lessons of 40 minutes; the shifts do not overlap but for circles, grade 1 has 35 minutes and a long break after the second lesson.
_FIRST = "08:00-08:40 08:50-09:30 09:50-10:30 10:50-11:30 11:40-12:20 12:30-13:10 13:20-14:00 14:20-15:00"
_SECOND = "14:00-14:40 14:50-15:30 15:50-16:30 16:40-17:20 17:30-18:10 18:20-19:00"
_GRADE_1 = "08:00-08:35 08:50-09:25 10:05-10:40 10:50-11:25 11:45-12:20"
_GRADE_1_SPRING = "08:00-08:40 08:50-09:30 10:10-10:50 11:00-11:40 11:50-12:30"
# «Разговоры о важном» are 30 minutes; a shortened day has lessons of 30 minutes.
_MONDAY = "08:00-08:30 08:40-09:20 09:40-10:20 10:40-11:20 11:30-12:10 12:20-13:00 13:10-13:50"
_SHORT = "08:00-08:30 08:40-09:10 09:30-10:00 10:20-10:50 11:00-11:30 11:40-12:10 12:20-12:50"


@dataclass(frozen=True)
class Bells:
    name: str
    shift: int
    lessons: str

    def slots(self) -> list[tuple[int, time, time]]:
        """Number, first bell, last bell."""
        return [
            (number, *(time.fromisoformat(bell) for bell in lesson.split("-")))
            for number, lesson in enumerate(self.lessons.split(), 1)
        ]


BELLS = [
    Bells("I смена", 1, _FIRST),
    Bells("II смена", 2, _SECOND),
    Bells("1 класс", 1, _GRADE_1),
    Bells("1 класс, с января", 1, _GRADE_1_SPRING),
    Bells("I смена, понедельник", 1, _MONDAY),
    Bells("I смена, сокращённый день", 1, _SHORT),
]


@dataclass(frozen=True)
class Regime:
    """Other bells than the usual: of a grade, or of everybody who learns by certain ones."""

    bells: str
    reason: str
    starts_on: date
    ends_on: date
    grade: int | None = None
    instead_of: str = ""
    weekday: int | None = None


BEFORE_NEW_YEAR = date(2025, 12, 30)
REGIMES = [
    Regime("1 класс, с января", "Ступенчатый режим: с января уроки по 40 минут", date(2026, 1, 12), ENDS_ON, grade=1),
    Regime(
        "I смена, понедельник", "Первый урок — «Разговоры о важном», 30 минут", STARTS_ON, ENDS_ON,
        instead_of="I смена", weekday=1,
    ),
    Regime(
        "I смена, сокращённый день", "Предпраздничный день", BEFORE_NEW_YEAR, BEFORE_NEW_YEAR, instead_of="I смена"
    ),
]  # fmt: skip


def bells_of(grade: int, shift: int) -> str:
    return "1 класс" if grade == 1 else "II смена" if shift == 2 else "I смена"


@dataclass(frozen=True)
class Stage:
    """A moment of the year at which the demo school stands."""

    name: str
    moment: datetime
    # Numbers of the quarters and half-years whose marks are being set or are set; the year's too.
    quarters: int
    half_years: int
    year_marks: bool


STAGES = {
    stage.name: stage
    for stage in (
        Stage("september", datetime(2025, 9, 12, 10, 20, tzinfo=MOSCOW), 0, 0, False),
        Stage("quarter", datetime(2025, 10, 24, 10, 20, tzinfo=MOSCOW), 1, 0, False),
        Stage("year-end", datetime(2026, 5, 26, 19, 30, tzinfo=MOSCOW), 4, 2, True),
    )
}
