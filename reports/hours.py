"""Hours of a journal from the plan to its lessons: where they part, and why. Pure (REP-9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from school.words import count_of, number

WEEKDAYS_OF = (
    "понедельников", "вторников", "сред", "четвергов", "пятниц", "суббот", "воскресений",
)  # fmt: skip
LESSONS = ("урок", "урока", "уроков")


@dataclass(frozen=True)
class Hours:
    """Hours a week by plan (None: no curriculum), load and timetable; lessons of the year.

    `learnt` is what a pupil of the class learns of the subject, to compare with the plan. `due` are the lessons the
    timetable gives in this calendar, `made` those that stand in the journal, `cancelled` of them not held.
    `weekdays` is how many school days of each weekday of the timetable the year has, `weeks` how many it is counted with.
    """

    load: Decimal | None
    timetable: Decimal
    due: int
    made: int
    weeks: int
    cancelled: int = 0
    plan: Decimal | None = None
    learnt: Decimal | None = None
    is_vacant: bool = False
    is_part_of_year: bool = False
    weekdays: Mapping[int, int] | None = None

    @property
    def nominal(self) -> Decimal | None:
        """Lessons of the year by the load; None of a section taught a part of the year."""
        return None if self.load is None or self.is_part_of_year else self.load * self.weeks

    @property
    def is_equal(self) -> bool:
        return not list(differences(self))


def differences(hours: Hours) -> Iterable[str]:
    """What has to be put right, as sentences."""
    if hours.plan is not None and hours.learnt is not None and hours.plan != hours.learnt:
        yield f"по учебному плану {number(hours.plan)} ч, класс учит {number(hours.learnt)} ч"
    if hours.is_vacant:
        yield "нет учителя"
    if hours.load is None:
        yield "не указаны часы нагрузки"
    elif not hours.timetable:
        yield "нет в расписании"
    elif hours.timetable != hours.load:
        more, word = (
            abs(hours.timetable - hours.load),
            "больше" if hours.timetable > hours.load else "меньше",
        )
        yield f"в расписании на {number(more)} ч {word} нагрузки"
    if hours.due > hours.made:
        yield f"не хватает в журнале: {count_of(hours.due - hours.made, *LESSONS)}"
    elif hours.made > hours.due:
        yield f"в журнале сверх расписания: {count_of(hours.made - hours.due, *LESSONS)}"


def reasons(hours: Hours) -> Iterable[str]:
    """Why the calendar gives another number of lessons than the load asks for: nothing to put right."""
    if hours.cancelled:
        yield f"отменено: {count_of(hours.cancelled, *LESSONS)}"
    if hours.nominal is None or hours.timetable != hours.load or hours.due == hours.nominal:
        return
    lost = [
        f"{WEEKDAYS_OF[weekday - 1]} {days}"
        for weekday, days in sorted((hours.weekdays or {}).items())
        if days != hours.weeks
    ]
    told = f", учебных {', '.join(lost)}" if lost else ""
    fewer = hours.nominal - hours.due
    word = "меньше" if fewer > 0 else "больше"
    yield f"по календарю на {number(abs(fewer))} {word}, чем за {count_of(hours.weeks, 'неделю', 'недели', 'недель')}{told}"
