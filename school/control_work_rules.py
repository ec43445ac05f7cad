"""How often a class may write control works: what the ministry recommends, as settings by level. Pure (SCH-11).

Source: «Рекомендации для системы общего образования по основным подходам к формированию графика проведения оценочных
процедур в общеобразовательных организациях», letter of the Ministry of Education № СК-228/03 and Rosobrnadzor
№ 01-169/08-01 of 06.08.2021. A control work is one that all pupils of a class write at once for at least 30 minutes.

Days between two works are counted by the calendar, holidays too. 2.5 weeks are 17.5 days, so after a work of the 1st
the next one of that subject may be on the 19th (18 days later) and not on the 18th (17 days later).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .federal_plan import BASIC, GRADES, PRIMARY, SECONDARY
from .hours import told_hours
from .words import count_of, date_dots, day_month, number

SCHOOL, REGIONAL, FEDERAL = "school", "regional", "federal"
LETTER = "письмо Минпросвещения № СК-228/03 и Рособрнадзора № 01-169/08-01 от 06.08.2021"
DAYS = ("день", "дня", "дней")
LESSONS = ("урок", "урока", "уроков")
# Kinds of a breach, in the order they are told in.
CLOSED, BUSY, NO_SCHOOL, NO_LESSON, OFTEN, EDGE, MUCH = (
    "closed", "busy", "no_school", "no_lesson", "often", "edge", "much",
)  # fmt: skip
# What no reason lifts: there are no lessons that day, or the day is of a federal work.
FIRM = frozenset({CLOSED, NO_SCHOOL})
CLAUSES: Mapping[str, str] = {
    CLOSED: "день федеральной работы закрыт для других",
    BUSY: "не более одной работы в день для одного класса",
    NO_SCHOOL: "календарный учебный график",
    NO_LESSON: "расписание уроков",
    OFTEN: "не чаще одного раза в 2,5 недели по предмету",
    EDGE: "не на первом и не на последнем уроке",
    MUCH: "не более 10 % учебного времени предмета",
}
BY_LETTER = frozenset({CLOSED, BUSY, OFTEN, EDGE, MUCH})


@dataclass(frozen=True)
class Limits:
    """What a level keeps to; None is no limit. `source` is the act they are by."""

    weeks_between: Decimal | None = Decimal("2.5")
    a_day: int | None = 1
    spares_edges: bool = True
    percent: int | None = 10
    source: str = LETTER

    @property
    def days_between(self) -> int:
        """The fewest whole days from a work to the next one of its subject: 18 for 2.5 weeks, 0 without a limit."""
        return math.ceil(self.weeks_between * 7) if self.weeks_between else 0

    def words(self) -> list[str]:
        """The limits as sentences of a page."""
        told = []
        if self.weeks_between:
            told.append(
                f"по предмету не чаще одного раза в {number(self.weeks_between.normalize())} нед. "
                f"(через {count_of(self.days_between, *DAYS)})"
            )
        if self.a_day:
            told.append(
                f"в день не больше {count_of(self.a_day, 'работы', 'работ', 'работ')} у класса"
            )
        if self.spares_edges:
            told.append("не на первом и не на последнем уроке")
        if self.percent:
            told.append(f"не больше {self.percent} % часов предмета")
        return told


@dataclass(frozen=True)
class Work:
    """A work of these classes. `group` is the journal of a part of a class, None of whole classes.

    `number` is the first of its `lessons` one after another; None where it is not known. `title` is for sentences.
    """

    classes: frozenset[int]
    subject: int
    day: date
    number: int | None = None
    lessons: int = 1
    level: str = SCHOOL
    group: int | None = None
    title: str = ""
    key: int | None = None

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(
            () if self.number is None else range(self.number, self.number + self.lessons)
        )


@dataclass(frozen=True)
class Timing:
    """What the calendar and the timetable in force say of the day of a work.

    `own` are numbers of the subject's lessons that day, `edges` the first and the last of its classes' day; both None
    where there is no timetable yet. `only_at_edge`: the subject has one lesson a week at the most, and that is the
    first or the last. `hours` are those of the subject in the year.
    """

    is_school_day: bool = True
    own: frozenset[int] | None = None
    edges: frozenset[int] | None = None
    only_at_edge: bool = False
    hours: Decimal | None = None


@dataclass(frozen=True)
class Breach:
    """What stands against a work: a sentence, the clause, and the works it is about."""

    kind: str
    text: str
    clause: str
    others: tuple[Work, ...] = field(default=())

    @property
    def is_firm(self) -> bool:
        return self.kind in FIRM

    @property
    def rule(self) -> str:
        """The clause in a few words, without its act."""
        return CLAUSES[self.kind]


def level_of(grade: int) -> str:
    """Education level of a grade; a preparatory class is of the primary school."""
    return next(
        (level for level in (PRIMARY, BASIC, SECONDARY) if grade <= GRADES[level][1]), SECONDARY
    )


def meet(one: Work, other: Work) -> bool:
    """Whether a pupil may have to write both: two groups of one subject have no pupil in common."""
    if not one.classes & other.classes:
        return False
    apart = one.group is not None and other.group is not None and one.group != other.group
    return not (apart and one.subject == other.subject)


def breaches(
    work: Work, others: Iterable[Work], timing: Timing, limits: Limits
) -> tuple[Breach, ...]:
    """Everything that stands against the work beside the other works of its year, which are asked for or agreed.

    Of a federal work only that there are lessons that day: its date is not the school's to choose.
    """
    beside = [one for one in others if meet(work, one)]
    found = [_no_school(work, timing, limits)]
    if work.level != FEDERAL:
        same = [one for one in beside if one.subject == work.subject]
        found += [
            *_that_day(work, [one for one in beside if one.day == work.day], limits),
            _no_lesson(work, timing, limits),
            _often(work, same, limits),
            _edge(work, timing, limits),
            _much(work, same, timing, limits),
        ]
    return tuple(one for one in found if one is not None)


def _breach(kind: str, text: str, limits: Limits, others: Sequence[Work] = ()) -> Breach:
    clause = CLAUSES[kind]
    if kind in BY_LETTER:
        # The school's own limit is told by its own act: the letter's words may be others.
        clause = f"{limits.source}: {clause}" if limits.source == LETTER else limits.source
    return Breach(kind, text, clause, tuple(others))


def _no_school(work: Work, timing: Timing, limits: Limits) -> Breach | None:
    if timing.is_school_day:
        return None
    return _breach(NO_SCHOOL, f"{date_dots(work.day)} у класса нет уроков.", limits)


def _that_day(work: Work, same_day: Sequence[Work], limits: Limits) -> list[Breach | None]:
    """Works of that day: a federal one closes it, others fill it class by class."""
    federal = [one for one in same_day if one.level == FEDERAL]
    if federal:
        text = f"В этот день федеральная работа: {federal[0].title}. Других работ не проводят."
        return [_breach(CLOSED, text, limits, federal)]
    most = _most_at_once(work, same_day)
    if limits.a_day is None or len(most) < limits.a_day:
        return []
    told = "; ".join(dict.fromkeys(one.title for one in most))
    return [_breach(BUSY, f"В этот день у класса уже есть работа: {told}.", limits, most)]


def _most_at_once(work: Work, same_day: Sequence[Work]) -> list[Work]:
    """The works of the day of the class that has most; parallel groups of one subject are one work of their class."""
    found: list[Work] = []
    for one_class in sorted(work.classes):
        own: dict[tuple[int, bool], Work] = {}
        for number_, one in enumerate(same_day):
            if one_class in one.classes:
                grouped = one.group is not None
                own.setdefault((one.subject if grouped else -number_ - 1, grouped), one)
        found = max(found, list(own.values()), key=len)
    return found


def _no_lesson(work: Work, timing: Timing, limits: Limits) -> Breach | None:
    """The timetable has no such lesson of the subject."""
    if timing.own is None or not timing.is_school_day or work.level != SCHOOL:
        return None
    if not timing.own:
        return _breach(NO_LESSON, "По расписанию в этот день нет урока этого предмета.", limits)
    if work.number is None or work.numbers <= timing.own:
        return None
    there = ", ".join(map(str, sorted(timing.own)))
    return _breach(NO_LESSON, f"По расписанию этот предмет стоит на уроках: {there}.", limits)


def _often(work: Work, same: Sequence[Work], limits: Limits) -> Breach | None:
    near = [one for one in same if abs((one.day - work.day).days) < limits.days_between]
    if not near:
        return None
    nearest = min(near, key=lambda one: (abs((one.day - work.day).days), one.day))
    between = abs((nearest.day - work.day).days)
    text = (
        f"По предмету уже есть работа {day_month(nearest.day)}: между ними "
        f"{count_of(between, *DAYS)}, а нужно не меньше {limits.days_between} "
        f"({number(Decimal(limits.weeks_between or 0).normalize())} нед.)."
    )
    return _breach(OFTEN, text, limits, sorted(near, key=lambda one: one.day))


def _edge(work: Work, timing: Timing, limits: Limits) -> Breach | None:
    """Where the number is not known, only when every lesson of the subject that day is at an edge."""
    if not limits.spares_edges or timing.only_at_edge or timing.edges is None:
        return None
    own = timing.own or frozenset()
    at_edge = (
        bool(work.numbers & timing.edges) if work.numbers else bool(own) and own <= timing.edges
    )
    if not at_edge:
        return None
    return _breach(EDGE, "Это первый или последний урок класса в этот день.", limits)


def _much(work: Work, same: Sequence[Work], timing: Timing, limits: Limits) -> Breach | None:
    if limits.percent is None or timing.hours is None:
        return None
    taken = max((_taken_of(one, same) for one in work.classes), default=0)
    most = lessons_allowed(timing.hours, limits.percent)
    if taken + work.lessons <= most:
        return None
    text = (
        f"На работы по предмету в этом году уходит {count_of(taken + work.lessons, *LESSONS)}, можно не больше {most}: "
        f"{limits.percent} % от {told_hours(timing.hours)}."
    )
    return _breach(MUCH, text, limits, sorted(same, key=lambda one: one.day))


def _taken_of(one_class: int, same: Iterable[Work]) -> int:
    """Lessons a pupil of the class gives to these works: of parallel groups a pupil is in one."""
    groups: dict[int | None, int] = defaultdict(int)
    for one in same:
        if one_class in one.classes:
            groups[one.group] += one.lessons
    whole = groups.pop(None, 0)
    return whole + max(groups.values(), default=0)


def lessons_allowed(hours: Decimal, percent: int) -> int:
    """Whole lessons within that share of the hours of a year: 10 % of 68 are 6."""
    return math.floor(hours * percent / 100)
