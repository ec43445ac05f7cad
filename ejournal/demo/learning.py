"""A year of one section: what was taught, who was there, who got which mark. Pure: facts in, entries out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from journal.actions import CopiedColumn, CopiedLesson
from journal.models import Lesson, WorkType

from .courses import (
    COURSES,
    HOMEWORK,
    LESSON,
    ORAL,
    PlannedLesson,
    homework_of,
    kind_of,
    plan_course,
)
from .health import LATE, UNEXPLAINED

# A written work of the whole class: some are away, a few are let off.
WRITTEN_BY = 0.97
# How many of those present answer at an ordinary lesson, by the hours a week.
ANSWERING = {1: 0.2, 2: 0.15, 3: 0.12, 4: 0.11, 5: 0.1, 6: 0.1}
RECENT = timedelta(days=8)
CARELESS = 0.15  # of the teachers
GAPS = ("topic", "homework", "homework", "register", "marks", "all")


@dataclass(frozen=True)
class Learner:
    """A pupil on the section's list: key of the row, key of the person, term, ability about 0 ± 1."""

    student: int
    key: str
    ability: float
    starts_on: date
    ends_on: date | None
    away: Mapping[date, str]
    is_exempt: bool = False

    def is_listed(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass
class SectionFacts:
    """What the year of a section is invented from; `lessons` are all of the year, in order."""

    key: str
    subject: str
    grade: int
    hours: int
    scale: str
    kind: str
    teacher: str
    lessons: Sequence[Lesson]
    learners: Sequence[Learner]
    work_types: Mapping[str, WorkType]
    seed: int
    until: datetime
    is_shown: bool = False
    answered: dict[str, int] = field(default_factory=dict)


def ability_of(key: str, seed: int) -> float:
    """How well a pupil learns in general: about 0, mostly within ± 1.5."""
    return Random(f"ability {seed} {key}").gauss(0, 0.75)


def entries_of(facts: SectionFacts) -> list[CopiedLesson]:
    """Everything written in the section's journal up to `until`, with a few gaps in the last week."""
    random = Random(f"section {facts.seed} {facts.key}")
    gifts = {
        one.key: one.ability + Random(f"gift {facts.seed} {one.key} {facts.subject}").gauss(0, 0.45)
        for one in facts.learners
    }
    course = plan_course(facts.subject, facts.grade, len(facts.lessons), facts.hours)
    found = []
    for index, (lesson, planned) in enumerate(zip(facts.lessons, course, strict=True)):
        entry = _entry(facts, index, lesson, planned, gifts, random)
        if lesson.ends_at <= facts.until:
            found.append(_with_gap(entry, facts, lesson))
    return [entry for entry in found if entry]


def _entry(
    facts: SectionFacts,
    index: int,
    lesson: Lesson,
    planned: PlannedLesson,
    gifts: Mapping[str, float],
    random: Random,
) -> CopiedLesson:
    """One lesson as a careful teacher writes it down. Draws the same numbers whatever the stage is."""
    present, attendance = _who_is_there(facts, lesson, random)
    columns = tuple(_columns(facts, planned, present, gifts, random))
    place = index * 100 // len(facts.lessons)
    text, minutes = homework_of(facts.subject, place, random)
    following = facts.lessons[index + 1].date if index + 1 < len(facts.lessons) else None
    if facts.grade == 1 or following is None:
        text = ""
    delay = timedelta(minutes=random.choice((-3, -2, 1, 5, 10, 40, 120, 240)))
    return CopiedLesson(
        lesson=lesson.pk,
        at=min(lesson.ends_at + delay, max(facts.until, lesson.ends_at)),
        topic=planned.topic,
        homework=None if facts.kind == "circle" else text,
        kind=kind_of(text),
        minutes=minutes if text else None,
        due_on=following if text else None,
        register_at=lesson.starts_at + timedelta(minutes=random.randint(2, 9)),
        attendance=attendance,
        columns=columns,
    )


def _who_is_there(
    facts: SectionFacts, lesson: Lesson, random: Random
) -> tuple[list[Learner], dict[int, str]]:
    present, attendance = [], {}
    for one in facts.learners:
        chance = random.random()
        if not one.is_listed(lesson.date):
            continue
        code = one.away.get(lesson.date, "")
        if not code and chance < 0.004:
            code = UNEXPLAINED if chance < 0.0015 and facts.grade > 4 else LATE
        if code:
            attendance[one.student] = code
        if (not code or code == LATE) and not one.is_exempt:
            present.append(one)
    return present, attendance


def _columns(
    facts: SectionFacts,
    planned: PlannedLesson,
    present: Sequence[Learner],
    gifts: Mapping[str, float],
    random: Random,
) -> Iterator[CopiedColumn]:
    if facts.scale == "ungraded":
        return
    if planned.work:
        writers = [one for one in present if random.random() < WRITTEN_BY]
        marks = {one.student: _mark(facts, gifts[one.key], -0.1, random) for one in writers}
        if marks:
            yield CopiedColumn(facts.work_types[planned.work], marks, planned.title)
        return
    if facts.scale == "pass_fail":
        return
    count = round(len(present) * ANSWERING[facts.hours] + random.uniform(-0.6, 0.6))
    # Whoever has answered less is asked sooner.
    order = sorted(present, key=lambda one: facts.answered.get(one.key, 0) + random.uniform(0, 2.5))
    asked = order[: max(count, 0)]
    for one in asked:
        facts.answered[one.key] = facts.answered.get(one.key, 0) + 1
    if asked:
        kind = random.choices((LESSON, ORAL, HOMEWORK), (5, 4, 2))[0]
        marks = {one.student: _mark(facts, gifts[one.key], 0.15, random) for one in asked}
        yield CopiedColumn(facts.work_types[kind], marks)


def _mark(facts: SectionFacts, gift: float, kindness: float, random: Random) -> str:
    level = 3.85 + 0.8 * gift + kindness + COURSES[facts.subject].kindness + random.gauss(0, 0.5)
    if facts.scale == "pass_fail":
        return "зач" if level > 2.4 else "незач"
    return str(min(5, max(2, round(level))))


def _with_gap(entry: CopiedLesson, facts: SectionFacts, lesson: Lesson) -> CopiedLesson | None:
    """The last week is not all written down: a careless teacher leaves much, a careful one little."""
    if facts.until - lesson.ends_at > RECENT:
        return entry
    careless = Random(f"care {facts.seed} {facts.teacher}").random() < CARELESS
    random = Random(f"gap {facts.seed} {facts.key} {lesson.date} {lesson.number}")
    if random.random() > (0.45 if careless else 0.2 if facts.is_shown else 0.04):
        return entry
    gap = random.choice(GAPS)
    if gap == "all":
        return None
    return CopiedLesson(
        lesson=entry.lesson,
        at=entry.at,
        topic="" if gap == "topic" else entry.topic,
        homework=None if gap == "homework" else entry.homework,
        minutes=None if gap == "homework" else entry.minutes,
        due_on=None if gap == "homework" else entry.due_on,
        register_at=None if gap == "register" else entry.register_at,
        attendance={} if gap == "register" else entry.attendance,
        columns=() if gap in {"marks", "register"} else entry.columns,
    )
