"""What is not as the norms ask in a class's week, as sentences with their clause. Pure.

Only main lessons are counted; of extracurricular and additional ones only the break before them. Lessons of groups
at one hour are one lesson of the class, as hard as the hardest of them; of odd and even weeks each week is its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from school.federal_plan import FIVE_DAYS_ONLY, weekly_maximum
from school.weeks import EVEN, EVERY, ODD, meet
from school.words import WEEKDAYS, WEEKDAYS_WHEN, count_of

from .difficulty import is_hard, rank_of, table_of

LOAD = "СанПиН 1.2.3685-21, табл. 6.6"
ORDER = "СП 2.4.3648-20"
# No norm that we hold says it in so many words; whoever checks a timetable asks for it.
PRACTICE = "так проверяют расписание"
# Lessons a day; one more once a week in grades 1–3, where it is physical education.
DAILY = {1: 4, 2: 5, 3: 5, 4: 5, 5: 6, 6: 6, 7: 7, 8: 7, 9: 7, 10: 7, 11: 7}
ONCE_MORE = range(1, 4)
HARD_IN_A_ROW = 3
BREAK_BEFORE_MORE = 20
MAIN = "main"
# Two lessons running of these are usual.
DOUBLE_ALLOWED = ("физическая культура", "труд", "технология")
POINTS = ("балл", "балла", "баллов")
LESSONS = ("урок", "урока", "уроков")


@dataclass(frozen=True)
class Hour:
    """A lesson of a class: weekday (1 is Monday), number, subject; times where its bells are known."""

    weekday: int
    number: int
    subject: str
    weeks: str = EVERY
    kind: str = MAIN
    starts_at: time | None = None
    ends_at: time | None = None


@dataclass(frozen=True)
class Finding:
    """`is_breach`: a norm is broken; else it is advice. `weekday` None is of the whole week."""

    is_breach: bool
    text: str
    clause: str
    weekday: int | None = None


@dataclass(frozen=True)
class Audit:
    """Findings of a class and the difficulty of its days, in points, by weekday of the heavier week."""

    findings: tuple[Finding, ...]
    points: Mapping[int, int]
    hours: int
    unknown: tuple[str, ...]


Day = dict[int, list[Hour]]
Week = dict[int, Day]
Rule = Callable[[Week, int, int], Iterator[Finding]]


def audit(hours: Iterable[Hour], *, grade: int, days_a_week: int) -> Audit:
    """The week of a class against the norms of its grade; each sentence once, whichever week it is about."""
    hours = list(hours)
    main = [one for one in hours if one.kind == MAIN]
    has_halves = any(one.weeks != EVERY for one in main)
    found: dict[str, Finding] = {}
    points: dict[int, int] = {}
    most = 0
    for weeks in (ODD, EVEN) if has_halves else (EVERY,):
        week = _laid(one for one in main if meet(one.weeks, weeks))
        most = max(most, sum(len(day) for day in week.values()))
        for weekday, day in week.items():
            points[weekday] = max(points.get(weekday, 0), _points_of_day(day, grade))
        for rule in RULES:
            for finding in rule(week, grade, days_a_week):
                found.setdefault(finding.text, finding)
    for finding in _break_before_more(hours):
        found.setdefault(finding.text, finding)
    unknown = {one.subject for one in main if rank_of(one.subject, grade) is None}
    ordered = sorted(found.values(), key=lambda one: (not one.is_breach, one.weekday or 0))
    return Audit(tuple(ordered), dict(sorted(points.items())), most, tuple(sorted(unknown)))


def _laid(hours: Iterable[Hour]) -> Week:
    week: Week = defaultdict(lambda: defaultdict(list))
    for one in sorted(hours, key=lambda one: (one.weekday, one.number, one.subject)):
        week[one.weekday][one.number].append(one)
    return week


def _points(lessons: Sequence[Hour], grade: int) -> int:
    return max((rank_of(one.subject, grade) or 0 for one in lessons), default=0)


def _points_of_day(day: Day, grade: int) -> int:
    return sum(_points(lessons, grade) for lessons in day.values())


def _name(lessons: Sequence[Hour]) -> str:
    return ", ".join(dict.fromkeys(one.subject for one in lessons))


def _when(weekday: int) -> str:
    return WEEKDAYS_WHEN[weekday - 1].capitalize()


def _weekly(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    hours = sum(len(day) for day in week.values())
    if not 1 <= grade <= 11:
        return
    if grade in FIVE_DAYS_ONLY and max(week, default=0) > 5:
        text = f"В {grade}-х классах учатся пять дней, а уроки стоят и в субботу."
        yield Finding(True, text, LOAD, 6)
    limit = weekly_maximum(grade, 5 if grade in FIVE_DAYS_ONLY else days_a_week)
    if hours > limit:
        text = f"В неделю {count_of(hours, *LESSONS)}, можно не больше {limit} "
        text += f"({grade} класс, {days_a_week} дней)."
        yield Finding(True, text, LOAD)


def _daily(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    limit = DAILY.get(grade)
    if limit is None:
        return
    spared = 0
    for weekday, day in week.items():
        over = len(day) - limit
        with_sport = any(
            one.subject.lower().startswith("физ") and "культур" in one.subject.lower()
            for lessons in day.values()
            for one in lessons
        )
        if over == 1 and grade in ONCE_MORE and with_sport and not spared:
            spared = weekday
        elif over > 0:
            text = f"{_when(weekday)} {count_of(len(day), *LESSONS)}, можно не больше {limit}."
            yield Finding(True, text, LOAD, weekday)


def _windows(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    for weekday, day in week.items():
        missing = [at for at in range(min(day), max(day)) if at not in day]
        if missing:
            which = ", ".join(f"{at}-й" for at in missing)
            text = f"{_when(weekday)} окно: пуст урок {which}."
            if len(missing) > 1:
                text = f"{_when(weekday)} окна: пусты уроки {which}."
            yield Finding(True, text, PRACTICE, weekday)


def _zero(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    for weekday, day in week.items():
        if 0 in day:
            text = f"{_when(weekday)} нулевой урок, «{_name(day[0])}»: нулевые уроки запрещены."
            yield Finding(True, text, ORDER, weekday)


def _order_of_days(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    """Most points on Tuesday or Wednesday; Monday and the last days lighter."""
    sums = {weekday: _points_of_day(day, grade) for weekday, day in week.items()}
    if len(sums) < 5 or not any(sums.values()):
        return
    clause = f"СанПиН 1.2.3685-21, {table_of(grade)}"
    top = max(sums.values())
    hardest = [weekday for weekday, points in sums.items() if points == top]
    if not {2, 3} & set(hardest):
        text = f"Самый трудный день — {WEEKDAYS[hardest[0] - 1]}, {count_of(top, *POINTS)}. "
        text += "Больше всего баллов должно быть во вторник или в среду."
        yield Finding(False, text, clause, hardest[0])
    if 1 in sums and 2 in sums and sums[1] > sums[2]:
        text = f"Понедельник ({count_of(sums[1], *POINTS)}) труднее вторника ({sums[2]})."
        yield Finding(False, text, clause, 1)
    light = (4, 5) if max(sums) == 5 else (5, 6)
    least = min(sums.values())
    if not any(sums.get(weekday) == least for weekday in light):
        easiest = next(weekday for weekday, points in sums.items() if points == least)
        said = " или ".join(WEEKDAYS_WHEN[weekday - 1] for weekday in light)
        text = f"Самый лёгкий день — {WEEKDAYS[easiest - 1]}, {count_of(least, *POINTS)}. "
        text += f"Легче всего должно быть {said}."
        yield Finding(False, text, clause, easiest)


def _order_of_lessons(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    """The hardest lesson of a day is neither first nor last; a light one does not begin it; no three hard ones running."""
    clause = f"СанПиН 1.2.3685-21, {table_of(grade)}"
    for weekday, day in week.items():
        numbers = sorted(day)
        points = {at: _points(day[at], grade) for at in numbers}
        top = max(points.values())
        if len(numbers) > 2 and is_hard(top, grade):
            tops = [at for at in numbers if points[at] == top]
            for at, place in ((numbers[0], "первый"), (numbers[-1], "последний")):
                if tops == [at]:
                    text = f"{_when(weekday)} самый трудный урок, «{_name(day[at])}» ({count_of(top, *POINTS)}), {place}."
                    yield Finding(False, text, clause, weekday)
        yield from _hard_running(weekday, day, points, grade, clause)
        first = numbers[0]
        if len(numbers) > 2 and 0 < points[first] <= 2:
            text = f"{_when(weekday)} день начинается с лёгкого урока, «{_name(day[first])}»."
            yield Finding(False, text, clause, weekday)


def _hard_running(
    weekday: int, day: Day, points: Mapping[int, int], grade: int, clause: str
) -> Iterator[Finding]:
    run: list[int] = []
    for at in [*sorted(day), None]:
        if at is not None and is_hard(points[at], grade) and (not run or at == run[-1] + 1):
            run.append(at)
            continue
        if len(run) >= HARD_IN_A_ROW:
            names = ", ".join(f"«{_name(day[one])}»" for one in run)
            text = f"{_when(weekday)} подряд трудные уроки: {names}."
            yield Finding(False, text, clause, weekday)
        run = [at] if at is not None and is_hard(points[at], grade) else []


def _same_running(week: Week, grade: int, days_a_week: int) -> Iterator[Finding]:
    """One subject twice running: but physical education and work."""
    for weekday, day in week.items():
        told: set[str] = set()
        for at in sorted(day):
            following = {one.subject for one in day.get(at + 1, ())}
            for one in day[at]:
                allowed = one.subject.lower().startswith(DOUBLE_ALLOWED)
                if one.subject in following and not allowed and one.subject not in told:
                    told.add(one.subject)
                    text = (
                        f"{_when(weekday)} «{one.subject}» два урока подряд ({at}-й и {at + 1}-й)."
                    )
                    yield Finding(False, text, PRACTICE, weekday)


def _break_before_more(hours: Sequence[Hour]) -> Iterator[Finding]:
    """At least twenty minutes between the last lesson and what is beyond the plan."""
    for weekday in sorted({one.weekday for one in hours}):
        day = [one for one in hours if one.weekday == weekday]
        ends = [one.ends_at for one in day if one.kind == MAIN and one.ends_at]
        for one in day:
            before = [at for at in ends if one.starts_at and at <= one.starts_at]
            if one.kind == MAIN or one.starts_at is None or not before:
                continue
            gap = _minutes(one.starts_at) - _minutes(max(before))
            if gap < BREAK_BEFORE_MORE:
                text = f"{_when(weekday)} перед занятием «{one.subject}» перерыв "
                text += f"{count_of(gap, 'минута', 'минуты', 'минут')}, нужно не меньше {BREAK_BEFORE_MORE}."
                yield Finding(True, text, ORDER, weekday)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


RULES: tuple[Rule, ...] = (
    _weekly, _daily, _windows, _zero, _order_of_days, _order_of_lessons, _same_running,
)  # fmt: skip
