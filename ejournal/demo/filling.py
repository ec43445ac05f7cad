"""The journal of a section filled through the journal's own actions, signed by its teacher."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from random import Random
from typing import Any

from django.db import connections, transaction

from accounts.models import User
from journal import actions, scales
from journal.models import Lesson, Mark, PeriodMark, WorkType
from school.models import CourseSection, GradingPeriod, SectionEnrollment, Student

from .almanac import ENDS_ON, MOSCOW, STARTS_ON, Stage
from .health import days_away
from .learning import Learner, SectionFacts, ability_of, entries_of
from .people import invent_people
from .plan import PE, ClassPlan
from .registering import pupil_logins

EXEMPT_FROM_PE = 0.015
SETTING_TIME = time(14, 30)
# What a teacher writes beside «н/а» and beside a mark that is not the proposed one.
MISSED, KINDER = "Пропущено больше половины уроков", "Знания подтверждены устным ответом"


@dataclass(frozen=True)
class Person:
    """What the year does to a pupil, whatever the subject."""

    key: str
    ability: float
    away: Mapping[date, str]
    is_exempt: bool


@dataclass(frozen=True)
class Season:
    """What every section's year is invented from."""

    stage: Stage
    seed: int
    people: Mapping[int, Person]
    work_types: Mapping[str, WorkType]
    periods: Sequence[GradingPeriod]


def open_season(classes: tuple[ClassPlan, ...], stage: Stage, seed: int) -> Season:
    """Pupils' health and abilities, by the keys of their rows."""
    logins = pupil_logins(invent_people(classes, seed, stage.moment.date()))
    rows = dict(Student.objects.values_list("user__username", "pk"))
    people = {
        rows[login]: Person(
            key,
            ability_of(key, seed),
            days_away(key, seed, STARTS_ON, ENDS_ON, stage.moment.date()),
            Random(f"exempt {seed} {key}").random() < EXEMPT_FROM_PE,
        )
        for key, login in logins.items()
    }
    work_types = {kind.name: kind for kind in WorkType.objects.all()}
    return Season(
        stage, seed, people, work_types, list(GradingPeriod.objects.order_by("starts_on"))
    )


def fill_journals(season: Season, *, workers: int, told: Callable[[int, int], None]) -> None:
    """Fill every section that is still empty; `told(done, of)` hears of the progress.

    Sections do not depend on each other: several processes share them, each section is one transaction.
    """
    filled = Lesson.objects.exclude(topic="").values("section")
    left = list(
        CourseSection.objects.exclude(pk__in=filled)
        .order_by("-weekly_hours", "pk")
        .values_list("pk", flat=True)
    )
    if workers < 2 or len(left) < 2:
        done = map(_Filler(season), left)
        for number, _ in enumerate(done, 1):
            told(number, len(left))
        return
    connections.close_all()
    with get_context("fork").Pool(workers) as pool:
        for number, _ in enumerate(pool.imap_unordered(_Filler(season), left), 1):
            told(number, len(left))


@dataclass(frozen=True)
class _Filler:
    season: Season

    def __call__(self, section: int) -> int:
        fill_section(section, self.season)
        return section


@transaction.atomic
def fill_section(pk: int, season: Season) -> None:
    section = CourseSection.objects.select_related("subject").get(pk=pk)
    teacher = User.objects.get(staff_member__loads__section=section)
    facts = _facts(section, teacher, season)
    entries = entries_of(facts)
    actions.copy_lessons(section=section, lessons=entries, by=teacher, now=season.stage.moment)
    _correct_one(section, teacher, season, facts, entries)
    if section.scale != "ungraded":
        _set_period_marks(section, teacher, season, facts, entries)


def section_key(section: CourseSection) -> str:
    """The key the plan gave it: «7А Алгебра», «7А+7Б Основы журналистики поток»."""
    return (
        f"{section.classes_text.replace(', ', '+')} {section.subject.name} {section.name}".strip()
    )


def _facts(section: CourseSection, teacher: User, season: Season) -> SectionFacts:
    learners = []
    for term in SectionEnrollment.objects.filter(section=section).order_by("student", "starts_on"):
        person = season.people[term.student_id]
        learners.append(
            Learner(
                student=term.student_id,
                key=person.key,
                ability=person.ability,
                starts_on=term.starts_on,
                ends_on=term.ends_on,
                away=person.away,
                is_exempt=person.is_exempt and section.subject.name == PE,
            )
        )
    return SectionFacts(
        key=section_key(section),
        subject=section.subject.name,
        grade=section.grade,
        hours=int(section.weekly_hours),
        scale=section.scale,
        kind=section.kind,
        teacher=teacher.username,
        lessons=list(Lesson.objects.filter(section=section).order_by("date", "number")),
        learners=sorted(learners, key=lambda one: (one.key, one.starts_on)),
        work_types=season.work_types,
        seed=season.seed,
        until=season.stage.moment,
        is_shown=teacher.username == "teacher",
    )


def _correct_one(
    section: CourseSection,
    teacher: User,
    season: Season,
    facts: SectionFacts,
    entries: Sequence[actions.CopiedLesson],
) -> None:
    """In some journals a mark was put right the next day: both values stay in history."""
    random = Random(f"correction {season.seed} {facts.key}")
    before = season.stage.moment - timedelta(days=2)
    marked = [e for e in entries if e.columns and e.at < before]
    if section.scale != "five_point" or not marked or random.random() > 0.3:
        return
    entry = random.choice(marked)
    column = Mark.objects.filter(item__lesson=entry.lesson).order_by(
        "item", "student__user__username"
    )
    mark = random.choice(list(column))
    value = "5" if mark.code == "4" else "4"
    change = actions.CellChange(
        "", mark.student_id, entry.lesson, "mark", value, mark.version, mark.item_id
    )
    actions.set_cells(
        section=section, changes=[change], by=teacher, now=entry.at + timedelta(hours=21)
    )


def _set_period_marks(
    section: CourseSection,
    teacher: User,
    season: Season,
    facts: SectionFacts,
    entries: Sequence[actions.CopiedLesson],
) -> None:
    """Marks of the periods that have come to their end, and of the year; the last ones not everywhere yet."""
    random = Random(f"period {season.seed} {facts.key}")
    stage = season.stage
    ended = {"quarter": stage.quarters, "half_year": stage.half_years}
    periods = [
        period
        for period in season.periods
        if period.grade_from <= section.grade <= period.grade_to
        and period.number <= ended[period.kind]
    ]
    dates = {lesson.pk: lesson.date for lesson in facts.lessons}
    given: dict[int, list[str]] = {}
    for period in periods:
        is_last = period.ends_on >= stage.moment.date()
        late = random.random() < 0.15
        if is_last and late:
            return
        codes = _codes(period, facts, entries, dates, random)
        for student, code in codes.items():
            given.setdefault(student, []).append(code)
        _write_period(
            section, teacher, PeriodMark.Kind.PERIOD, period, codes, _setting(period.ends_on, stage)
        )
    if stage.year_marks and periods:
        last = periods[-1].ends_on
        listed = {one.student for one in facts.learners if one.is_listed(last)}
        codes = {
            student: _year_code(codes) for student, codes in given.items() if student in listed
        }
        _write_period(section, teacher, PeriodMark.Kind.YEAR, None, codes, _setting(last, stage, 1))


def _setting(day: date, stage: Stage, hours: int = 0) -> datetime:
    moment = datetime.combine(day, SETTING_TIME, MOSCOW) + timedelta(hours=hours)
    return min(moment, stage.moment)


def _codes(
    period: GradingPeriod,
    facts: SectionFacts,
    entries: Sequence[actions.CopiedLesson],
    dates: Mapping[int, date],
    random: Random,
) -> dict[int, str]:
    """What the teacher sets: by the weighted average, a little kinder to the weak."""
    marks: dict[int, list[tuple[str, int]]] = {}
    for entry in entries:
        if period.starts_on <= dates[entry.lesson] <= period.ends_on:
            for column in entry.columns:
                for student, code in column.marks.items():
                    marks.setdefault(student, []).append((code, column.work_type.weight))
    codes = {}
    for one in facts.learners:
        if not one.is_listed(min(period.ends_on, facts.until.date())):
            continue
        kindness = random.random()
        codes[one.student] = (
            "осв" if one.is_exempt else _code(facts.scale, marks.get(one.student, []), kindness)
        )
    return codes


def _code(scale: str, marks: Sequence[tuple[str, int]], kindness: float) -> str:
    if not marks:
        return "зач" if scale == "pass_fail" and kindness < 0.97 else "н/а"
    if scale == "pass_fail":
        passed = sum(code == "зач" for code, _ in marks)
        return "зач" if passed * 2 >= len(marks) else "незач"
    code = scales.proposed_mark(scales.weighted_average(marks))
    return "3" if code == "2" and kindness < 0.75 else code


def _year_code(codes: Sequence[str]) -> str:
    if all(code not in scales.DIGITS for code in codes):
        return codes[-1]
    return scales.year_mark(codes)


def _write_period(
    section: CourseSection,
    teacher: User,
    kind: str,
    period: GradingPeriod | None,
    codes: Mapping[int, str],
    now: datetime,
) -> None:
    changes = [
        actions.PeriodMarkChange(
            "", student, code, 0, MISSED if code == scales.NOT_ASSESSED else None
        )
        for student, code in codes.items()
    ]
    of: dict[str, Any] = {
        "section": section,
        "kind": kind,
        "period": period,
        "by": teacher,
        "now": now,
    }
    results = actions.set_period_marks(changes=changes, **of)
    explained = [
        replace(change, comment=KINDER)
        for change, result in zip(changes, results, strict=True)
        if result.outcome != "saved"
    ]
    again = actions.set_period_marks(changes=explained, **of) if explained else []
    refused = [result for result in again if result.outcome != "saved"]
    if refused:
        raise actions.Refused(refused[0].text)
